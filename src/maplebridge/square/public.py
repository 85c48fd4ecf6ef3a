"""What higher floors may call of the public side."""

from .queries import released, waiting_count

__all__ = ["released", "waiting_count"]
