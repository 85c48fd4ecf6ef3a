"""Maplebridge 楓橋: what residents of a village, quarter or street report, settle and share."""

__version__ = "0.1.0"
