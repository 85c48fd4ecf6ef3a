"""What higher floors, and the settings RELEASED* and PUBLICITY, may call of the public side."""

from .messages import WHY
from .queries import my_news, publicity, released, with_photo, with_words

__all__ = ["WHY", "my_news", "publicity", "released", "with_photo", "with_words"]
