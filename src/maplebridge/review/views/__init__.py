"""The pages of the monthly review, the call-backs and the proposals."""

from .calls import call, calls, number
from .proposals import add_proposal, decide, proposal, proposals, replay
from .reviews import conclude, figures_csv, index, paper, show

__all__ = [
    "add_proposal",
    "call",
    "calls",
    "conclude",
    "decide",
    "figures_csv",
    "index",
    "number",
    "paper",
    "proposal",
    "proposals",
    "replay",
    "show",
]
