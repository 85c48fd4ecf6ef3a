"""What households bring over from a paper book: promised, looked at by a second person, given once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maplebridge.__main__ import main
from maplebridge.bank import actions
from maplebridge.bank.actions import importing
from maplebridge.bank.actions.accounts import household_account
from maplebridge.bank.models import BankImport, OpeningBalance
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Household, Person
from tests.bank.test_reward_pages import browser, page, text
from tests.bank.test_workbook import bring, counts, enter, sheet, told
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day

HEADS = ["存折号", "积分"]


def opening(*rows: tuple[Any, Any]) -> bytes:
    return sheet(*rows, heads=HEADS)


def brought(village: Village, *rows: tuple[Any, Any]) -> BankImport:
    return enter(village, bring(village, opening(*rows), what="opening"))


def decide(village: Village, run: BankImport, by: Person, approve: bool = True, **more: Any) -> int:
    return actions.decide_openings(
        viewer=village.sees(by), run_id=run.pk, approve=approve, now=NOW, **more
    )


def points(village: Village, person: Person) -> tuple[int, int]:
    account = household_account(village.house(person), village.bank.pk, now=NOW)
    found = ledger.balance(account)
    return found.available, found.incoming


def test_points_are_promised_and_given_by_somebody_else_of_another_household(
    village: Village,
) -> None:
    run = brought(village, (1, 50), (2, 30), (3, 7))
    assert points(village, village.wang) == (0, 50)
    with pytest.raises(RuleBroken, match="Another member"):
        decide(village, run, village.chair)
    with pytest.raises(Forbidden):
        decide(village, run, village.wang)
    assert decide(village, run, village.treasurer) == 2
    assert points(village, village.wang) == (50, 0)
    assert points(village, village.treasurer) == (0, 7)
    with pytest.raises(RuleBroken, match="own household"):
        decide(village, run, village.treasurer)
    third = village.ground.person("吴理事", language="en")
    actions.seat_member(
        viewer=SYSTEM, bank_id=village.bank.pk, person_id=third.pk, role="member", way="elected",
        term_from=day(-9), now=NOW,
    )  # fmt: skip
    assert decide(village, run, third) == 1
    assert decide(village, run, third) == 0
    rows = ledger.Transfer.objects.filter(book_id=village.bank.pk, state="settled")
    assert {(one.code, one.thing_kind) for one in rows} == {("opening", "bank.openingbalance")}
    shown = browser(village.wang).get("/bank/")
    assert "Brought over from the paper book" in text(shown)


def test_the_database_holds_four_eyes_and_one_beginning(village: Village) -> None:
    run = brought(village, (1, 50), (3, 7))
    rows = OpeningBalance.objects.filter(run=run)
    wrong: list[dict[str, Any]] = [
        {"state": "approved", "decided_by": village.chair, "decided_at": NOW},
        {"prepared_by": None},
        {"state": "approved", "decided_by": village.chair, "decided_at": NOW, "prepared_by": None},
        {"state": "approved", "decided_by": None, "decided_at": NOW},
        {"approver_household_id": village.house(village.wang)},
        {"points": 0},
    ]
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(household=village.house(village.wang)).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(household=village.house(village.treasurer)).update(
            household=village.house(village.wang)
        )


def test_the_same_figure_again_is_known_and_another_one_is_refused(village: Village) -> None:
    run = brought(village, (1, 50))
    assert counts(bring(village, opening((1, 50)), what="opening")) == (0, 1, 0, 0)
    wrong = bring(
        village,
        opening((1, 51), (2, 0), (2, "12.5"), (2, 5), (2, 5), (99, 5), (3, 100_001)),
        what="opening",
    )
    assert told(wrong) == [
        ("B2", "row_opening_stands"), ("B3", "row_number"), ("B4", "row_number"),
        ("A6", "row_opening_twice"), ("A7", "row_passbook"), ("B8", "row_number"),
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="write why"):
        decide(village, run, village.treasurer, approve=False)
    assert decide(village, run, village.treasurer, approve=False, why_not="抄错了") == 1
    assert points(village, village.wang) == (0, 0)
    anew = brought(village, (1, 51))
    decide(village, anew, village.treasurer)
    assert points(village, village.wang) == (51, 0)


def test_a_bank_that_has_begun_takes_no_opening_points(village: Village) -> None:
    with pytest.raises(RuleBroken, match="paper book"):
        actions.begin_import(
            viewer=village.sees(village.chair), bank_id=village.bank.pk, what="opening", name="a",
            digest="0" * 64, why=" ", now=NOW,
        )  # fmt: skip
    month = (TODAY.replace(day=1) - (TODAY - day(-1))).replace(day=1)
    actions.publish_notice(
        viewer=village.sees(village.chair), bank_id=village.bank.pk, month=month, now=NOW
    )
    with pytest.raises(RuleBroken, match="published a notice"):
        bring(village, opening((1, 5)), what="opening")


def test_the_page_offers_the_decision_to_the_others(village: Village) -> None:
    run = brought(village, (1, 50), (2, 30))
    mine = browser(village.chair).get(page("import", run.pk))
    assert "another member of the council decides" in text(mine)
    treasurer = browser(village.treasurer)
    shown = treasurer.get(page("import", run.pk))
    assert "2 households would begin with 80 points in all." in text(shown)
    done = treasurer.post(page("import_step", run.pk), {"what": "approve"}, follow=True)
    assert "2 households decided." in text(done)
    assert points(village, village.wang) == (50, 0)


def test_the_command_brings_them_and_the_council_decides(
    village: Village, tmp_path: Any, capsys: Any
) -> None:
    source = tmp_path / "opening.csv"
    source.write_bytes(opening((1, 50)))
    order = ["bank", "import", village.bank.name, str(source), "--opening", "纸质账本第三册"]
    assert main([*order, "--by", village.chair.phone]) == 0
    assert "decides" in capsys.readouterr().out
    run = BankImport.objects.get()
    assert OpeningBalance.objects.get().prepared_by_id == village.chair.pk
    refused_to(village, run, village.chair)
    assert decide(village, run, village.treasurer) == 1
    assert points(village, village.wang) == (50, 0)


def test_the_console_names_who_of_the_council_answers_for_the_rows(
    village: Village, tmp_path: Any, capsys: Any
) -> None:
    source = tmp_path / "opening.csv"
    source.write_bytes(opening((1, 50)))
    order = ["bank", "import", village.bank.name, str(source), "--opening", "纸质账本第三册"]
    with pytest.raises(SystemExit):
        main(order)
    for phone in ("13999999999", "12", village.wang.phone, village.worker.phone):
        assert main([*order, "--by", phone]) != 0
        assert not BankImport.objects.exists()
    told = capsys.readouterr().err
    assert "Nobody here has the number 13999999999." in told
    assert "brought in by its council" in told
    with pytest.raises(Forbidden):
        bring(village, opening((1, 50)), what="opening", viewer=SYSTEM)


def test_opening_points_name_nobody(village: Village) -> None:
    run = brought(village, (1, 50))
    decide(village, run, village.treasurer)
    kept = OpeningBalance.objects.values().get()
    assert not {"王芳", "周理事", "孙司库"} & {str(value) for value in kept.values()}
    held = {type(value).__name__ for value in kept.values()}
    assert held <= {"UUID", "int", "str", "datetime"}


# Four eyes ---------------------------------------------------------------------------------------


def third_member(village: Village) -> Person:
    person = village.ground.person("吴理事", language="en")
    actions.seat_member(
        viewer=SYSTEM, bank_id=village.bank.pk, person_id=person.pk, role="member", way="elected",
        term_from=day(-9), now=NOW,
    )  # fmt: skip
    return person


def refused_to(village: Village, run: BankImport, *people: Person) -> None:
    for one in people:
        with pytest.raises(RuleBroken, match="Another member"):
            decide(village, run, one)
        shown = browser(one).get(page("import", run.pk))
        assert "another member of the council decides" in text(shown)


def test_neither_who_brought_it_nor_who_took_it_up_nor_who_started_it(village: Village) -> None:
    content, third = opening((1, 50)), third_member(village)
    bring(village, content, what="opening")
    again = bring(village, content, what="opening", viewer=village.sees(village.treasurer))
    assert again.began_by_id == village.treasurer.pk
    fourth = third_member(village)
    run = enter(village, again, viewer=village.sees(third))
    refused_to(village, run, village.chair, village.treasurer, third)
    assert decide(village, run, fourth) == 1


# Looked at again when it is entered --------------------------------------------------------------


def publish(village: Village) -> None:
    month = (TODAY.replace(day=1) - (TODAY - day(-1))).replace(day=1)
    actions.publish_notice(
        viewer=village.sees(village.chair), bank_id=village.bank.pk, month=month, now=NOW
    )


def test_nothing_is_entered_after_the_first_notice(village: Village) -> None:
    run = bring(village, opening((1, 50)), what="opening")
    publish(village)
    with pytest.raises(RuleBroken, match="published a notice"):
        enter(village, run)
    assert points(village, village.wang) == (0, 0)


def test_nor_when_the_notice_comes_while_it_is_entered(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PIECE", 1)
    run = bring(village, opening((1, 50), (2, 30)), what="opening")
    enter(village, run, until=lambda: True)
    publish(village)
    importing.work_on(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.problem == "opening_late"
    assert (run.state, run.entered) == ("entering", 1)
    assert points(village, village.wang) == (0, 50)
    assert points(village, village.li) == (0, 0)


def test_a_household_that_left_meanwhile_gets_none(village: Village) -> None:
    run = bring(village, opening((1, 50), (2, 30)), what="opening")
    Household.objects.filter(pk=village.house(village.li)).update(ended_on=TODAY)
    run = enter(village, run, skip_bad=True)
    assert counts(run) == (1, 0, 1, 1)
    assert told(run) == [("", "row_passbook")]
    assert list(OpeningBalance.objects.values_list("points", flat=True)) == [50]
