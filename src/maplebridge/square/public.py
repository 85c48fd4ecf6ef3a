"""What higher floors, and settings.RELEASED and settings.PUBLICITY, may call of the public side."""

from .messages import WHY
from .queries import my_news, publicity, released

__all__ = ["WHY", "my_news", "publicity", "released"]
