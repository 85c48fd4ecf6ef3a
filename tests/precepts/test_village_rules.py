"""A village writes, discusses, adopts and files its rules, through the pages that people use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.frozen import FrozenError
from maplebridge.people.models import AccessRecord, Account, Person
from maplebridge.precepts import actions, queries
from maplebridge.precepts.models import (
    RulesComment,
    RulesDraft,
    RulesEdition,
    RulesFiling,
)
from maplebridge.precepts.rules.articles import Typed
from tests.people.ground import NOW, TODAY, day
from tests.precepts.hamlet import WORDS, Hamlet, decision


def browser(person: Person | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(Account.objects.get(person=person))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_draft_is_read_by_the_village_and_by_nobody_else(hamlet: Hamlet) -> None:
    address = f"/precepts/{hamlet.drafted()}/draft/"
    assert WORDS[0] in text(browser(hamlet.wang).get(address))
    assert WORDS[0] in text(browser(hamlet.township).get(address))
    assert browser(hamlet.stranger).get(address).status_code == 404
    assert browser(None).get(address).status_code == 302
    assert browser(hamlet.wang).get(address + "edit/").status_code == 403


def test_the_council_writes_on_the_page_and_numbers_stay(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    page = {
        "title": "安乐村村规民约", "revision": "2", "a-TOTAL_FORMS": "4", "a-INITIAL_FORMS": "3",
        "a-0-number": "1", "a-0-text": WORDS[0], "a-0-place": "10",
        "a-1-number": "2", "a-1-heading": "", "a-1-text": "", "a-1-place": "20",
        "a-2-number": "3", "a-2-text": WORDS[2], "a-2-place": "5",
        "a-3-heading": "新事", "a-3-text": "老人优先。",
    }  # fmt: skip
    council = browser(hamlet.council)
    assert council.post(f"/precepts/{rules_id}/draft/edit/", page).status_code == 302
    draft = RulesDraft.objects.get()
    assert [(one.number, one.text) for one in draft.listed] == [
        (3, WORDS[2]), (1, WORDS[0]), (4, "老人优先。"),
    ]  # fmt: skip
    answer = council.post(f"/precepts/{rules_id}/draft/edit/", page | {"a-3-text": "晚到的话。"})
    assert answer.status_code == 422, "saved from a page that is older than the draft"
    assert "晚到的话。" in text(answer)
    assert "Somebody else saved the draft" in text(answer)


def test_a_number_of_a_draft_is_never_given_to_other_words(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    browser(hamlet.wang).post(
        f"/precepts/{rules_id}/draft/", {"article": "3", "text": "谈不拢呢？"}
    )
    hamlet.write(rules_id, Typed(1, 1, "", WORDS[0]), Typed(2, 2, "", WORDS[1]))
    hamlet.write(
        rules_id,
        Typed(1, 1, "", WORDS[0]),
        Typed(2, 2, "", WORDS[1]),
        Typed(0, 3, "", "老人优先。"),
    )
    draft = RulesDraft.objects.get()
    assert [(one.number, one.text) for one in draft.listed][-1] == (4, "老人优先。")
    assert RulesComment.objects.get().article == 3, "what was said stands under no other words"
    actions.drop(viewer=hamlet.sees(hamlet.council), rules_id=rules_id, now=NOW)
    hamlet.begin()
    hamlet.write(rules_id, Typed(0, 1, "", WORDS[2]))
    assert RulesDraft.objects.get(ended_at=None).listed[0].number == 5


def test_what_a_colleague_saved_meanwhile_is_seen_before_it_is_written_over(
    hamlet: Hamlet,
) -> None:
    rules_id = hamlet.drafted()
    page = {
        "title": "安乐村村规民约", "revision": "2", "a-TOTAL_FORMS": "1", "a-INITIAL_FORMS": "1",
        "a-0-number": "1", "a-0-text": "我写的。", "a-0-place": "10",
    }  # fmt: skip
    hamlet.write(rules_id, Typed(1, 1, "", WORDS[0]), Typed(0, 2, "", "同事加的一条。"))
    council, address = browser(hamlet.council), f"/precepts/{rules_id}/draft/edit/"
    for _ in range(2):
        answer = council.post(address, page)
        assert answer.status_code == 422, "pressing again is not looking"
        assert "<del>同事加的一条。</del>" in text(answer)
        assert "我写的。" in text(answer)
        page |= dict(re.findall(r'name="(revision)" value="(\d+)"', text(answer)))
    hamlet.write(rules_id, Typed(1, 1, "", "又改了。"))
    assert council.post(address, page | {"over": "3"}).status_code == 422, "seen the one before"
    assert RulesDraft.objects.get().listed[0].text == "又改了。"
    assert council.post(address, page | {"over": "4"}).status_code == 302
    assert [one.text for one in RulesDraft.objects.get().listed] == ["我写的。"]


def test_words_typed_while_the_draft_ended_are_kept(hamlet: Hamlet) -> None:
    hamlet.adopted()
    rules_id = hamlet.begin()
    actions.drop(viewer=hamlet.sees(hamlet.council), rules_id=rules_id, now=NOW)
    sent = {"article": "2", "text": "我写了很久"}
    answer = browser(hamlet.wang).post(f"/precepts/{rules_id}/draft/", sent)
    assert answer.status_code == 422
    assert "我写了很久" in text(answer)
    assert "There is no draft any more" in text(answer)
    assert browser(hamlet.worker).post(f"/precepts/{rules_id}/draft/", sent).status_code == 403
    assert not RulesComment.objects.exists()


def test_a_resident_speaks_and_is_shown_without_a_name(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    address = f"/precepts/{rules_id}/draft/"
    wang, li, council = browser(hamlet.wang), browser(hamlet.li), browser(hamlet.council)
    assert wang.post(address, {"article": "2", "text": "十桌太多。"}).status_code == 302
    said = RulesComment.objects.get()
    assert "十桌太多。" in text(wang.get(address))
    assert "十桌太多。" not in text(li.get(address)), "nobody has shown it yet"
    page = text(council.get(address))
    assert "十桌太多。" in page
    assert "王*" in page
    assert "王芳" not in page, "a name is opened, not lying about"
    sent = {"shown": "no", "answer": ""}
    refused = council.post(f"/precepts/comments/{said.pk}/decide/", sent)
    assert refused.status_code == 422
    assert "Say why these words are not shown" in text(refused)
    sent = {"shown": "yes", "answer": "改成八桌。"}
    assert council.post(f"/precepts/comments/{said.pk}/decide/", sent).status_code == 302
    page = text(li.get(address))
    assert "十桌太多。" in page
    assert "改成八桌。" in page
    assert "王" not in page.split("What neighbours say")[1].split("Have your say")[0]


def test_opening_a_name_is_in_the_log_of_its_owner(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    browser(hamlet.wang).post(f"/precepts/{rules_id}/draft/", {"article": "0", "text": "写得好。"})
    said = RulesComment.objects.get()
    address = f"/precepts/comments/{said.pk}/name/"
    council = browser(hamlet.council)
    assert council.post(address, {"reason": ""}).status_code == 422
    assert "王芳" in text(council.post(address, {"reason": "请她来会上说"}))
    log = AccessRecord.objects.get(subject=hamlet.wang)
    assert (log.reader_id, log.what) == (hamlet.council.pk, "rules_comment")
    assert browser(hamlet.li).post(address, {"reason": "想知道"}).status_code == 403


def test_outsiders_and_workers_do_not_speak_to_a_draft(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    sent = {"article": "0", "text": "我也说一句。"}
    address = f"/precepts/{rules_id}/draft/"
    assert browser(hamlet.stranger).post(address, sent).status_code == 404
    assert browser(hamlet.worker).post(address, sent).status_code == 403
    wrong = browser(hamlet.wang).post(address, {"article": "9", "text": "有这条吗"})
    assert wrong.status_code == 422
    assert "有这条吗" in text(wrong)


MINUTES = {
    "way": "villagers", "met_on": str(TODAY), "entitled": "100", "present": "80",
    "votes_for": "70", "against": "5", "abstaining": "5", "record": "第3号",
    "valid_from": str(TODAY), "revision": "2",
}  # fmt: skip


@pytest.mark.usefixtures("_today")
def test_what_is_doubtful_is_shown_and_stops_nobody(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted("乱倒垃圾罚款五十元。", "学王芳家的样子。", "邻里和气。")
    council = browser(hamlet.council)
    page = text(council.get(f"/precepts/{rules_id}/draft/adopt/"))
    assert "罚款" in page
    assert "Villages cannot fine" in page
    assert "This may name a person" in page
    assert "art. 27 (text of 2018)" in page
    few = MINUTES | {"present": "40", "votes_for": "30", "against": "5", "abstaining": "5"}
    answer = council.post(f"/precepts/{rules_id}/draft/adopt/", few)
    assert answer.status_code == 422
    assert "No more than half of those who have a say" in text(answer)
    assert not RulesEdition.objects.exists()
    done = council.post(f"/precepts/{rules_id}/draft/adopt/", few | {"seen": "1"})
    assert done.status_code == 302
    assert RulesEdition.objects.get().present == 40


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.usefixtures("_today")
def test_an_adopted_edition_is_read_by_everybody_with_how_it_was_decided(hamlet: Hamlet) -> None:
    edition = hamlet.adopted()
    page = text(browser(None).get(f"/precepts/{edition.rules_id}/"))
    assert all(words in page for words in WORDS)
    assert "80 / 100" in page
    assert "a meeting of the villagers" in page
    listed = text(browser(None).get("/precepts/"))
    assert str(edition.rules_id) in listed
    assert "安乐村村规民约" in text(browser(hamlet.wang).get("/precepts/"))


def test_an_edition_can_be_changed_by_no_way(hamlet: Hamlet) -> None:
    edition = hamlet.adopted()
    with pytest.raises(FrozenError):
        edition.save()
    with pytest.raises(FrozenError):
        RulesEdition.objects.all().update(title="别的")
    actions.file_step(
        viewer=hamlet.sees(hamlet.council), edition_id=edition.pk, kind="sent", day=TODAY,
        words="", now=NOW,
    )  # fmt: skip
    for table in ("precepts_rulesfiling", "precepts_rulesedition"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            assert _refused(statement), statement
    assert RulesFiling.objects.count() == RulesEdition.objects.count() == 1


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        return "precepts_append_only" in str(refusal)
    return False


def test_an_edition_that_somebody_changed_all_the_same_is_not_read(hamlet: Hamlet) -> None:
    edition = hamlet.adopted()
    edition.articles[0]["text"] = "另一句。"
    with pytest.raises(ValueError, match="not as it was entered"):
        _ = edition.listed


@pytest.mark.usefixtures("_today")
def test_a_further_edition_begins_on_its_day_and_the_old_one_stays(hamlet: Hamlet) -> None:
    first = hamlet.adopted()
    rules_id = hamlet.begin()
    hamlet.write(
        rules_id, Typed(1, 1, "", WORDS[0]), Typed(2, 2, "", "红白喜事简办，酒席八桌。"),
        Typed(0, 3, "", "老人优先。"),
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="later day"):
        hamlet.adopt(rules_id, first.valid_from)
    second = hamlet.adopt(rules_id, day(5))
    assert second.number == 2
    page = text(browser(None).get(f"/precepts/{rules_id}/"))
    assert "酒席八桌" not in page, "not in force before its day"
    assert "酒席八桌" in text(browser(None).get(f"/precepts/{rules_id}/2/"))
    assert [one.number for one in queries.articles_at(hamlet.ground.home.path, TODAY)] == [1, 2, 3]
    assert [one.number for one in queries.articles_at(hamlet.ground.home.path, day(5))] == [1, 2, 4]
    gone = text(browser(None).get(f"/precepts/{rules_id}/articles/3/"))
    assert WORDS[2] in gone
    assert "taken out" in gone
    assert browser(None).get(f"/precepts/{rules_id}/articles/9/").status_code == 404
    compared = text(browser(None).get(f"/precepts/{rules_id}/compare/?from=1&to=2"))
    assert "<ins>" in compared
    assert "<del>" in compared
    assert browser(None).get(f"/precepts/{rules_id}/compare/?from=1&to=7").status_code == 404


def test_a_number_that_was_taken_out_is_never_given_again(hamlet: Hamlet) -> None:
    hamlet.adopted()
    rules_id = hamlet.begin()
    hamlet.write(rules_id, Typed(1, 1, "", WORDS[0]))
    hamlet.adopt(rules_id, day(-20), met_on=day(-20))
    hamlet.begin()
    hamlet.write(rules_id, Typed(1, 1, "", WORDS[0]), Typed(0, 2, "", "新的一条。"))
    third = hamlet.adopt(rules_id, day(-10), met_on=day(-10))
    assert [one.number for one in third.listed] == [1, 4]


def test_what_was_voted_on_is_what_is_adopted(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    old = RulesDraft.objects.get().revision
    hamlet.write(rules_id, Typed(1, 1, "", "临时加的。"))
    with pytest.raises(RuleBroken, match="Somebody else saved"):
        actions.adopt(
            viewer=hamlet.sees(hamlet.council), rules_id=rules_id, now=NOW,
            sent=actions.Deciding(decision(), TODAY, old),
        )  # fmt: skip


def test_residents_and_the_township_do_not_adopt(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    sent = actions.Deciding(decision(), TODAY, 2)
    for person, error in ((hamlet.wang, Forbidden), (hamlet.stranger, Missing)):
        with pytest.raises(error):
            actions.adopt(viewer=hamlet.sees(person), rules_id=rules_id, sent=sent, now=NOW)


@pytest.mark.usefixtures("_today")
def test_the_township_answers_what_the_village_sent(hamlet: Hamlet) -> None:
    edition = hamlet.adopted()
    address = f"/precepts/{edition.rules_id}/1/file/"
    council, township = browser(hamlet.council), browser(hamlet.township)
    sent = {"kind": "sent", "day": str(day(-20)), "words": ""}
    assert browser(hamlet.wang).post(address, sent).status_code == 403
    assert council.post(address, sent).status_code == 302
    assert council.post(address, sent | {"kind": "noted"}).status_code == 422, "not the village's"
    wordless = township.post(address, {"kind": "correct", "day": str(TODAY), "words": ""})
    assert wordless.status_code == 422
    assert "Say what is to be corrected" in text(wordless)
    correct = {"kind": "correct", "day": str(TODAY), "words": "第二条请改为自愿。"}
    assert township.post(address, correct).status_code == 302
    page = text(browser(None).get(f"/precepts/{edition.rules_id}/"))
    assert "Sent to the township" in page
    assert "第二条请改为自愿。" in page
    assert [one.kind for one in queries.filings_of(edition.pk)] == ["sent", "correct"]


def test_a_draft_that_is_given_up_leaves_what_is_in_force(hamlet: Hamlet) -> None:
    edition = hamlet.adopted()
    rules_id = hamlet.begin()
    assert browser(hamlet.council).post(f"/precepts/{rules_id}/draft/drop/").status_code == 302
    assert queries.in_force(rules_id, TODAY) == edition
    assert RulesDraft.objects.filter(ended="dropped").count() == 1


def test_rules_belong_to_a_village_not_to_a_street(hamlet: Hamlet) -> None:
    with pytest.raises(RuleBroken, match="gives itself no rules"):
        actions.begin(
            viewer=hamlet.sees(hamlet.township), place_id=hamlet.ground.street.pk, title="镇规",
            now=NOW,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        actions.begin(
            viewer=hamlet.sees(hamlet.council), place_id=hamlet.ground.far_grid.pk, title="别村",
            now=NOW,
        )  # fmt: skip
