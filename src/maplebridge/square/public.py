"""What higher floors, and settings.RELEASED, may call of the public side."""

from .messages import WHY
from .queries import my_news, released

__all__ = ["WHY", "my_news", "released"]
