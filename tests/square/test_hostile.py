"""What somebody with bad intentions tried on the public side, and what no longer comes of it."""

from __future__ import annotations

import re
import time
from datetime import UTC

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.outbox import deliver_all
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import ProgramReport
from maplebridge.matters.public import catalogue
from maplebridge.square import actions, handlers, queries
from maplebridge.square.actions.releasing import names_concerned
from maplebridge.square.models import Claim, Publication
from maplebridge.square.rules.revealing import giving_away
from tests.square.test_release import choose, release, reported
from tests.world import World, client_for, viewer


def test_the_spot_is_public_no_more_once_the_kind_has_none(world: World) -> None:
    matter = reported(world)
    choose(world, matter, "public", exact_spot="on")
    assert release(world, matter).status_code == 302
    now = timezone.now()
    book = catalogue(calendar.today(now))
    kind = next(k.code for k in book.categories if not k.public_spot and k.anonymous)
    assert Publication.objects.get().lon == matter.lon
    matter_actions.triage(viewer=viewer(world.li), matter_id=matter.pk, category=kind, now=now)
    row = Publication.objects.get()
    assert (row.lon, row.lat, row.exact_spot) == (matter.grid.lon, matter.grid.lat, False)
    shown = client_for(None).get("/matters/public/points.geojson").json()["features"]
    assert [f["geometry"]["coordinates"] for f in shown] == [[row.lon, row.lat]]
    deliver_all()
    row.refresh_from_db()
    assert (row.lon, row.exact_spot) == (matter.grid.lon, False)


def test_a_kind_is_not_sorted_anew_while_its_spot_cannot_be_taken_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: nobody reads the spot of a kind that has none, not for a moment."""
    matter = reported(world)
    choose(world, matter, "public", exact_spot="on")
    release(world, matter)

    def fails(**_more: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(handlers, "look_again", fails)
    with pytest.raises(ConnectionError):
        matter_actions.triage(
            viewer=viewer(world.li), matter_id=matter.pk, category="dispute", now=timezone.now()
        )
    matter.refresh_from_db()
    assert matter.category == "lighting"


@pytest.mark.parametrize(
    "words",
    [
        "打138:0013:8000找我",
        "打138：0013：8000找我",
        "打138\u200b0013\u200b8000找我",
        "打138\u20600013\u20608000",
        "打1\u200b\u200b\u200b\u200b\u200b3800138000",
        "打138~0013~8000",
        "打138*0013*8000",
        "打138—  0013—  8000",
        "打138|0013|8000",
        "打138…0013…8000",
        "打138____0013____8000",
        "赣A1\u200b2345",
        "wang@\u200bexample.com",
    ],
)
def test_a_number_written_apart_is_found(words: str) -> None:
    assert giving_away(words)


@pytest.mark.parametrize(
    "words", ["王 小明昨天说的", "王\u200b小明昨天说的", "王·小明", "王小 。明"]
)
def test_a_name_written_apart_is_found(words: str) -> None:
    assert giving_away(words, ["王小明"])
    assert giving_away("王小明昨天说的", ["王 小明"])


def test_what_was_found_is_told_as_it_was_typed() -> None:
    found = giving_away("找王\u200b小明，打138\u200b0013:8000", ["王小明"])
    assert [f.text for f in found] == ["王\u200b小明", "138\u200b0013:8000"]


@pytest.mark.parametrize(
    "words",
    ["8:00-12:00 没水", "11-23 20:45 起", "2026-11-23 08:30～17:30", "2026/11/23 8:30 – 17:30"],
)
def test_hours_are_no_numbers_of_people(words: str) -> None:
    assert giving_away(words) == []


@pytest.mark.parametrize("piece", ["字", "1-", "a.", "@a", " ", "\u200b", "王 ", "8:00 "])
def test_a_text_four_times_as_long_takes_about_four_times_as_long(piece: str) -> None:
    """Sixteen times would be a door for whoever wants to keep the server busy."""

    def best(pieces: int) -> float:
        took = []
        for _ in range(3):
            began = time.process_time()
            giving_away(piece * pieces, ["王小明"])
            took.append(time.process_time() - began)
        return min(took)

    assert best(40_000) < 10 * max(best(10_000), 0.001)


def test_who_joined_is_somebody_in_the_file(world: World) -> None:
    matter, now = reported(world, everybody_sees=True), timezone.now()
    sent = matter_actions.Report(
        words="路灯又不亮", category="lighting", place_id=world.grid.pk
    )  # fmt: skip
    twin = matter_actions.report(viewer=viewer(world.chen), sent=sent, now=now).matter
    matter_actions.mark_duplicate(
        viewer=viewer(world.li), matter_id=twin.pk, of_reference=matter.reference, now=now
    )
    deliver_all()
    assert release(world, matter, f"{world.chen.name}也说路灯不亮").status_code == 422


def taken_on(world: World) -> Claim:
    """Wang's lamp, open to neighbours, that Chen takes on."""
    matter, now = reported(world, neighbours_see=True), timezone.now()
    actions.ask_for_help(viewer=viewer(world.li), matter_id=matter.pk, words="谁有梯子", now=now)
    return actions.claim(
        viewer=viewer(world.chen), matter_id=matter.pk, until=calendar.today(now), now=now
    )


def test_who_took_it_on_and_whom_a_program_named_are_in_the_file(world: World) -> None:
    matter = taken_on(world).help.matter
    assert world.chen.name in names_concerned(matter)
    ProgramReport.objects.create(matter=matter, name="赵六", at=timezone.now())
    assert "赵六" in names_concerned(matter)


def test_a_helper_writes_no_more_once_it_is_private_again(world: World) -> None:
    claim = taken_on(world)
    choose(world, claim.help.matter, "private")
    with pytest.raises(Missing):
        actions.say_done(
            viewer=viewer(world.chen), claim_id=claim.pk, text="好了", now=timezone.now()
        )
    claim.refresh_from_db()
    assert (claim.stage, claim.words) == ("held", "")


def test_the_minute_of_a_report_is_not_public(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    release(world, matter)
    page = client_for(None).get(f"/matters/public/{matter.pk}/").content.decode()
    at = matter.reported_at
    assert f"{at.astimezone(calendar.zone()):%H:%M}" not in page
    assert f"{at.astimezone(UTC):%H:%M}" not in page
    day = calendar.today(at).isoformat()
    assert re.findall(r'<time datetime="([^"]+)"', page)[0] == day


def test_the_minute_of_what_an_office_did_stays(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    release(world, matter)
    matter_actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=timezone.now())
    told = queries.story_of(Publication.objects.get())
    assert [hasattr(step.at, "hour") for step in told] == [False] * (len(told) - 1) + [True]
