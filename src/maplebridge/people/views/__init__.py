"""The pages below /people/."""

from .duty import deputy, end_leave, end_staff, leave, staff
from .homes import household, move, move_out
from .me import again, close, export, language, log, me, name
from .posts import end_post, posts, posts_of
from .programs import add_program, programs, revoke_program
from .residents import person, register, residents, vouch, witness
from .returning import still_you
from .teams import lead_team, leave_team, team
from .trust import consents, mandates, revoke
from .unsent import unsent

__all__ = [
    "add_program",
    "again",
    "close",
    "consents",
    "deputy",
    "end_leave",
    "end_post",
    "end_staff",
    "export",
    "household",
    "language",
    "lead_team",
    "leave",
    "leave_team",
    "log",
    "mandates",
    "me",
    "move",
    "move_out",
    "name",
    "person",
    "posts",
    "posts_of",
    "programs",
    "register",
    "residents",
    "revoke",
    "revoke_program",
    "staff",
    "still_you",
    "team",
    "unsent",
    "vouch",
    "witness",
]
