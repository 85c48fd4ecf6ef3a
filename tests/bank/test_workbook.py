"""A bank's book goes out as a workbook and deeds come in by one: once each, by the rules of typed ones."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from maplebridge.__main__ import main
from maplebridge.bank import actions
from maplebridge.bank.actions import importing
from maplebridge.bank.models import BankImport, BankImportRow, Deed
from maplebridge.bank.queries.workbook import book_rewards
from maplebridge.core import outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import AuditEntry, StoredFile
from maplebridge.core.tables import Column, Table, open_table, write_csv, write_xlsx
from maplebridge.core.viewer import SYSTEM
from maplebridge.people.models import Household
from tests.bank.shop import Shop, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day

HEADS = ["编号", "存折号", "善行项目", "日期", "说明"]
KIND = "help_neighbour"


def sheet(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode()


def row(key: object, number: int = 1, **more: Any) -> list[Any]:
    told = {"kind": KIND, "day": TODAY, "note": ""} | more
    return [key, number, told["kind"], told["day"], told["note"]]


def bring(
    village: Village, content: bytes, *, what: str = "deeds", now: Any = NOW, **more: Any
) -> BankImport:
    """Read and check, as the command does, without entering."""
    run = actions.begin_import(
        viewer=more.pop("viewer", village.sees(village.chair)), bank_id=village.bank.pk, what=what,
        name="好事.csv", digest=hashlib.sha256(content).hexdigest(), now=now,
        **({"why": "纸质账本，村民会议通过"} if what == "opening" else {}),
    )  # fmt: skip
    actions.work(run_id=run.pk, file=io.BytesIO(content), now=now, **more)
    run.refresh_from_db()
    return run


def enter(village: Village, run: BankImport, *, skip_bad: bool = False, **more: Any) -> BankImport:
    viewer = more.pop("viewer", village.sees(village.chair))
    actions.start_entering(
        viewer=viewer, run_id=run.pk, skip_bad=skip_bad, by_worker=False, now=NOW
    )
    actions.work(run_id=run.pk, file=None, now=NOW, **more)
    run.refresh_from_db()
    return run


def counts(run: BankImport) -> tuple[int, int, int, int]:
    return run.good, run.known, run.bad, run.entered


def told(run: BankImport) -> list[tuple[str, str]]:
    rows = BankImportRow.objects.filter(run=run, state="bad").order_by("row")
    return [(one.cell, one.code) for one in rows]


# What comes in ---------------------------------------------------------------------------------


def test_rows_become_entries_that_wait_for_somebody_else(village: Village) -> None:
    run = bring(
        village,
        sheet(row("1", note="修路"), row("2", kind="帮助邻里：帮农活、代办事、捎东西", number=2)),
    )
    assert (run.state, *counts(run)) == ("checked", 2, 0, 0, 0)
    assert not Deed.objects.exists()
    enter(village, run)
    assert (run.state, *counts(run)) == ("done", 2, 0, 0, 2)
    deeds = list(Deed.objects.order_by("household__home__sort_key"))
    assert [(one.kind, one.state, one.points) for one in deeds] == [(KIND, "entered", 2)] * 2
    assert deeds[0].text == "修路"
    assert {one.entered_by_id for one in deeds} == {village.chair.pk}
    with pytest.raises(Forbidden):
        village.approve(deeds[0], by=village.chair)
    assert not BankImportRow.objects.exists()


def test_the_same_rows_again_change_nothing_and_new_ones_are_added(village: Village) -> None:
    enter(village, bring(village, sheet(row("1"), row("2", 2))))
    before = list(Deed.objects.order_by("id").values())
    again = bring(village, sheet(row("1"), row("2", 2)))
    assert counts(again) == (0, 2, 0, 0)
    with pytest.raises(RuleBroken, match="No row"):
        actions.start_entering(
            viewer=village.sees(village.chair), run_id=again.pk, skip_bad=False, now=NOW
        )
    assert list(Deed.objects.order_by("id").values()) == before
    longer = enter(village, bring(village, sheet(row("1"), row("2", 2), row("3", 3))))
    assert counts(longer) == (1, 2, 0, 1)
    assert Deed.objects.count() == 3


def test_what_was_taken_out_and_brought_back_is_known(village: Village) -> None:
    typed = village.enter(village.wang)
    village.approve(typed)
    old = village.enter(village.li, by=village.chair)
    Deed.objects.filter(pk=old.pk).update(done_on=day(-60))
    for write in (write_xlsx, write_csv):
        _, tables = actions.export_book(
            viewer=village.sees(village.chair), bank_id=village.bank.pk, language="zh-hans", now=NOW
        )
        file = io.BytesIO()
        write(file, tables)
        run = bring(village, file.getvalue())
        assert counts(run) == (0, 2, 0, 0), told(run)


def test_each_bad_row_is_told_with_its_cell_and_its_reason(village: Village) -> None:
    village.enter(
        village.wang, id=(standing := actions.importing.rules.deed_id(village.bank.pk, "9"))
    )
    run = bring(
        village,
        sheet(
            row(""), row("2", 99), row("3", kind="打麻将"), row("4", day="去年"),
            row("5", day=day(1)), row("6", day=day(-40)), row("7", note="长" * 201), row("x" * 61),
            ["8", "一", KIND, TODAY, ""], row("9", 2), row("10", 2), row("10", 3),
        ),
    )  # fmt: skip
    assert standing
    assert told(run) == [
        ("A2", "row_no_id"), ("B3", "row_passbook"), ("C4", "row_kind"), ("D5", "row_day"),
        ("D6", "deed_day"), ("D7", "deed_day"), ("E8", "row_too_long"), ("A9", "row_too_long"),
        ("B10", "row_number"), ("A11", "row_id_taken"), ("A13", "row_id_taken"),
    ]  # fmt: skip
    assert counts(run) == (1, 0, 11, 0)
    said = [
        why for _, why in importing.sentences(BankImportRow.objects.filter(run=run, state="bad"))
    ]
    assert all(said)
    shown = browser(village.chair).get(page("import", run.pk))
    assert "No household of the village has passbook 99 now." in text(shown)
    table = browser(village.chair).get(page("import_bad", run.pk))
    assert b"".join(table.streaming_content).decode().count("\r\n") == 12  # type: ignore[attr-defined]


def test_all_or_nothing_or_without_the_bad_rows(village: Village) -> None:
    run = bring(village, sheet(row("1"), row("2", 99)))
    with pytest.raises(RuleBroken, match="1 rows cannot be entered"):
        enter(village, run)
    assert not Deed.objects.exists()
    assert counts(enter(village, run, skip_bad=True)) == (1, 0, 1, 1)
    assert Deed.objects.count() == 1


def test_caps_count_typed_entries_and_earlier_rows(village: Village, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "PIECE", 2)
    village.enter(village.wang)
    run = bring(village, sheet(row("1"), row("2", 2), row("3"), row("4", 2), row("5", 2)))
    assert told(run) == [("C4", "deed_kind_day"), ("C6", "deed_kind_day")]
    enter(village, run, skip_bad=True)
    household = village.house(village.wang)
    assert Deed.objects.filter(household=household).count() == 2


def test_a_row_that_turned_bad_meanwhile_leaves_its_piece_out(village: Village) -> None:
    for skip, entered in ((False, 0), (True, 1)):
        run = bring(village, sheet(row(f"{skip}a"), row(f"{skip}b", 2)))
        standing = [village.enter(village.wang) for _ in range(2)]
        enter(village, run, skip_bad=skip)
        assert (run.entered, run.bad) == (entered, 2 - entered)
        codes = {code for _, code in told(run)}
        assert codes == ({"deed_kind_day"} if skip else {"deed_kind_day", "row_batch"})
        Deed.objects.filter(pk__in=[one.pk for one in standing]).update(state="withdrawn")


def test_nobody_of_a_household_that_left_gets_an_entry(village: Village) -> None:
    Household.objects.filter(pk=village.house(village.wang)).update(ended_on=TODAY)
    assert told(bring(village, sheet(row("1")))) == [("B2", "row_passbook")]


def test_only_the_council_brings_and_takes(village: Village) -> None:
    for person in (village.wang, village.head, village.worker):
        for name, more in (
            ("workbook", ()),
            ("workbook_file", ("xlsx",)),
            ("blank_workbook", ("deeds",)),
        ):
            answer = browser(person).get(page(name, village.bank.pk, *more))
            assert answer.status_code == 403
        with pytest.raises(Forbidden):
            bring(village, sheet(row("1")), viewer=village.sees(person))
    run = bring(village, sheet(row("1")))
    for name in ("import", "import_bad"):
        assert browser(village.wang).get(page(name, run.pk)).status_code == 403
    answer = browser(village.wang).post(page("import_step", run.pk), {"what": "enter"})
    assert answer.status_code == 403
    assert not Deed.objects.exists()


def test_who_left_the_council_stops_what_they_brought(village: Village) -> None:
    run = bring(village, sheet(row("1")))
    actions.start_entering(
        viewer=village.sees(village.chair), run_id=run.pk, skip_bad=False, now=NOW
    )
    seat = village.bank.seats.get(role="chair")
    actions.end_seat(viewer=SYSTEM, seat_id=seat.pk, last_day=day(-1), now=NOW)
    outbox.deliver_all(NOW)
    run.refresh_from_db()
    assert run.problem == "import_seat_over"
    reader = browser(village.treasurer)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    shown = reader.get(page("import", run.pk))
    assert "已不在理事会" in text(shown), "in the reader's language, not the worker's"
    assert not Deed.objects.exists()


def test_another_member_brings_it_again(village: Village, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "PIECE", 1)
    content = sheet(row("1"), row("2", 2))
    run = enter(village, bring(village, content), until=lambda: True)
    assert (run.state, run.entered) == ("entering", 1)
    seat = village.bank.seats.get(role="chair")
    actions.end_seat(viewer=SYSTEM, seat_id=seat.pk, last_day=day(-1), now=NOW)
    importing.work_on(run_id=run.pk, now=NOW)
    again = bring(village, content, viewer=village.sees(village.treasurer))
    assert (again.pk, again.state, again.entered, again.problem) == (run.pk, "done", 2, "")
    assert [one.entered_by_id for one in Deed.objects.order_by("id")].count(village.chair.pk) == 1
    assert again.began_by_id == village.treasurer.pk


def test_who_finds_it_in_other_hands_stops(village: Village, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "PIECE", 1)
    content = sheet(row("1"), row("2", 2))
    run = bring(village, content)

    def taken_up(_: BankImport) -> None:
        BankImport.objects.filter(pk=run.pk).update(began_by=village.treasurer)

    assert enter(village, run, said=taken_up).entered == 1
    importing.work_on(run_id=run.pk, now=NOW)
    assert {one.entered_by_id for one in Deed.objects.all()} == {
        village.chair.pk, village.treasurer.pk,
    }  # fmt: skip


def test_an_exchange_that_was_undone_is_not_collected(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=2, fen=5_000)
    shop.give(shop.wang, 10)
    taken = shop.reserve(shop.wang, rice)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=taken.pk, now=NOW)
    [line] = book_rewards(shop.bank)
    assert (line.free, line.collected, line.cost_fen) == (1, 1, 2_500)
    actions.undo_redemption(
        viewer=seen(shop.treasurer), redemption_id=taken.pk, why="册号错", now=NOW
    )
    [line] = book_rewards(shop.bank)
    assert (line.free, line.collected, line.cost_fen) == (2, 0, 5_000)


# Long files, stops and wicked ones ---------------------------------------------------------------


def test_it_goes_on_where_it_stopped(village: Village, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "PIECE", 2)
    content = sheet(*[row(str(n), 1 + n % 3, day=day(-n // 6)) for n in range(9)])
    stops = iter([False, True])
    run = bring(village, content, until=lambda: next(stops))
    assert (run.state, run.rows) == ("checking", 4)
    run = bring(village, content)
    assert (run.state, *counts(run)) == ("checked", 9, 0, 0, 0)
    real, calls = Deed.objects.bulk_create, []

    def dies(deeds: list[Deed]) -> Any:
        calls.append(len(deeds))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(deeds)

    monkeypatch.setattr(Deed.objects, "bulk_create", dies)
    with pytest.raises(KeyboardInterrupt):
        enter(village, run)
    assert Deed.objects.count() == 4
    run = BankImport.objects.get(pk=bring(village, content).pk)
    assert (run.state, run.entered) == ("done", 9)
    assert Deed.objects.count() == 9


def test_one_workbook_at_a_time(village: Village) -> None:
    run = bring(village, sheet(row("1")), until=lambda: True)
    assert run.state == "checking"
    with pytest.raises(RuleBroken, match="Another workbook"):
        bring(village, sheet(row("2")))
    actions.drop_import(viewer=village.sees(village.treasurer), run_id=run.pk, now=NOW)
    assert bring(village, sheet(row("2"))).state == "checked"


def test_a_file_too_long_is_refused_with_its_row(village: Village, monkeypatch: Any) -> None:
    few = importing.LIMITS.__class__(rows=4, columns=60)
    monkeypatch.setattr(importing, "LIMITS", few)
    with pytest.raises(RuleBroken) as refused:
        bring(village, sheet(*[row(str(n)) for n in range(9)]))
    assert refused.value.code == "table_too_many_rows"
    assert refused.value.facts["most"] == 4


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook>" + " " * 3_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no table"), (b"PK\x03\x04broken", "workbook"), (bomb(), "workbook"),
        (b"\x00\x01\x02\xff\xfe", "text"), (sheet(heads=["a", "b"]), "no column “编号、存折号"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_is_refused_on_the_page(
    village: Village, content: bytes, said: str
) -> None:
    kept = StoredFile.objects.count()
    sent = {"what": "deeds", "file": SimpleUploadedFile("x.xlsx", content or b" ")}
    answer = browser(village.chair).post(page("workbook", village.bank.pk), sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert StoredFile.objects.count() == kept
    assert not BankImport.objects.exists()


def test_no_cell_that_goes_out_is_run_as_a_formula(shop: Shop) -> None:
    shop.reward(name='=HYPERLINK("http://x")', kind="service")
    shop.gift(1_000, about="+1+cmd|' /C calc'!A0")
    _, tables = actions.export_book(viewer=SYSTEM, bank_id=shop.bank.pk, language="en", now=NOW)
    file = io.BytesIO()
    write_csv(file, tables)
    out = file.getvalue().decode("utf-8-sig")
    assert "'=HYPERLINK" in out
    assert "'+1+cmd" in out
    assert ",=" not in out
    assert ",+" not in out


# The pages and the command --------------------------------------------------------------------------


def test_from_the_page_to_the_entries(village: Village) -> None:
    chair = browser(village.chair)
    blank = chair.get(page("blank_workbook", village.bank.pk, "deeds"))
    book = open_table(io.BytesIO(b"".join(blank.streaming_content)), importing.LIMITS)  # type: ignore[attr-defined]
    heads = next(book.sheet().rows()).cells
    assert heads == ["Row id", "Passbook", "Kind", "Day", "Note"]
    content = io.BytesIO()
    rows = [["1", 1, "Help a neighbour: farm work, errands, a lift", TODAY, "=1+1"]]
    write_xlsx(content, [Table("Deeds", [Column(head) for head in heads], rows)])
    upload = SimpleUploadedFile("deeds.xlsx", content.getvalue())
    sent = {"what": "deeds", "file": upload}
    answer = chair.post(page("workbook", village.bank.pk), sent, follow=True)
    run = BankImport.objects.get()
    assert answer.headers["Refresh"]
    outbox.deliver_all()
    shown = chair.get(page("import", run.pk))
    assert "Enter 1 row" in text(shown)
    assert "=1+1" in text(shown)
    assert "Refresh" not in shown.headers
    assert not StoredFile.objects.exists()
    chair.post(page("import_step", run.pk), {"what": "enter"})
    outbox.deliver_all()
    assert Deed.objects.get().text == "=1+1"
    shown = chair.get(page("workbook", village.bank.pk))
    assert "deeds.xlsx" in text(shown)
    exported = chair.get(page("workbook_file", village.bank.pk, "csv"))
    assert str(Deed.objects.get().pk) in b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(verb="export_book", actor_id=village.chair.pk).exists()


def test_the_command_takes_out_and_brings_in(village: Village, tmp_path: Path, capsys: Any) -> None:
    source, bad, out = tmp_path / "in.csv", tmp_path / "bad.csv", tmp_path / "out.xlsx"
    source.write_bytes(sheet(row("1"), row("2", 99)))
    by = ["--by", village.chair.phone]
    order = ["bank", "import", village.bank.name, str(source), *by]
    assert main([*order, "--trial"]) == 1
    assert main(order) == 1
    assert not Deed.objects.exists()
    assert main([*order, "--skip-bad", "--bad", str(bad)]) == 1
    assert "1 entered" in capsys.readouterr().out
    assert "passbook 99" in bad.read_text("utf-8-sig")
    assert main(["bank", "export", str(village.bank.pk), str(out), "--language", "en"]) == 0
    with out.open("rb") as file:
        sheets = open_table(file, importing.LIMITS).sheets
        assert [one.name for one in sheets] == ["Deeds", "Households", "Rewards", "Fund"]
        assert len(list(sheets[0].rows())) == 2
    assert main(["bank", "import", str(village.bank.pk), str(out), *by]) == 0
    assert Deed.objects.get().entered_by_id == village.chair.pk


def test_a_workbook_that_is_refused_leaves_nothing_behind(village: Village) -> None:
    bring(village, sheet(row("1")), until=lambda: True)
    kept = StoredFile.objects.count()
    address = page("workbook", village.bank.pk)
    for content, what, said in (
        (sheet(row("2")), "deeds", "Another workbook"),
        (sheet((1, 50), heads=["存折号", "积分"]), "opening", "write where the opening points"),
    ):
        sent = {"what": what, "file": SimpleUploadedFile("x.csv", content)}
        answer = browser(village.chair).post(address, sent)
        assert (answer.status_code, said in text(answer)) == (422, True)
        assert StoredFile.objects.count() == kept


def test_files_and_rows_go_in_time(village: Village) -> None:
    content = sheet(row("1"), row("2", 99))
    kept = importing.files.keep(content, "application/octet-stream")
    run = actions.begin_import(
        viewer=village.sees(village.chair), bank_id=village.bank.pk, what="deeds", name="a",
        digest="0" * 64, file=kept, now=NOW,
    )  # fmt: skip
    actions.forget_imports(now=NOW + timedelta(days=6))
    assert StoredFile.objects.exists()
    actions.forget_imports(now=NOW + timedelta(days=8))
    assert not StoredFile.objects.exists()
    run = bring(village, content)
    actions.forget_imports(now=NOW + timedelta(days=29))
    assert BankImportRow.objects.filter(run=run).count() == 2
    actions.forget_imports(now=NOW + timedelta(days=31))
    assert not BankImportRow.objects.exists()
    run.refresh_from_db()
    assert (run.state, run.rows) == ("dropped", 2)
