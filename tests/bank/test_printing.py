"""All slips of a village in the background: part by part, once each, to be fetched for some days."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from maplebridge.bank import actions
from maplebridge.bank.actions import printing
from maplebridge.bank.models import (
    BankCouncilMember,
    Deed,
    MonthSeal,
    SlipPart,
    SlipRun,
    VillageBank,
)
from maplebridge.bank.queries import slips as reading
from maplebridge.core import documents, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import AuditEntry, Delivery, StoredFile
from maplebridge.core.viewer import SYSTEM
from tests.bank.test_pages import browser
from tests.bank.test_reward_pages import text
from tests.bank.test_sheets import JANUARY, posted
from tests.bank.test_slips import seal
from tests.bank.village import Village

__all__ = ["posted", "seal"]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were laid out; two slips a part, each part with other bytes."""
    pages: list[str] = []

    def to_pdf(page: str, style: str = "") -> bytes:
        pages.append(page)
        return f"%PDF {len(pages)}".encode()

    monkeypatch.setattr(documents, "_to_pdf", to_pdf)
    monkeypatch.setattr(reading, "PART", 2)
    return pages


def ask(village: Village, seal: MonthSeal) -> SlipRun:
    return actions.print_all(
        viewer=village.sees(village.chair, JANUARY), seal=seal, language="en", now=JANUARY
    )


def address(village: Village, what: str = "") -> str:
    return f"/bank/{village.bank.pk}/sheets/2026-12/slips/{what}"


def test_the_council_asks_looks_how_far_it_is_and_fetches_one_file(
    village: Village, seal: MonthSeal, drawn: list[str]
) -> None:
    with time_machine.travel(JANUARY, tick=False):
        chair = browser(village.chair)
        assert "Make all slips" in text(chair.get(address(village)))
        assert chair.get(address(village, "all.zip")).status_code == 404
        shown = chair.post(address(village, "print/"), follow=True)
        assert shown.headers["Refresh"]
        assert f"of {seal.count} slips are made" in text(shown)
        outbox.deliver_all()
        ready = chair.get(address(village))
        assert "Refresh" not in ready.headers
        assert "4 slips are ready" in text(ready)
        fetched = b"".join(chair.get(address(village, "all.zip")).streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(fetched)) as archive:
        assert archive.namelist() == [
            "slips-2026-12-00001-00002.pdf", "slips-2026-12-00003-00004.pdf",
        ]  # fmt: skip
        assert [archive.read(name) for name in archive.namelist()] == [b"%PDF 1", b"%PDF 2"]
    printed = AuditEntry.objects.filter(verb="bank.print_slips").order_by("id")
    assert [one.facts["last"] for one in printed] == [2, 4]
    assert AuditEntry.objects.filter(verb="take_all_slips", actor_id=village.chair.pk).exists()


def test_it_is_for_the_council_alone(village: Village, seal: MonthSeal, drawn: list[str]) -> None:
    ask(village, seal)
    outbox.deliver_all(JANUARY)
    with time_machine.travel(JANUARY, tick=False):
        for person in (village.wang, village.worker, village.head):
            assert browser(person).post(address(village, "print/")).status_code == 403
            assert browser(person).get(address(village, "all.zip")).status_code == 403
    with pytest.raises(Forbidden):
        actions.print_all(viewer=SYSTEM, seal=seal, language="en", now=JANUARY)


def test_asked_twice_and_told_twice_it_is_printed_once(
    village: Village, seal: MonthSeal, drawn: list[str]
) -> None:
    run = ask(village, seal)
    assert ask(village, seal) == run
    for _ in range(2):
        actions.print_on(run_id=run.pk, now=JANUARY)
    assert ask(village, seal).state == "ready"
    assert (len(drawn), SlipPart.objects.count()) == (2, 2)


def test_it_goes_on_after_the_part_where_it_stopped(
    village: Village, seal: MonthSeal, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(village, seal)
    monkeypatch.setattr(printing, "SITTING_SECONDS", -1)
    actions.print_on(run_id=run.pk, now=JANUARY)
    run.refresh_from_db()
    assert (run.state, run.after, run.made) == ("printing", 2, 2)
    outbox.deliver_all(JANUARY)
    run.refresh_from_db()
    assert (run.state, run.after, run.made) == ("ready", 4, 4)
    spans = list(SlipPart.objects.order_by("first").values_list("first", "last"))
    assert spans == [(1, 2), (3, 4)]


def test_one_that_nothing_moves_any_more_is_started_again_from_the_page(
    village: Village, seal: MonthSeal, drawn: list[str]
) -> None:
    run = ask(village, seal)
    Delivery.objects.all().delete()  # the worker's machine burned down
    with time_machine.travel(JANUARY + timedelta(minutes=14), tick=False):
        assert "Go on" not in text(browser(village.chair).get(address(village)))
    with time_machine.travel(JANUARY + timedelta(minutes=16), tick=False):
        chair = browser(village.chair)
        shown = chair.get(address(village))
        assert "Go on" in text(shown)
        assert "Refresh" not in shown.headers
        chair.post(address(village, "print/"))
        outbox.deliver_all()
    run.refresh_from_db()
    assert run.state == "ready"


def test_whoever_finds_it_further_on_leaves_no_part_twice(
    village: Village, seal: MonthSeal, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(village, seal)
    keep = printing._keep

    def late(*args: Any) -> bool:
        monkeypatch.setattr(printing, "_keep", keep)
        actions.print_on(run_id=run.pk, now=JANUARY)  # another worker does all of it meanwhile
        return keep(*args)

    monkeypatch.setattr(printing, "_keep", late)
    actions.print_on(run_id=run.pk, now=JANUARY)
    run.refresh_from_db()
    assert (run.state, run.made, SlipPart.objects.count()) == ("ready", 4, 2)
    assert StoredFile.objects.filter(media_type="application/pdf").count() == 2


def test_what_stops_it_is_said_and_it_goes_on_from_there_when_asked_again(
    village: Village, seal: MonthSeal, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(village, seal)
    at_chair = BankCouncilMember.objects.get(person=village.chair)
    actions.end_seat(viewer=SYSTEM, seat_id=at_chair.pk, last_day=seal.month, now=JANUARY)
    outbox.deliver_all(JANUARY)
    with time_machine.travel(JANUARY, tick=False):
        treasurer = browser(village.treasurer)
        shown = text(treasurer.get(address(village)))
        assert "Another member asks for them." in shown
        treasurer.post(address(village, "print/"))
    outbox.deliver_all(JANUARY)
    run.refresh_from_db()
    assert (run.state, run.problem, run.asked_by) == ("ready", "", village.treasurer)


def test_a_book_that_does_not_match_its_seal_is_not_printed(
    village: Village, seal: MonthSeal, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    part = reading.part_of_slips

    def changed(bank: VillageBank, seal: MonthSeal, after: int) -> Any:
        if after:
            raise RuleBroken("slip_book_changed", number=3)
        return part(bank, seal, after)

    monkeypatch.setattr(reading, "part_of_slips", changed)
    run = ask(village, seal)
    outbox.deliver_all(JANUARY)
    run.refresh_from_db()
    assert (run.state, run.made) == ("printing", 2)
    with time_machine.travel(JANUARY, tick=False):
        shown = text(browser(village.chair).get(address(village)))
    assert "what the book says of No. 3 now is not what was sealed" in shown
    assert "2 of 4 slips are made and stay." in shown


def test_the_files_go_after_seven_days(
    village: Village, seal: MonthSeal, drawn: list[str], posted: Deed
) -> None:
    run = ask(village, seal)
    outbox.deliver_all(JANUARY)
    actions.forget_slips(now=JANUARY + timedelta(days=7))
    assert SlipPart.objects.count() == 2
    actions.forget_slips(now=JANUARY + timedelta(days=8))
    assert not SlipPart.objects.exists()
    assert not StoredFile.objects.filter(media_type="application/pdf").exists()
    run.refresh_from_db()
    assert run.state == "gone"
    again = ask(village, seal)
    assert (again.state, again == run) == ("printing", False)
