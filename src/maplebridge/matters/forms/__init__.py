"""What a browser may send about a matter. Content is judged by the actions; forms keep it typed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from maplebridge.core import files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7

from ..messages import CODES, FACES, REASONS, RECOURSES, RESTS, RETURNS
from ..rules.input import PHOTOS_MAX, PLACE_TEXT_MAX, WORDS_MAX
from ..rules.states import ANSWER_CODES

DRAFT_SALT = "maplebridge.matters.draft"
DRAFT_SECONDS = 6 * 3600


def draft_token(file_id: UUID) -> str:
    """A signed mark for a photo that was uploaded before its form was complete."""
    return signing.dumps(str(file_id), salt=DRAFT_SALT)


def draft_file(token: str) -> UUID:
    """The file of a mark. Raises RuleBroken when it is not ours or older than six hours."""
    try:
        return UUID(signing.loads(token[:300], salt=DRAFT_SALT, max_age=DRAFT_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        raise RuleBroken("matter_photo_expired") from None


def still_kept(tokens: Sequence[str]) -> list[UUID]:
    """The files of those marks that are ours, fresh, and not swept yet."""
    ids = []
    for token in tokens[:PHOTOS_MAX]:
        with suppress(RuleBroken):
            ids.append(draft_file(token))
    there = set(StoredFile.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
    return [pk for pk in dict.fromkeys(ids) if pk in there]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several pictures from the camera or the album; never required."""

    def __init__(self, **more: Any) -> None:
        attrs = {"accept": "image/jpeg,image/png,image/webp", "multiple": True}
        super().__init__(required=False, widget=ManyFiles(attrs=attrs), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [f for f in (data if isinstance(data, list | tuple) else [data]) if f]


def ingest(uploads: Sequence[UploadedFile[Any]], kept: Sequence[str], now: datetime) -> list[UUID]:
    """Check and keep new photos behind those kept before. Raises RuleBroken for the first bad one."""
    if len(uploads) + len(kept) > PHOTOS_MAX:
        raise RuleBroken("matter_too_many_photos", most=PHOTOS_MAX)
    ids = still_kept(kept)
    if len(ids) < len(set(kept)):
        raise RuleBroken("matter_photo_expired")
    return [*ids, *(files.ingest(upload, now=now).pk for upload in uploads)]


_RECOURSES = [(kind.value, words) for kind, words in RECOURSES.items()]


class ReportForm(forms.Form):
    """Photo, place, words: one page, three taps."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reporter = forms.UUIDField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=[("desk", _("In person")), ("phone", _("By phone"))],
        required=False,
        widget=forms.RadioSelect,
    )
    photos = Photos(label=_("Photos"))
    # The page offers places as choices and a search below them; a fault leads to the search.
    place = forms.UUIDField(
        label=_("Where is it?"),
        required=False,
        widget=forms.TextInput(attrs={"id": "place_search"}),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    place_text = forms.CharField(
        label=_("More exactly"),
        required=False,
        max_length=PLACE_TEXT_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("What is it about?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say in a few words what it is about.")},
    )
    category = forms.SlugField(required=False, max_length=20)
    recourse = forms.ChoiceField(
        label=_("Have you gone to petition, review or court about it?"),
        required=False,
        choices=[("", _("No, or I would rather not say")), *_RECOURSES],
    )
    neighbours_see = forms.BooleanField(
        required=False,
        label=_("Let my neighbours read these words and the answers"),
        help_text=_(
            "They also see how far it is, the name of the grid or community, and on the map a point "
            "in the middle of it. They never see your name, the photos, the address or the exact point."
        ),
    )

    everybody_sees = forms.BooleanField(
        required=False,
        label=_("Let everybody read it on the public pages"),
        help_text=_(
            "Not at once: somebody at the community first checks words and photos and covers faces "
            "and number plates. Your neighbours read the words and answers at once. You can take it "
            "back at any time. Nobody sees your name."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("place"):
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned


def recourse_field(*, label: Any) -> forms.ChoiceField:
    """Whether a petition, a review or a lawsuit was begun as well; nothing is chosen at first."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("No, or I would rather not say")), *_RECOURSES],
        help_text=_(
            "You need not say so. It hinders nothing, there or here: those who work on it can still "
            "answer, and you can go on. Neighbours never see it."
        ),
    )


class RecourseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which way?"), choices=_RECOURSES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WordsForm(forms.Form):
    """`id` is the number of the form: sent twice, its words are added once."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid7)
    text = forms.CharField(
        label=_("Your words"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = Photos(label=_("Photos"))
    asks = forms.BooleanField(
        label=_("This is a question; the reply is needed to go on"),
        help_text=_("The time to settle it waits for the reply, five days of a round at most."),
        required=False,
    )
    recourse = recourse_field(label=_("Have you gone to petition, review or court as well?"))


class AcceptForm(forms.Form):
    """Taking on, beginning, going on: words to the resident are welcome with each, never needed."""

    text = forms.CharField(
        label=_("First words to the resident"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """Helpers are offered as they said it; the handler ticks who really took part."""

    template = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your answer"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 4})
    )
    photos = Photos(label=_("Photos of the result"))
    code = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[(code.value, CODES[code]) for code in ANSWER_CODES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _(
                "Please choose how it ends. The resident reads it and says whether it is so."
            )
        },
    )
    helpers = forms.TypedMultipleChoiceField(
        label=_("Who took part?"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    left = forms.CharField(
        label=_("Why do parts of the work stay open?"),
        help_text=_("The resident reads it before the answer."),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, helpers: Sequence[tuple[UUID, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["helpers"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(pk), name) for pk, name in helpers]
        if not helpers:
            field.widget = forms.MultipleHiddenInput()


class ReferForm(forms.Form):
    place = forms.UUIDField(label=_("Hand on to"), widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why?"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssignForm(ReferForm):
    place = forms.UUIDField(label=_("Where it belongs"), widget=forms.HiddenInput)


class TriageForm(forms.Form):
    """The kinds are those of the rulebook that the matter was reported under."""

    category = forms.SlugField(label=_("Kind"), max_length=20)
    longer = forms.BooleanField(
        label=_("Let the longer time of this kind count"),
        help_text=_("Else what was promised stays. The reporter reads the day either way."),
        required=False,
    )
    text = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is it not yours?"), choices=list(RETURNS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What proves it?"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = Photos(label=_("Photos"))


class SuspendForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What does it wait for?"), choices=list(RESTS.items()), widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Work goes on on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("What the resident should know"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RateForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How was it handled?"), choices=FACES, coerce=int, widget=forms.RadioSelect
    )
    solved = forms.TypedChoiceField(
        coerce=lambda chosen: chosen == "yes",
        label=_("Is it solved?"),
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, but leave it at that"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why?"),
        help_text=_("It helps to do it better next time. Only how many chose a reason is shown."),
        required=False,
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )
    text = forms.CharField(
        label=_("Anything else?"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    text = forms.CharField(
        label=_("Why?"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class DisputeForm(ReasonForm):
    recourse = recourse_field(label=_("Have you gone to petition, review or court as well?"))


class WithdrawForm(forms.Form):
    text = forms.CharField(label=_("Why?"), required=False, max_length=WORDS_MAX)


class DuplicateForm(forms.Form):
    reference = forms.CharField(label=_("Number of the earlier matter"), max_length=24)


class ContactForm(forms.Form):
    reason = forms.CharField(label=_("Why do you need it?"), max_length=200)


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("Receipt code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}
        ),
    )
