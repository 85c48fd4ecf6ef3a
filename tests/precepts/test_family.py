"""A family's precept is the family's own; others read it only while all of it agree."""

from __future__ import annotations

import pytest

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people.models import AccessRecord, HouseholdMember
from maplebridge.precepts import actions, queries
from maplebridge.precepts.models import FamilyPrecept, PreceptVoice
from tests.people.ground import NOW
from tests.precepts.hamlet import Hamlet
from tests.precepts.test_village_rules import browser, text

WORDS = "吃亏是福，勤俭是根。"


def shown(hamlet: Hamlet) -> bool:
    page = text(browser(None).get(f"/precepts/families/{hamlet.ground.east.pk}/"))
    return WORDS in page


def written(hamlet: Hamlet, **more: object) -> FamilyPrecept:
    sent = {"text": WORDS, "shown_name": "王家", **more}
    assert browser(hamlet.wang).post("/precepts/family/", sent).status_code == 302
    return FamilyPrecept.objects.get(deleted_at=None)


def test_it_is_read_by_others_once_all_have_agreed_and_no_longer_after_a_no(
    hamlet: Hamlet,
) -> None:
    precept = written(hamlet, children=[str(hamlet.granny.pk)])
    assert not shown(hamlet), "the son has not said anything"
    address = f"/precepts/family/{precept.pk}/say/"
    assert browser(hamlet.li).post(address, {"what": "yes"}).status_code == 404
    browser(hamlet.son).post(address, {"what": "yes"})
    assert shown(hamlet)
    browser(hamlet.son).post(address, {"what": "no"})
    assert not shown(hamlet)
    assert WORDS in text(browser(hamlet.wang).get("/precepts/family/")), "the family keeps it"


def test_new_words_ask_everybody_again(hamlet: Hamlet) -> None:
    precept = written(hamlet, children=[str(hamlet.granny.pk)])
    actions.say(viewer=hamlet.sees(hamlet.son), precept_id=precept.pk, agrees=True, now=NOW)
    assert shown(hamlet)
    written(hamlet, text=WORDS + "改了", children=[str(hamlet.granny.pk)])
    assert not shown(hamlet)
    assert PreceptVoice.objects.get(person=hamlet.son).said == "asked"


def test_who_has_an_account_is_asked_whatever_is_said_of_their_age(hamlet: Hamlet) -> None:
    actions.write_precept(
        viewer=hamlet.sees(hamlet.wang), text=WORDS, shown_name="", on_paper=False,
        children={hamlet.son.pk, hamlet.granny.pk}, now=NOW,
    )  # fmt: skip
    said = dict(PreceptVoice.objects.values_list("person__name", "said"))
    assert said == {"王芳": "agreed", "王强": "asked", "王老太": "child"}


def test_a_signature_on_paper_is_noted_by_a_worker_whom_the_family_asked(hamlet: Hamlet) -> None:
    precept = written(hamlet)
    actions.say(viewer=hamlet.sees(hamlet.son), precept_id=precept.pk, agrees=True, now=NOW)
    address = f"/precepts/family/{precept.pk}/paper/"
    worker = browser(hamlet.worker)
    assert worker.get(address).status_code == 404, "the family did not ask for it"
    precept = written(hamlet, on_paper="on")
    actions.say(viewer=hamlet.sees(hamlet.son), precept_id=precept.pk, agrees=True, now=NOW)
    assert str(precept.pk) in text(worker.get("/precepts/family/paper/"))
    page = text(worker.get(address))
    assert WORDS in page
    assert "王老太" not in page
    assert "王老太" in text(worker.post(address, {"what": "open"}))
    log = AccessRecord.objects.get(subject=hamlet.granny)
    assert (log.reader_id, log.what) == (hamlet.worker.pk, "family_precept")
    assert browser(hamlet.stranger).get(address).status_code == 404
    granny = {"person": str(hamlet.granny.pk), "what": "yes"}
    assert worker.post(address, granny).status_code == 302
    assert shown(hamlet)
    assert PreceptVoice.objects.get(person=hamlet.granny).noted_by == hamlet.worker.pk
    with pytest.raises(Missing):
        actions.note_paper(
            viewer=hamlet.sees(hamlet.worker), precept_id=precept.pk, person_id=hamlet.li.pk,
            agrees=True, now=NOW,
        )  # fmt: skip


def test_who_moves_in_has_to_agree_first(hamlet: Hamlet) -> None:
    precept = written(hamlet, children=[str(hamlet.granny.pk)])
    actions.say(viewer=hamlet.sees(hamlet.son), precept_id=precept.pk, agrees=True, now=NOW)
    HouseholdMember.objects.filter(person=hamlet.li).delete()
    hamlet.ground.live(hamlet.li, hamlet.ground.home)
    assert not shown(hamlet)
    actions.say(viewer=hamlet.sees(hamlet.li), precept_id=precept.pk, agrees=True, now=NOW)
    assert shown(hamlet)


def test_deleting_it_leaves_nothing(hamlet: Hamlet) -> None:
    precept = written(hamlet)
    address = f"/precepts/family/{precept.pk}/say/"
    assert browser(hamlet.son).post(address, {"what": "delete"}).status_code == 302
    precept.refresh_from_db()
    assert (precept.text, precept.shown_name) == ("", "")
    assert not PreceptVoice.objects.exists()
    written(hamlet)
    assert FamilyPrecept.objects.filter(deleted_at=None).count() == 1


def test_without_a_home_or_words_nothing_is_written(hamlet: Hamlet) -> None:
    with pytest.raises(RuleBroken, match="do not know a home"):
        actions.write_precept(
            viewer=hamlet.sees(hamlet.council), text=WORDS, shown_name="", children=(),
            on_paper=False, now=NOW,
        )  # fmt: skip
    answer = browser(hamlet.wang).post("/precepts/family/", {"text": "", "shown_name": "王家"})
    assert answer.status_code == 422
    assert "王家" in text(answer)


def test_only_who_works_for_a_place_sees_what_waits(hamlet: Hamlet) -> None:
    assert browser(hamlet.wang).get("/precepts/family/paper/").status_code == 403
    hamlet.ground.live(hamlet.worker, hamlet.ground.home)
    precept = written(hamlet, on_paper="on")
    with pytest.raises(Forbidden):
        actions.note_paper(
            viewer=hamlet.sees(hamlet.worker), precept_id=precept.pk,
            person_id=hamlet.worker.pk, agrees=True, now=NOW,
        )  # fmt: skip


def test_the_list_is_paged_in_a_stable_order(hamlet: Hamlet) -> None:
    for number in range(3):
        home = hamlet.ground._home(hamlet.ground.building, f"50{number}")
        person = hamlet.ground.person(f"户{number}", home=home)
        actions.write_precept(
            viewer=hamlet.sees(person), text=f"第{number}", shown_name="", children=(),
            on_paper=False, now=NOW,
        )  # fmt: skip
    path = hamlet.ground.grid.path
    first = queries.families(path, limit=2)
    rest = queries.families(path, after=first[1], limit=2)
    assert len(first) == 3, "one more than asked for says that there is another page"
    assert {one.text for one in (*first[:2], *rest)} == {"第0", "第1", "第2"}
