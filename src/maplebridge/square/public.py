"""What higher floors, and the settings RELEASED* and PUBLICITY, may call of the public side."""

from .messages import WHY
from .queries import my_news, publicity, released, with_photo, with_words
from .rules.figures import LEAST
from .rules.holding import Line, held_back

__all__ = [
    "LEAST",
    "WHY",
    "Line",
    "held_back",
    "my_news",
    "publicity",
    "released",
    "with_photo",
    "with_words",
]
