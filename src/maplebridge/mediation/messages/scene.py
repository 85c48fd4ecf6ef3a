"""What is said of the scene of an accident: its papers and pictures, and why one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.scene import Record

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RECORDS: dict[Record, str | Promise] = {
    Record.PICTURE: _("Picture of the scene"),
    Record.SURVEY: _("Survey and sketch of the scene"),
    Record.CERTIFICATE: _("Determination of responsibility"),
    Record.SETTLED: _("Settled by the parties at the scene"),
    Record.UNCLEAR: _("Certificate of an accident whose cause is unclear"),
    Record.REVIEW: _("Decision on a review"),
}
ABOUT_RECORDS: dict[Record, str | Promise] = {
    Record.PICTURE: _(
        "Vehicles, the road, traces, damage. Everybody in this file sees it: no pictures of injuries, they belong to the treatment."
    ),
    Record.SURVEY: _("What the traffic police drew and measured. The survey itself stays with them; enter what you were given."),
    Record.CERTIFICATE: _(
        "As it was served. It is evidence, not yet a judgment: whoever disagrees may ask the traffic police above for one review within three working days of being served, and a court weighs it with everything else."
    ),
    Record.SETTLED: _("Where nobody was hurt and the facts are not disputed, the parties may write down by themselves who bears what."),
    Record.UNCLEAR: _("The police say what could be found, and leave open who bears what. Talks can go on all the same."),
    Record.REVIEW: _("Whether the determination stands or is made anew. A new one is entered as a determination of its own; end the old one."),
}  # fmt: skip

SCENE_SENTENCES: dict[str, str | _StrPromise] = {
    "scene_full": _("%(most)s papers and pictures of the scene are the most, ended ones counted. Put several on one page, or give them to who mediates."),
    "scene_there_already": _("Exactly this paper stands here already. If it is another one, give its number or what it says."),
    "scene_served_first": _("It cannot be served before it was made. Please look at the two days again."),
    "scene_no_picture": _("Please choose the picture."),
    "scene_who_bears": _("Please say for at least one party what the paper says it bears."),
    "scene_blames": _("These cannot stand in one paper: all is borne by one alone, and the greater part by one at most. Please look at it again."),
    "scene_parties_changed": _("Somebody came to this file or left it since you opened this page. Please look at every name again."),
    "scene_why": _("Please say in one line why it counts no more, such as: a new one was made after the review."),
    "scene_ended_already": _("It was ended already."),
    "scene_no_blame": _("This paper does not say who bears what, or counts no more."),
}  # fmt: skip
