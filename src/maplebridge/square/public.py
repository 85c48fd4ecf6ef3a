"""What higher floors may call of the public side."""

from .queries import waiting_count

__all__ = ["waiting_count"]
