"""A household's slip of a sealed month, and the page on which any phone checks it."""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client

from maplebridge.bank import actions
from maplebridge.bank.commands import bank as command
from maplebridge.bank.models import Deed, MonthSeal, Passbook, Slip
from maplebridge.bank.queries import slips as reading
from maplebridge.bank.rules import slips
from maplebridge.core import audit, documents
from maplebridge.core.audit import merkle
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from tests.bank.test_pages import browser
from tests.bank.test_sheets import DECEMBER, JANUARY, posted
from tests.bank.village import Village
from tests.people.ground import NOW

__all__ = ["posted"]


@pytest.fixture
def seal(village: Village, posted: Deed) -> MonthSeal:
    return actions.close_month(
        viewer=village.sees(village.chair, JANUARY), bank_id=village.bank.pk, month=DECEMBER,
        now=JANUARY,
    )  # fmt: skip


def slip_of_wang(village: Village) -> reading.HouseholdSlip:
    return reading.own_slip(village.bank, DECEMBER, village.house(village.wang))


def query(said: slips.SlipFigures, **changed: Any) -> dict[str, Any]:
    carried = {"m": f"{said.month:%Y-%m}", "n": said.number, "f": said.dotted, "c": said.code}
    return carried | changed


def ask(village: Village, sent: dict[str, Any]) -> Any:
    client = Client(headers={"accept-language": "en"})
    return client.get(f"/bank/{village.bank.pk}/slip/", sent)


def test_any_phone_finds_a_slip_in_the_sealed_month(village: Village, seal: MonthSeal) -> None:
    slip = slip_of_wang(village)
    assert (slip.line.closing, [row.amount for row in slip.rows]) == (2, [2])
    answer = ask(village, query(slip.said))
    page = answer.content.decode()
    assert "It matches" in page
    assert seal.head in page.replace(" ", "")
    for other in Slip.objects.exclude(number=slip.said.number):
        assert other.code not in page


def test_typed_by_hand_with_the_hyphens_of_the_paper_it_is_found_too(
    village: Village, seal: MonthSeal
) -> None:
    said = slip_of_wang(village).said
    typed = dict(zip(slips.FIGURES, said.figures, strict=True))
    code = slips.in_fours(said.code).lower()
    answer = ask(village, {"m": "2026-12", "n": said.number, "c": code, **typed})
    assert answer.context["checked"].matches


@pytest.mark.parametrize("place", range(len(slips.FIGURES)))
def test_a_changed_figure_does_not_match(village: Village, seal: MonthSeal, place: int) -> None:
    said = slip_of_wang(village).said
    figures = list(said.figures)
    figures[place] += 1
    page = ask(village, query(said, f=".".join(map(str, figures)))).content.decode()
    assert "It does not match" in page
    assert "It matches" not in page


@pytest.mark.parametrize(
    "changed", [{"n": 2}, {"n": 999}, {"c": "ABCD-EFGH-JKMN-PQRS"}, {"m": "2026-11"}]
)
def test_another_number_code_or_month_does_not_match(
    village: Village, seal: MonthSeal, changed: dict[str, Any]
) -> None:
    actions.close_month(
        viewer=village.sees(village.chair, JANUARY), bank_id=village.bank.pk,
        month=DECEMBER.replace(month=11), now=JANUARY,
    )  # fmt: skip
    page = ask(village, query(slip_of_wang(village).said, **changed)).content.decode()
    assert "It does not match" in page


def test_what_cannot_be_read_or_is_not_sealed_is_said_and_stays_typed(
    village: Village, seal: MonthSeal
) -> None:
    said = slip_of_wang(village).said
    answer = ask(village, query(said, f="1.2.three"))
    assert (answer.status_code, answer.context["checked"]) == (422, None)
    assert said.code in answer.content.decode()
    later = ask(village, query(said, m="2027-05"))
    assert later.status_code == 422
    assert "not sealed" in later.content.decode()
    assert ask(village, {}).status_code == 200
    for month in ("0000-01", "0001-01", "9999-12", "2026-13"):
        assert ask(village, query(said, m=month)).status_code == 422
        for page in ("", "paper/", "slips/"):
            sheet = f"/bank/{village.bank.pk}/sheets/{month}/{page}"
            assert browser(village.chair).get(sheet).status_code == 404


def test_the_proof_on_the_page_leads_another_computer_to_the_root_on_the_board(
    village: Village, seal: MonthSeal
) -> None:
    said = slip_of_wang(village).said
    page = ask(village, query(said)).content.decode()
    leaf = hashlib.sha256(b"\x00" + said.code.encode() + said.text.encode()).digest()
    assert {said.text, leaf.hex()} <= set(re.findall(r">([0-9a-f|-]+)<", page))
    steps = [bytes.fromhex(step) for step in re.findall(r"([0-9a-f]{64})<br>", page)]
    numbers = sorted(Slip.objects.values_list("number", flat=True))
    index = numbers.index(said.number)
    root = merkle.root_from(leaf, index, len(numbers), steps)
    last = re.search(r"maplebridge\.bank\.month\|[0-9a-f|-]+", page)
    assert root is not None
    assert last is not None
    assert root.hex() in last[0]
    assert hashlib.sha256(last[0].encode()).hexdigest() == seal.head


def test_every_household_has_a_leaf_also_one_that_did_nothing(
    village: Village, seal: MonthSeal
) -> None:
    assert seal.count == Passbook.objects.filter(bank=village.bank).count() == seal.slips.count()
    idle = reading.own_slip(village.bank, DECEMBER, village.house(village.li))
    assert reading.check(village.bank, idle.said).matches


def test_what_was_sealed_stands_whoever_writes(village: Village, seal: MonthSeal) -> None:
    for rows in (MonthSeal.objects.all(), Slip.objects.all()):
        for act in (lambda rows=rows: rows.update(id=rows[0].pk), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_a_book_that_was_changed_behind_the_seal_prints_no_slip(
    village: Village, seal: MonthSeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = reading.line_of_household
    line = whole(village.bank, DECEMBER, village.house(village.wang))
    line.closing += 5
    monkeypatch.setattr(reading, "line_of_household", lambda *_: line)
    with pytest.raises(RuleBroken, match="not what was sealed"):
        slip_of_wang(village)


def test_nothing_of_a_closed_month_moves_when_later_months_are_entered(
    village: Village, seal: MonthSeal
) -> None:
    before = slip_of_wang(village).said
    wallet = actions.household_account(village.house(village.wang), village.bank.pk, now=NOW)
    ledger.transfer(
        viewer=SYSTEM, id=village.ground.home.pk, unit=ledger.Unit.PT, amount=Points(7),
        debit=actions.issuance_account(village.bank.pk, now=NOW), credit=wallet, code="reward",
        now=JANUARY,
    )  # fmt: skip
    assert slip_of_wang(village).said == before


def test_the_council_prints_all_slips_and_a_household_its_own(
    village: Village, seal: MonthSeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(documents, "_to_pdf", lambda page, style: seen.append(page) or b"%PDF")
    record = audit.record

    def recorded(**what: Any) -> None:
        assert connection.savepoint_ids, "a record needs a transaction of its own"
        record(**what)

    monkeypatch.setattr(audit, "record", recorded)
    base = f"/bank/{village.bank.pk}/sheets/2026-12"
    with time_machine.travel(JANUARY, tick=False):
        chair, wang = browser(village.chair), browser(village.wang)
        parts = chair.get(f"{base}/slips/")
        assert [part[1:] for part in parts.context["parts"]] == [(1, seal.count)]
        assert chair.get(f"{base}/slips/paper/").headers["content-type"] == "application/pdf"
        assert wang.get(f"{base}/slips/").status_code == 403
        assert wang.get(f"{base}/slips/paper/").status_code == 403
        assert wang.get(f"{base}/slip/").status_code == 200
        assert browser(village.stranger).get(f"{base}/slip/").status_code == 404
    everybody, own = seen
    codes = {slips.in_fours(one.code): one.number for one in Slip.objects.all()}
    assert all(code in everybody for code in codes)
    number = slip_of_wang(village).said.number
    assert [codes[code] for code in codes if code in own] == [number]
    assert AuditEntry.objects.filter(verb="bank.print_slips").exists()


def test_a_part_ends_where_the_next_begins(
    village: Village, seal: MonthSeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PART", 2)
    viewer, numbers, after = village.sees(village.chair, JANUARY), [], 0
    for start, _first, _last in reading.parts_of(seal):
        assert start == after
        made, after = reading.slips_for(viewer, village.bank, DECEMBER, now=JANUARY, after=after)
        numbers += [one.said.number for one in made]
    assert (numbers, after) == (list(range(1, seal.count + 1)), 0)
    with pytest.raises(Forbidden):
        reading.slips_for(village.sees(village.li, JANUARY), village.bank, DECEMBER, now=JANUARY)
    with pytest.raises(Missing):
        reading.get_seal(village.bank, DECEMBER.replace(year=2025))


def test_the_console_prints_a_village_part_by_part_and_goes_on_where_it_stopped(
    village: Village,
    seal: MonthSeal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made: list[str] = []
    monkeypatch.setattr(documents, "_to_pdf", lambda page, style: made.append(page) or b"%PDF")
    monkeypatch.setattr(reading, "PART", 2)
    order = ["slips", village.bank.name, "2026-12", str(tmp_path)]
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert command.run(parser.parse_args(order)) == 0
    names = sorted(one.name for one in tmp_path.iterdir())
    assert len(made) == len(names) == -(-seal.count // 2)
    assert f"of {seal.count} households" in capsys.readouterr().err
    (tmp_path / names[-1]).unlink()
    assert command.run(parser.parse_args(order)) == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == names
    assert len(made) == len(names) + 1
    with pytest.raises(Missing):
        command.run(parser.parse_args([*order[:2], "2026-99", str(tmp_path)]))


def test_codes_are_fair_and_long_enough() -> None:
    codes = slips.new_codes(bytes(range(256)) * 20)
    assert {len(code) for code in codes} == {slips.CODE_LETTERS}
    letters = "".join(codes)
    counted = {letter: letters.count(letter) for letter in slips.ALPHABET}
    assert max(counted.values()) - min(counted.values()) <= 20
    assert urlencode({"c": codes[0]}) == f"c={codes[0]}"


def test_an_empty_form_is_told_in_one_sentence_and_a_gap_by_its_line(village: Village) -> None:
    address, names = f"/bank/{village.bank.pk}/slip/", ["m", "n", "c", *slips.FIGURES]
    told = Client().get(address, dict.fromkeys(names, "")).context["form"].errors
    assert (list(told), len(told["__all__"])) == (["__all__"], 1)
    gap = dict.fromkeys(names, "0") | {"m": "2026-12", "n": "1", "c": ""}
    assert list(Client().get(address, gap).context["form"].errors) == ["c"]


def test_a_month_that_cannot_be_read_says_how_it_is_written(
    village: Village, seal: MonthSeal
) -> None:
    answer = ask(village, query(slip_of_wang(village).said, m="12/2026"))
    assert answer.status_code == 422
    assert "four digits and two: 2026-12" in answer.content.decode()


def test_whoever_holds_a_slip_finds_the_check_without_its_address(village: Village) -> None:
    client = Client(headers={"accept-language": "en"})
    foot = client.get("/core/verify/").content.decode()
    assert foot.count('href="/bank/slip/"') == 2, "below the form and at the foot of every page"
    assert 'href="/bank/slip/"' in client.get("/core/verify/ABCD-EFGH-JKMN/").content.decode()
    check = f"/bank/{village.bank.pk}/slip/"
    assert client.get("/bank/slip/").headers["location"] == check, "there is one bank alone"
    actions.found_bank(
        viewer=SYSTEM, place_id=village.ground.far_grid.pk, name="远村积分社", founded_on=DECEMBER,
        now=JANUARY,
    )  # fmt: skip
    both = client.get("/bank/slip/").content.decode()
    assert check in both
    assert "远村积分社" in both
    one = client.get("/bank/slip/", {"q": "安乐"}).content.decode()
    assert check in one
    assert "远村积分社" not in one
    none = client.get("/bank/slip/", {"q": "没有"}).content.decode()
    assert "No bank fits" in none
