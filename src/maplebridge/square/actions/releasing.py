"""A post decides what everybody reads: words and answers in a public wording, photos one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from maplebridge import events as facts
from maplebridge.core import audit, files, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import policy
from ..messages import KINDS
from ..models import Claim, Publication, PublicLine, PublicPicture, PublicWords
from ..queries import WITHDRAWN, spot_allowed
from ..rules.areas import Area
from ..rules.revealing import giving_away
from ..rules.stages import Stage, may_follow
from .looking import let_wait
from .points import public_point

REASON_MAX = 500


@transaction.atomic
def release(
    *, viewer: Viewer, matter_id: UUID, words: str, lines: Mapping[UUID, str], now: datetime
) -> Publication:
    """Put the public wording out to everybody, with those photos that were decided to be shown.

    `lines` are public wordings of answers by the id of the answer; an empty one shows no words.
    Raises Missing, Forbidden, and RuleBroken when the words give somebody away or the reporter has
    taken it back.
    """
    matter, publication = _lock(viewer, matter_id, Stage.RELEASED)
    words = _checked(words)
    if not words:
        raise RuleBroken("square_words_missing")
    kept = {event_id: text for event_id, text in _lines(matter, lines).items() if text}
    _check_gives_nobody_away(matter, [words, *kept.values()])
    publication.words = words
    publication.lon, publication.lat = public_point(matter, exact=publication.exact_spot)
    publication.released_at = publication.released_at or now
    publication.reason = ""
    PublicLine.objects.filter(publication=publication).delete()
    PublicLine.objects.bulk_create(
        PublicLine(publication=publication, event_id=event_id, words=text)
        for event_id, text in kept.items()
    )
    _decide(viewer, matter, publication, Stage.RELEASED, now)
    PublicWords.objects.update_or_create(
        publication=publication, defaults={"grams": matters.grams_of(words, "")}
    )
    place_id = matter.community_id or matter.grid_id or matter.place_id
    outbox.tell(facts.PublicMatterPublished(matter.pk, place_id), now=now)
    return publication


@transaction.atomic
def refuse(*, viewer: Viewer, matter_id: UUID, reason: str, now: datetime) -> Publication:
    """Do not show it to everybody, or no longer; the reporter reads why."""
    matter, publication = _lock(viewer, matter_id, Stage.REFUSED)
    reason = _checked(reason)[:REASON_MAX]
    if not reason:
        raise RuleBroken("square_reason_missing")
    publication.reason = reason
    _decide(viewer, matter, publication, Stage.REFUSED, now)
    return publication


def decide_photo(
    *,
    viewer: Viewer,
    matter_id: UUID,
    photo_id: UUID,
    shown: bool,
    areas: Sequence[Area],
    bare: bool = False,
    now: datetime,
) -> PublicPicture:
    """Show a copy of one photo with `areas` covered, or show nothing of it.

    Without an area it is shown only where somebody says so (`bare`): a form that came back empty
    and was sent again must not uncover a face.

    The copy is made before the transaction. It becomes public with the words, or at once where
    those are out already. Raises Missing, Forbidden, RuleBroken.
    """
    photo = matters.MatterPhoto.objects.select_related("file").filter(
        pk=photo_id, event__matter=matter_id
    ).first()  # fmt: skip
    if photo is None:
        raise Missing("matter_missing")
    with transaction.atomic():
        _lock(viewer, matter_id, Stage.RELEASED)
    if shown and not areas and not bare:
        raise RuleBroken("square_nothing_covered")
    copy = files.covered(photo.file, areas) if shown else None
    with transaction.atomic():
        matter, publication = _lock(viewer, matter_id, Stage.RELEASED)
        assert viewer.person_id is not None, "a post is held by a person"
        picture, _ = PublicPicture.objects.update_or_create(
            publication=publication,
            photo_id=photo_id,
            defaults={
                "file": copy,
                "areas": [list(area) for area in areas] if shown else [],
                "decided_by_id": viewer.person_id,
                "decided_at": now,
            },
        )
        publication.changed_at = now
        publication.save(update_fields=["changed_at"])
        audit.record(
            viewer=viewer, verb="square.decide_photo", thing=picture, now=now,
            matter=matter.pk, shown=shown, areas=len(areas),
            deputy_for=_whom_covered(viewer, matter),
        )  # fmt: skip
        return picture


@transaction.atomic
def look_again(*, matter_id: UUID, something_new: bool, now: datetime) -> None:
    """A step was taken: kind and change follow the matter; a new answer waits for its wording.

    Sorted into a kind without a public spot, it is shown in the middle of its grid from now on.
    """
    matter = matters.lock_matter(matter_id)
    publication = Publication.objects.filter(matter=matter).first()
    if publication is None or publication.stage == Stage.TAKEN_BACK:
        return
    publication.category = matter.category
    publication.changed_at = now
    if publication.exact_spot and not spot_allowed(matter):
        publication.exact_spot = False
        if publication.lon is not None:
            publication.lon, publication.lat = public_point(matter, exact=False)
    shown = (publication.lon, publication.lat)
    elsewhere = publication.exact_spot and shown not in {(matter.lon, matter.lat), (None, None)}
    around = (matter.grid_id, matter.community_id)
    if elsewhere or (publication.grid_id, publication.community_id) != around:
        _move_along(publication, matter)
    if something_new and publication.stage == Stage.RELEASED:
        let_wait(publication, now)
    publication.save(
        update_fields=[
            "category", "changed_at", "waiting", "due_at", "told_above_at", "exact_spot", "lon", "lat",
            "grid", "community", "street",
        ]
    )  # fmt: skip


def _move_along(publication: Publication, matter: matters.Matter) -> None:
    """Shown where the matter lies now, in the middle of that grid: nobody has released its spot."""
    publication.grid_id, publication.community_id = matter.grid_id, matter.community_id
    publication.street_id = matter.street_id
    publication.exact_spot = False
    if publication.lon is not None:
        publication.lon, publication.lat = public_point(matter, exact=False)


def _lock(viewer: Viewer, matter_id: UUID, then: Stage) -> tuple[matters.Matter, Publication]:
    """The matter and its publication, locked and open to this decision."""
    matters.get_summary(viewer, matter_id)
    matter = matters.lock_matter(matter_id)
    if not policy.may_release(viewer, matter):
        raise Forbidden("square_not_yours", reference=matter.reference)
    publication = Publication.objects.filter(matter=matter).first()
    if publication is None:
        raise Missing("square_missing")
    gone = matter.closing_code == WITHDRAWN
    if gone or matter.visibility != "public" or not may_follow(Stage(publication.stage), then):
        raise RuleBroken("square_taken_back", reference=matter.reference)
    return matter, publication


def _decide(
    viewer: Viewer, matter: matters.Matter, publication: Publication, stage: Stage, now: datetime
) -> None:
    publication.stage = stage.value
    publication.waiting = False
    publication.due_at = publication.told_above_at = None
    publication.category = matter.category
    publication.grid_id, publication.community_id = matter.grid_id, matter.community_id
    publication.street_id = matter.street_id
    publication.decided_by_id, publication.decided_at = viewer.person_id, now
    publication.changed_at = now
    publication.save()
    audit.record(
        viewer=viewer, verb=f"square.{stage.value}", thing=publication, now=now, matter=matter.pk,
        deputy_for=_whom_covered(viewer, matter),
    )  # fmt: skip


def _whom_covered(viewer: Viewer, matter: matters.Matter) -> UUID | None:
    post = policy.releasing_post(viewer, matter)
    return post.deputy_for if post else None


def _checked(text: str) -> str:
    text = matters.tidy(text)
    if len(text) > matters.WORDS_MAX:
        raise RuleBroken("square_words_too_long", length=len(text), most=matters.WORDS_MAX)
    if not matters.storable(text):
        raise RuleBroken("square_words_unreadable")
    return text


def _lines(matter: matters.Matter, lines: Mapping[UUID, str]) -> dict[UUID, str]:
    """The wordings of this matter's answers; anything else that was sent is none of it."""
    answers = matter.events.filter(verb=matters.Verb.ANSWER.value)
    known = set(answers.values_list("pk", flat=True))
    return {event_id: _checked(text) for event_id, text in lines.items() if event_id in known}


def _check_gives_nobody_away(matter: matters.Matter, texts: Iterable[str]) -> None:
    names = names_concerned(matter)
    found = [one for text in texts for one in giving_away(text, names)]
    if found:
        said = [f"“{one.text}” {KINDS[one.kind]}" for one in found]
        raise RuleBroken("square_gives_away", found=gettext("; ").join(dict.fromkeys(said)))


def names_concerned(matter: matters.Matter) -> list[str]:
    """Everybody whose name stands in the file: who reported or joined, who helped or
    wanted to, who worked on it, and the name that a program gave."""
    ids: set[UUID | None] = {matter.reporter_id, matter.on_behalf_by_id}
    for actor, covered in matter.events.values_list("actor_id", "deputy_for_id")[:500]:
        ids |= {actor, covered}
    ids |= set(matter.helpers.values_list("person_id", flat=True)[:50])
    ids |= set(matter.co_reporters.values_list("person_id", flat=True)[:1000])
    ids |= set(
        Claim.objects.filter(help__matter=matter.pk).values_list("person_id", flat=True)[:50]
    )
    known = [pk for pk in ids if pk is not None]
    names = set(people.Person.objects.filter(pk__in=known).values_list("name", flat=True))
    sent = matters.Matter.objects.filter(pk=matter.pk, sent_by_program__isnull=False)
    names |= set(sent.values_list("sent_by_program__name", flat=True))
    return sorted(names - {""})
