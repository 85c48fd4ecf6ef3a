"""What is said of advances: who pays them, why one is refused, and what parties are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.advances import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ADVANCED_BY: dict[Kind, str | Promise] = {
    Kind.INSURER: _("Insurer, for rescue"),
    Kind.FUND: _("Rescue fund"),
    Kind.PARTY: _("A party"),
    Kind.JOINT: _("Several parties together"),
}
ABOUT_ADVANCES: dict[Kind, str | Promise] = {
    Kind.INSURER: _(
        "The compulsory cover pays rescue as soon as the police tell the insurer. It counts as part of what that cover pays."
    ),
    Kind.FUND: _(
        "The rescue fund pays rescue or a funeral where cover is used up, there is none, or the driver fled. Whoever is liable pays it back to the fund."
    ),
    Kind.PARTY: _("What a party paid by itself, to a hospital too. Money for the same thing is not asked from it twice."),
    Kind.JOINT: _("What several paid together is written down as the part of each."),
}  # fmt: skip
ADVANCE_NOTED = _(
    "%(reference)s: something that was paid in advance was written down on %(day)s. Please look whether it is right."
)
ADVANCE_STRUCK = _(
    "%(reference)s: an advance was struck out on %(day)s and counts no more. The reason stands in the file."
)
RESCUE_FUND = _("Rescue fund for road accidents")

ADVANCE_SENTENCES: dict[str, str | _StrPromise] = {
    "advance_there_already": _("Exactly this stands here already. If it was paid twice, give each the number of its own receipt."),
    "advance_to_itself": _("Nobody pays an advance to itself. Choose for whom it was paid."),
    "advance_payer": _("Please say who paid: one of the parties, or the insurer by its name."),
    "advance_not_your_insurer": _("You sit here for another insurer. Whoever mediates can write down what this one paid."),
    "advance_own_cover": _("Compulsory cover pays for others, not for whom it insures. Choose whose vehicle the insurer covers."),
    "advance_in_the_future": _("This day is still to come. Write an advance down once it was paid."),
    "advances_full": _("%(most)s advances are the most, those struck out counted. Put small ones together, or tell who mediates."),
    "advance_why": _("Please say in one line why it is taken back, such as: it never came, or the sum was wrong."),
    "advance_back_already": _("It was taken back already."),
    "advance_together": _("Please give the parts of at least two. What one paid alone is noted as an advance of that party."),
}  # fmt: skip
