"""The record of every verb: written with the change it tells of, sealed in batches, verifiable."""

from .recording import record
from .sealing import Problem, Proof, Report, prove, seal, verify

__all__ = ["Problem", "Proof", "Report", "prove", "record", "seal", "verify"]
