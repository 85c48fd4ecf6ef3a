"""Worlds in a real database: the same twice, whole after an interruption, sound in every book."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from maplebridge.bank.queries import my_points
from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.references import next_reference
from maplebridge.ledger import public as ledger
from maplebridge.ledger.queries import recomputed
from maplebridge.matters.models import Matter, MatterPhoto
from maplebridge.matters.queries import rulebook
from maplebridge.matters.rules.states import OPEN, State, Verb, next_state
from maplebridge.people.models import Account, Household, Leave, Person, Post
from maplebridge.people.public import viewer_of
from maplebridge.review import queries as reviewing
from maplebridge.review.models import CallBack, CallSample
from maplebridge.review.rules import figures
from maplebridge.territory.models import Home, Jurisdiction, Place, ServicePoint
from maplebridge.territory.public import locate
from maplebridge.worlds import cast
from maplebridge.worlds import seed as seeding
from maplebridge.worlds.seed import seed, seed_if_needed
from maplebridge.worlds.shapes import SHAPES, Shape
from maplebridge.worlds.writing import COLUMNS

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SMALL = Shape("small", 2, 5, 9, 40, 80, 300, 12, 6, 150, False, (1, 2, 1), 0.02)
WITHOUT = {("matters.MatterPhoto", "file_id")}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "small", SMALL)


def fingerprint() -> dict[str, str]:
    """A hash of every seeded table; photo ids, journal lines, lots and what the bank's own verbs wrote
    may differ between runs."""
    return {label: _hash(label, columns) for label, columns in COLUMNS.items()}


def _hash(label: str, columns: tuple[str, ...]) -> str:
    rows = apps.get_model(label)._default_manager.all()
    if label == "core.AuditEntry":
        rows = rows.exclude(verb__startswith="world.").exclude(verb__startswith="review.")
        rows = rows.exclude(verb="catalogue.adopt")  # by a review: its id is made anew
        rows = rows.exclude(thing_kind__startswith="bank.").exclude(
            thing_kind__startswith="ledger."
        )
    if label == "ledger.LedgerAccount":
        rows = rows.filter(book_id=ledger.COMMON_BOOK)
    if label == "ledger.Transfer":
        rows = rows.filter(thing_kind="matters.matter", book_id=ledger.COMMON_BOOK)
    if label == "bank.Rulebook":
        rows = rows.filter(name="matter_points")
    kept = [name for name in columns if (label, name) not in WITHOUT]
    lines = sorted(map(repr, rows.values_list(*kept)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class Undo(Exception):
    pass


def seeded_and_undone(**options: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        with transaction.atomic():
            seed(now=NOW, **options)
            found = fingerprint()
            raise Undo
    except Undo:
        rulebook._KEPT.none_yet()  # what this process keeps of versions that are undone now
        return found


def test_the_same_seed_makes_the_same_rows() -> None:
    first = seeded_and_undone(world="village", seed=3)
    assert seeded_and_undone(world="village", seed=3) == first
    assert seeded_and_undone(world="village", seed=4) != first


@pytest.mark.usefixtures("small")
def test_an_interrupted_world_is_finished_with_the_same_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = seeded_and_undone(world="small")
    write, calls = seeding.write, iter(range(100))

    def interrupted(rows: Mapping[str, Any]) -> int:
        written = write(rows)
        if next(calls) == 3:
            raise KeyboardInterrupt
        return written

    with monkeypatch.context() as patched:
        patched.setattr(seeding, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            seed(world="small", now=NOW)
    assert Place.objects.filter(level="community").count() == 2
    with pytest.raises(RuleBroken) as refused:
        seed(world="small", now=NOW)
    assert refused.value.code == "world_half_made"
    with pytest.raises(RuleBroken) as refused:
        seed(world="village", resume=True)
    assert refused.value.code == "world_other_half_made"
    assert seed_if_needed(world="village")
    assert fingerprint() == whole
    assert not seed_if_needed(world="village")


def test_a_database_that_holds_anything_is_left_alone() -> None:
    Person.objects.create(name="甲")
    with pytest.raises(RuleBroken) as refused:
        seed(world="village")
    assert refused.value.code == "world_not_empty"
    assert refused.value.sentence
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"world": "town"}, "world_unknown"),
        ({"world": "village", "resume": True}, "world_nothing_to_resume"),
    ],
)
def test_a_wrong_wish_is_refused_in_a_sentence(options: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        seed(**options)
    assert refused.value.code == code
    assert refused.value.sentence


def test_the_quarter_is_whole_and_every_book_agrees() -> None:
    told: list[str] = []
    made = seed(world="quarter", now=NOW, progress=told.append)
    shape = SHAPES["quarter"]
    assert told
    assert Household.objects.count() == shape.households
    assert Home.objects.count() >= shape.households
    assert Place.objects.filter(level="grid").count() == shape.grids
    assert Place.objects.filter(level="building").count() == shape.buildings
    assert Place.objects.filter(level="entrance").count() == shape.entrances
    teams = Post.objects.filter(role="service_team")
    assert teams.count() == ServicePoint.objects.count()
    assert all(team.members.filter(post__person=team.person).exists() for team in teams)
    assert Post.objects.filter(role="unit_chief").count() == shape.entrances
    assert Post.objects.filter(role="building_chief").count() == shape.buildings
    assert made.matters == Matter.objects.count() == shape.matters + 7
    assert Person.objects.filter(demo=False).count() == 0
    assert Jurisdiction.objects.get().demo
    assert [drift for drift, differs in recomputed() if differs] == []
    report = audit.verify()
    assert report.sound
    assert report.unsealed == 0


def test_every_matter_is_as_its_timeline_says() -> None:
    seed(world="village", now=NOW)
    for matter in Matter.objects.prefetch_related("events", "ratings"):
        steps = list(matter.events.all())
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert steps[0].verb == Verb.REPORT
        for before, step in pairwise(steps):
            assert step.from_state == before.to_state
            assert next_state(State(step.from_state), Verb(step.verb)) == step.to_state
        assert matter.state == steps[-1].to_state
        assert (matter.due_at is not None) == (matter.state in OPEN)
        assert (matter.answered_at is not None) >= (matter.state == State.ANSWERED)
        assert matter.last_activity_at == steps[-1].at < NOW
        assert matter.ratings.count() == sum(step.verb == Verb.RATE for step in steps)


def test_the_next_reference_follows_the_last_of_the_world() -> None:
    seed(world="village", now=NOW)
    last = Matter.objects.filter(reference__startswith="M-2026-").latest("reference").reference
    following = next_reference("M", NOW)
    assert int(following[-6:]) == int(last[-6:]) + 1


def test_a_point_of_a_matter_lies_in_its_grid() -> None:
    seed(world="quarter", now=NOW)
    with_point = Matter.objects.filter(lon__isnull=False).select_related("grid")[:60]
    assert len(with_point) == 60
    for matter in with_point:
        assert matter.lon is not None
        assert matter.lat is not None
        found = locate(matter.lon, matter.lat)
        assert found is not None
        assert found.pk == matter.grid_id


# The cast


@pytest.fixture
def village() -> Iterator[None]:
    seed(world="village", now=timezone.now())
    return


def person(member: cast.Member) -> Person:
    return Person.objects.get(phone=member.phone)


@pytest.mark.usefixtures("village")
def test_everybody_of_the_cast_is_there_and_can_sign_in() -> None:
    for member in cast.MEMBERS:
        assert person(member).name == member.name
        account = Account.objects.get(phone=member.phone)
        assert account.phone_verified
        assert not account.has_usable_password()
    shown = {one.phone: one.role for one in cast.sign_ins()}
    assert set(shown) == {one.phone for one in cast.MEMBERS}
    assert "理事长" in shown[cast.CHIEF.phone], "who runs the village bank is named as such"
    assert "司库" in shown[cast.VOLUNTEER.phone]


def test_in_demo_mode_the_password_on_the_screen_is_the_right_one(settings: Any) -> None:
    settings.DEMO = True
    seed(world="village")
    shown = cast.sign_ins()[0]
    assert shown.password
    assert Account.objects.get(phone=shown.phone).check_password(shown.password)


@pytest.mark.usefixtures("village")
def test_every_phone_belongs_to_a_series_that_nobody_has() -> None:
    assert not Person.objects.exclude(phone="").exclude(phone__startswith="154").exists()


@pytest.mark.usefixtures("village")
def test_the_cast_meets_every_page_alive() -> None:
    now = timezone.now()
    worker = viewer_of(person(cast.WORKER), now=now)
    handled = Matter.objects.filter(handler=worker.posts[0].post_id)
    of_elder = Matter.objects.filter(reporter=person(cast.ELDER))
    of_younger = Matter.objects.filter(reporter=person(cast.YOUNGER))
    assert handled.filter(state=State.RECEIVED.value).exists()
    assert handled.filter(state=State.ACCEPTED.value, due_at__lt=now - timedelta(days=1)).exists()
    assert of_elder.filter(state=State.ANSWERED.value).exists()
    assert of_younger.filter(state=State.REOPENED.value).exists()
    closed = of_elder.filter(state=State.CLOSED.value, closing_code="fixed").latest("reported_at")
    assert MatterPhoto.objects.filter(event__matter=closed).count() == 2
    assert my_points(viewer_of(person(cast.ELDER), now=now)) >= 2
    assert my_points(viewer_of(person(cast.VOLUNTEER), now=now)) >= 1


@pytest.mark.usefixtures("village")
def test_the_deputy_holds_the_post_of_the_worker_on_leave() -> None:
    viewer = viewer_of(person(cast.DEPUTY), now=timezone.now())
    covered = [post for post in viewer.posts if post.deputy_for == person(cast.AWAY).pk]
    assert Leave.objects.filter(person=person(cast.AWAY)).exists()
    assert len(covered) == 1
    assert Matter.objects.filter(handler=covered[0].post_id, state=State.RECEIVED.value).exists()


@pytest.mark.usefixtures("village")
def test_points_came_by_transfers_only() -> None:
    accounts = ledger.LedgerAccount.objects.filter(unit=ledger.Unit.PT.value)
    posted = {account: ledger.balance(account).posted for account in accounts}
    given = -sum(number for account, number in posted.items() if account.kind == "issuance")
    assert sum(number for account, number in posted.items() if account.kind != "issuance") == given
    assert given > 0


def test_the_review_of_last_month_is_alive() -> None:
    seed(world="quarter", now=NOW)
    head = viewer_of(person(cast.HEAD), now=NOW)
    reviews, _ = reviewing.reviews_for(head)
    october, september = date(2026, 10, 1), date(2026, 9, 1)
    whole = {one.month: one for one in reviews if not one.path}
    assert set(whole) == {october, september}
    assert "演示" in whole[september].conclusions
    assert not whole[october].concluded_at, "left for the visitor"
    total = figures.unpacked(whole[october].figures["total"])
    for name in (
        "reported",
        "closed",
        "first_kept",
        "settle_kept",
        "misrouted",
        "rated",
        "content",
    ):
        assert getattr(total, name) > 0, name
    proposals, _ = reviewing.proposals_for(head)
    assert [(one.decision, bool(one.replay)) for one in proposals] == [
        ("open", True), ("adopted", True),
    ]  # fmt: skip
    effect = reviewing.effect_of(proposals[1])
    assert any(row.before.shown and row.after.shown for _, rows in effect for row in rows)


@pytest.mark.usefixtures("small")
def test_call_backs_of_a_world_are_drawn_called_and_partly_open() -> None:
    seed(world="small", now=NOW)
    calls = CallBack.objects.all()
    assert calls.exclude(outcome="").exists()
    assert CallSample.objects.count() == 2
    assert set(calls.filter(sample__month=date(2026, 9, 1)).values_list("outcome", flat=True)) >= {
        "solved"
    }
    assert audit.verify().unsealed == 0
