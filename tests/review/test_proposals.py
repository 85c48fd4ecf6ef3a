"""A change of the rules is proposed, tried on the past, decided, and looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.actions import triage as sort
from maplebridge.matters.queries import forget_catalogues
from maplebridge.review import actions, queries
from maplebridge.review.models import MonthlyReview, Proposal
from maplebridge.review.rules.changes import Kind, Wanted
from tests.review.test_reviews import FIRST, a_month, english
from tests.world import NOON, World, post, viewer

LIMIT = Wanted(Kind.LIMIT, "lighting", first_answer_hours=1, settle_days=1)


def proposed(world: World, wanted: Wanted = LIMIT) -> Proposal:
    return actions.propose(
        viewer=viewer(world.sun), place_id=world.community.pk, wanted=wanted, why="总是超时",
        now=FIRST,
    )  # fmt: skip


def test_a_shorter_limit_tried_on_the_past_says_what_would_have_been_missed(world: World) -> None:
    a_month(world)
    made = actions.replay(viewer=viewer(world.sun), proposal_id=proposed(world).pk, now=FIRST)
    assert made.replay is not None
    before, after = made.replay["before"], made.replay["after"]
    assert before["rounds"] == after["rounds"] == 8
    assert before["first_kept"] >= after["first_kept"]
    assert before["taken_back"] == 1
    assert made.replay["assumptions"] == ["limit"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(Kind.LIMIT, "lighting", first_answer_hours=0, settle_days=1), "first_answer_hours"),
        (Wanted(Kind.LIMIT, "nothing", first_answer_hours=1, settle_days=1), "category"),
        (Wanted(Kind.ROUTE, "lighting", level="moon"), "level"),
        (Wanted(Kind.KEYWORDS, "lighting"), "keywords"),
        (Wanted(Kind.STAFFING), "posts"),
    ],
)
def test_what_is_missing_is_named(world: World, wanted: Wanted, field: str) -> None:
    with pytest.raises(RuleBroken) as told:
        proposed(world, wanted)
    assert told.value.facts["field"] == field


def test_what_happened_is_judged_by_the_promise_of_its_own_day(world: World) -> None:
    """Reported under two days, answered after one: kept, although it is one hour today."""
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    a_month(world)
    content = matters.dump_catalogue(matters.catalogue(date(2026, 11, 30)))
    content |= {"version": "short", "valid_from": "2026-12-01"}
    for row in content["categories"]:
        row["first_answer_hours"] = row["settle_days"] = 1
    content["office_hours"] = [["00:00", "23:59"]]
    matters.adopt_catalogue(viewer=viewer(world.chen), content=content, why="快", now=NOON)
    assert matters.catalogue(date(2026, 12, 1)).version == "short"
    made = actions.replay(viewer=viewer(world.sun), proposal_id=proposed(world).pk, now=FIRST)
    assert made.replay is not None
    assert made.replay["versions"] == [["2026-01", 8]]
    happened = made.replay["before"]
    rows = matters.Matter.objects.filter(category="lighting").exclude(closing_code="withdrawn")
    kept = [one for one in rows if one.first_answered_at and
            one.first_answered_at <= one.first_answer_due_at]  # fmt: skip
    assert happened["first_kept"] == len(kept) == 6, "as the rows of the matters say"
    assert made.replay["after"]["first_kept"] == 6, "nine minutes are within an hour too"
    assert happened["settle_kept"] >= made.replay["after"]["settle_kept"]
    forget_catalogues()


def test_keywords_are_tried_on_words_that_people_sorted(world: World) -> None:
    sent = matters.Report(words="三楼窨阀松动", place_id=world.grid.pk)
    made_of = matters.report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    sort(viewer=viewer(world.li), matter_id=made_of.pk, category="water", now=NOON)
    wanted = Wanted(Kind.KEYWORDS, "water", keywords=("窨阀",))
    made = actions.replay(
        viewer=viewer(world.sun), proposal_id=proposed(world, wanted).pk, now=FIRST
    )
    assert made.replay is not None
    assert made.replay["named"] == 1
    assert (made.replay["right_before"], made.replay["right_after"]) == (0, 1)


def test_more_posts_are_tried_on_the_past_as_a_queue(world: World) -> None:
    a_month(world)
    made = proposed(world, Wanted(Kind.STAFFING, posts=2))
    made = actions.replay(viewer=viewer(world.sun), proposal_id=made.pk, now=FIRST)
    assert made.replay is not None
    tried = made.replay["staffed"]
    assert (tried["posts"], tried["happened"]["rounds"], tried["fewer"]) == (1, 7, None)
    assert tried["left_out"] == 2, "the one opened again, and the one taken back"
    assert tried["more"]["kept"] >= tried["as_it_was"]["kept"]
    page = english(world.sun).get(f"/review/proposals/{made.pk}/").content.decode()
    for told in (
        "In the queue: 3 posts",
        "2 rounds are left out",
        "How long a matter was worked on",
    ):
        assert told in page


def test_where_nothing_was_answered_more_posts_are_not_called_tried(world: World) -> None:
    made = proposed(world, Wanted(Kind.STAFFING, posts=1))
    with pytest.raises(RuleBroken) as told:
        actions.replay(viewer=viewer(world.sun), proposal_id=made.pk, now=FIRST)
    assert told.value.code == "proposal_nothing_to_try"
    made.refresh_from_db()
    assert made.replayed_at is None


def test_only_the_head_of_the_whole_decides_and_only_after_trying(world: World) -> None:
    made = proposed(world)
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    with pytest.raises(Forbidden):
        actions.adopt(viewer=viewer(world.qian), proposal_id=made.pk, now=FIRST)
    with pytest.raises(RuleBroken) as told:
        actions.adopt(viewer=viewer(world.chen), proposal_id=made.pk, now=FIRST)
    assert told.value.code == "proposal_not_replayed"


def test_adopting_makes_a_version_of_the_catalogue_from_tomorrow_on(world: World) -> None:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    made = proposed(world)
    actions.replay(viewer=viewer(world.chen), proposal_id=made.pk, now=FIRST)
    adopted = actions.adopt(viewer=viewer(world.chen), proposal_id=made.pk, now=FIRST)
    forget_catalogues()
    tomorrow = date(2026, 12, 2)
    assert (adopted.decision, adopted.in_force_from) == ("adopted", tomorrow)
    today = matters.catalogue(date(2026, 12, 1)).get("lighting")
    then = matters.catalogue(tomorrow).get("lighting")
    assert today is not None
    assert then is not None
    assert then.promise.first_answer_hours == 1
    assert today.promise.first_answer_hours != 1
    with pytest.raises(RuleBroken) as told:
        actions.decline(viewer=viewer(world.chen), proposal_id=made.pk, now=FIRST)
    assert told.value.code == "proposal_decided"
    forget_catalogues()


def test_the_next_reviews_show_whether_it_worked(world: World) -> None:
    made = proposed(world)
    Proposal.objects.filter(pk=made.pk).update(in_force_from=date(2026, 12, 2))
    for month, kept in ((date(2026, 11, 1), 4), (date(2027, 1, 1), 9)):
        MonthlyReview.objects.create(
            place=world.community, path=world.community.path, month=month, drafted_at=FIRST,
            figures={"total": {}, "kinds": {"lighting": {"first_kept": kept, "first_owed": 10}},
                     "places": {}, "sorted": []},
        )  # fmt: skip
    page = english(world.sun).get(f"/review/proposals/{made.pk}/").content.decode()
    assert "4/10 · 40.0%" in page
    assert "9/10 · 90.0%" in page


def test_a_proposal_is_made_tried_and_listed_on_pages(world: World) -> None:
    a_month(world)
    client = english(world.sun)
    typed = {"kind": "limit", "place": str(world.community.pk), "category": "lighting", "why": "慢"}
    refused = client.post("/review/proposals/add/", typed)
    assert refused.status_code == 422
    assert "慢" in refused.content.decode()
    sent = client.post(
        "/review/proposals/add/", typed | {"first_answer_hours": "2", "settle_days": "2"}
    )
    made = Proposal.objects.get()
    assert sent["Location"] == f"/review/proposals/{made.pk}/"
    client.post(f"/review/proposals/{made.pk}/replay/")
    page = client.get(f"/review/proposals/{made.pk}/").content.decode()
    for told in ("First answer in time", "As it happened", "6/7 · 85.7%", "2026-01"):
        assert told in page
    assert "judged by the version of the catalogue under which each was reported" in page
    assert "Adopt from tomorrow on" not in page
    assert "first answer in 2 hours" in client.get("/review/proposals/").content.decode()
    assert queries.proposals_for(viewer(world.sun))[0][0].pk == made.pk
