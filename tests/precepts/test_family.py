"""A family's precept is the family's own; others read it only while all of it agree."""

from __future__ import annotations

import re

import pytest

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people.models import AccessRecord, Account, HouseholdMember, Person
from maplebridge.precepts import actions, queries
from maplebridge.precepts.models import FamilyPrecept, PreceptVoice
from tests.people.ground import NOW
from tests.precepts.hamlet import Hamlet
from tests.precepts.test_village_rules import browser, text

WORDS = "吃亏是福，勤俭是根。"
OPEN = {"what": "open", "reason": "家里请我记签名"}


def shown(hamlet: Hamlet) -> bool:
    page = text(browser(None).get(f"/precepts/families/{hamlet.ground.east.pk}/"))
    return WORDS in page


def written(hamlet: Hamlet, **more: object) -> FamilyPrecept:
    sent = {"text": WORDS, "shown_name": "王家", **more}
    assert browser(hamlet.wang).post("/precepts/family/", sent).status_code == 302
    return FamilyPrecept.objects.get(deleted_at=None)


def seal_on(hamlet: Hamlet) -> str:
    found = re.search(
        r'name="seen" value="(\w+)"', text(browser(hamlet.wang).get("/precepts/family/"))
    )
    return found.group(1) if found else ""


def says(hamlet: Hamlet, person: Person, what: str = "yes") -> None:
    precept = FamilyPrecept.objects.get(deleted_at=None)
    sent = {"what": what, "seen": seal_on(hamlet)}
    browser(person).post(f"/precepts/family/{precept.pk}/say/", sent)


def paper_of(precept: FamilyPrecept) -> str:
    return f"/precepts/family/{precept.pk}/paper/"


def notes(
    hamlet: Hamlet, precept: FamilyPrecept, person: Person, what: str, status: int = 302
) -> None:
    sent = {"person": str(person.pk), "what": what, "seen": seal_on(hamlet)}
    assert browser(hamlet.worker).post(paper_of(precept), sent).status_code == status


def agreed(hamlet: Hamlet) -> FamilyPrecept:
    """Written, with granny's signature noted; the son has not said anything."""
    precept = written(hamlet, on_paper="on")
    notes(hamlet, precept, hamlet.granny, "yes")
    return precept


def test_it_is_read_by_others_once_all_have_agreed_and_no_longer_after_a_no(
    hamlet: Hamlet,
) -> None:
    precept = agreed(hamlet)
    assert not shown(hamlet), "the son has not said anything"
    address = f"/precepts/family/{precept.pk}/say/"
    assert browser(hamlet.li).post(address, {"what": "yes"}).status_code == 404
    says(hamlet, hamlet.son)
    assert shown(hamlet)
    says(hamlet, hamlet.son, "no")
    assert not shown(hamlet)
    assert WORDS in text(browser(hamlet.wang).get("/precepts/family/")), "the family keeps it"


def test_new_words_ask_everybody_again(hamlet: Hamlet) -> None:
    agreed(hamlet)
    says(hamlet, hamlet.son)
    assert shown(hamlet)
    written(hamlet, text=WORDS + "改了")
    assert not shown(hamlet)
    assert PreceptVoice.objects.get(person=hamlet.son).said == "asked"


def test_only_a_worker_says_who_is_a_child_and_only_of_who_has_no_account(hamlet: Hamlet) -> None:
    precept = written(hamlet, on_paper="on", children=[str(hamlet.granny.pk)])
    says(hamlet, hamlet.son)
    assert not shown(hamlet), "the household does not say who is not asked"
    page = text(browser(hamlet.worker).post(paper_of(precept), OPEN))
    assert page.count("Not grown up yet") == 1
    notes(hamlet, precept, hamlet.son, "child", 404)
    notes(hamlet, precept, hamlet.granny, "child")
    assert shown(hamlet)
    Account.objects.create(person=hamlet.granny, phone="13900009999")
    assert not shown(hamlet), "who signs in is asked"
    page = text(browser(hamlet.wang).get("/precepts/family/"))
    assert "read by your household alone" in page
    assert "not grown up, is not asked" not in page


def test_a_child_who_said_no_is_not_overruled(hamlet: Hamlet) -> None:
    precept = written(hamlet, on_paper="on")
    says(hamlet, hamlet.son)
    notes(hamlet, precept, hamlet.granny, "no")
    assert "Not grown up yet" not in text(browser(hamlet.worker).post(paper_of(precept), OPEN))
    notes(hamlet, precept, hamlet.granny, "child", 404)
    assert not shown(hamlet)


def test_a_worker_who_lives_there_notes_no_child(hamlet: Hamlet) -> None:
    hamlet.ground.live(hamlet.worker, hamlet.ground.home)
    precept = written(hamlet, on_paper="on")
    page = text(browser(hamlet.worker).post(paper_of(precept), OPEN))
    assert "Not grown up yet" not in page
    notes(hamlet, precept, hamlet.granny, "child", 404)


def test_a_mark_from_the_days_when_households_made_it_does_not_count(hamlet: Hamlet) -> None:
    precept = written(hamlet)
    PreceptVoice.objects.filter(person=hamlet.granny).update(said="child", noted_by=None)
    says(hamlet, hamlet.son)
    FamilyPrecept.objects.filter(pk=precept.pk).update(published_at=NOW)
    assert not shown(hamlet)


def test_a_paper_does_not_speak_for_who_has_an_account(hamlet: Hamlet) -> None:
    precept = written(hamlet, on_paper="on")
    says(hamlet, hamlet.son, "no")
    notes(hamlet, precept, hamlet.granny, "yes")
    notes(hamlet, precept, hamlet.son, "yes", 404)
    assert PreceptVoice.objects.get(person=hamlet.son).said == "no"
    assert not shown(hamlet)
    page = text(browser(hamlet.worker).post(paper_of(precept), OPEN))
    assert page.count("Signed that they agree") == 1, "a button for granny alone"


def test_a_yes_is_to_the_words_that_were_on_the_page(hamlet: Hamlet) -> None:
    precept = written(hamlet, on_paper="on")
    page, paper = seal_on(hamlet), precept.seal
    written(hamlet, text=WORDS + "改了", on_paper="on")
    sent = {"what": "yes", "seen": page}
    answer = browser(hamlet.son).post(f"/precepts/family/{precept.pk}/say/", sent, follow=True)
    assert "The words were changed in the meantime" in text(answer)
    assert "改了" in text(answer)
    signed = {"person": str(hamlet.granny.pk), "what": "yes", "seen": paper}
    answer = browser(hamlet.worker).post(paper_of(precept), signed, follow=True)
    assert "The words were changed in the meantime" in text(answer)
    assert set(PreceptVoice.objects.exclude(person=hamlet.wang).values_list("said", flat=True)) == {
        "asked"
    }
    says(hamlet, hamlet.son)
    notes(hamlet, precept, hamlet.granny, "yes")
    assert shown(hamlet)
    browser(hamlet.son).post(f"/precepts/family/{precept.pk}/say/", {"what": "no", "seen": page})
    assert not shown(hamlet), "a no needs no fresh page"


def test_a_signature_on_paper_is_noted_by_a_worker_whom_the_family_asked(hamlet: Hamlet) -> None:
    precept = written(hamlet)
    says(hamlet, hamlet.son)
    address = f"/precepts/family/{precept.pk}/paper/"
    worker = browser(hamlet.worker)
    assert worker.get(address).status_code == 404, "the family did not ask for it"
    precept = written(hamlet, on_paper="on")
    says(hamlet, hamlet.son)
    assert str(precept.pk) in text(worker.get("/precepts/family/paper/"))
    page = text(worker.get(address))
    assert WORDS in page
    assert "王老太" not in page
    for reason in ("", "   ", "x" * 201):
        unsaid = worker.post(address, OPEN | {"reason": reason})
        assert (unsaid.status_code, "王老太" in text(unsaid)) == (422, False)
    assert not AccessRecord.objects.exists()
    assert "王老太" in text(worker.post(address, OPEN))
    log = AccessRecord.objects.get(subject=hamlet.granny)
    assert (log.reader_id, log.what) == (hamlet.worker.pk, "family_precept")
    assert log.reason == OPEN["reason"], "it is the worker's own"
    assert browser(hamlet.stranger).get(address).status_code == 404
    granny = {"person": str(hamlet.granny.pk), "what": "yes", "seen": precept.seal}
    assert worker.post(address, granny).status_code == 302
    assert shown(hamlet)
    assert PreceptVoice.objects.get(person=hamlet.granny).noted_by == hamlet.worker.pk
    with pytest.raises(Missing):
        actions.note_paper(
            viewer=hamlet.sees(hamlet.worker), precept_id=precept.pk, person_id=hamlet.li.pk,
            agrees=True, now=NOW,
        )  # fmt: skip


def test_who_moves_in_has_to_agree_first(hamlet: Hamlet) -> None:
    agreed(hamlet)
    says(hamlet, hamlet.son)
    HouseholdMember.objects.filter(person=hamlet.li).delete()
    hamlet.ground.live(hamlet.li, hamlet.ground.home)
    assert not shown(hamlet)
    says(hamlet, hamlet.li)
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
            viewer=hamlet.sees(hamlet.council), text=WORDS, shown_name="",
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
            viewer=hamlet.sees(person), text=f"第{number}", shown_name="",
            on_paper=False, now=NOW,
        )  # fmt: skip
    path = hamlet.ground.grid.path
    first = queries.families(path, limit=2)
    rest = queries.families(path, after=first[1], limit=2)
    assert len(first) == 3, "one more than asked for says that there is another page"
    assert {one.text for one in (*first[:2], *rest)} == {"第0", "第1", "第2"}
