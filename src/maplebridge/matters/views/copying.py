"""What the worker of a group copies back to it: the answer to what was said there."""

from __future__ import annotations

from django.utils.translation import gettext

from .. import policy, queries
from ..models import Matter, MatterAddress
from ..rules.states import State


def for_the_group(matter: Matter, standing: policy.Standing) -> str:
    """The answer that stands, for a matter that a worker relayed from a group chat; else "".

    Who wrote to us in a chat of their own is answered there. At most two queries.
    """
    if standing not in policy.WORKERS or matter.channel != "chat" or matter.on_behalf_by_id is None:
        return ""
    if matter.state not in (State.ANSWERED, State.CLOSED):
        return ""
    if MatterAddress.objects.filter(matter=matter).exists():
        return ""
    said = queries.last_answer_of(matter)
    if not said:
        return ""
    words = gettext(
        "Number %(number)s has its answer: %(answer)s\nIf it is not solved, please say so: with your "
        "receipt code, or here."
    )
    return words % {"number": matter.reference, "answer": said}
