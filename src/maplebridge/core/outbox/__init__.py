"""Facts told sideways: written with the change, delivered later, each effect exactly once.

`tell` writes in the caller's transaction. A worker leases due deliveries and hands each to its
handler inside the transaction that marks it done, so a handler's rows and the mark stand or fall
together. A failing handler is retried with backoff and ends as a dead letter that the operator
sees; it never undoes the fact. Deliveries of different facts may arrive in any order.
"""

from .delivery import Tally, deliver_all, deliver_due, let_go, purge_delivered, retry
from .telling import outside, tell

__all__ = [
    "Tally",
    "deliver_all",
    "deliver_due",
    "let_go",
    "outside",
    "purge_delivered",
    "retry",
    "tell",
]
