"""How a file that rests goes on: what was waited for, and what is written to those in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.stages import Pause

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HAPPENED: dict[str, str | Promise] = {
    Pause.TREATMENT: _("The treatment has ended"),
    Pause.APPRAISAL: _("The opinion of the appraisal is here"),
    Pause.REVIEW: _("The review is decided"),
    Pause.FUNERAL: _("The funeral is over"),
}
REST_OVER = _("File %(reference)s: the talks go on since %(day)s.")
REST_STAYS = _("File %(reference)s was to go on on %(day)s and cannot: look at its page.")
REST_SENTENCES: dict[str, str | _StrPromise] = {
    "rest_day": _("Give a day after %(first)s, within two years; or leave it empty."),
}
