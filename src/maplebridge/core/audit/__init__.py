"""The record of every verb: written with the change it tells of, sealed in batches, verifiable."""

from .recording import record
from .sealing import START, Problem, Proof, Report, chain, one_at_a_time, prove, seal, verify

__all__ = [
    "START",
    "Problem",
    "Proof",
    "Report",
    "chain",
    "one_at_a_time",
    "prove",
    "record",
    "seal",
    "verify",
]
