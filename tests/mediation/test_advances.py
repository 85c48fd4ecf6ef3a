"""What is paid in advance has a row of its own, also while the talks rest, and the reckoning takes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.mediation import actions
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.models import Advance, MediationFile, Party
from maplebridge.mediation.queries import reckonings
from maplebridge.mediation.queries.own import own_rows
from maplebridge.mediation.rules.advances import Kind, Noted, with_noted
from maplebridge.mediation.rules.parts import Chair
from maplebridge.mediation.rules.stages import Verb
from maplebridge.people.models import Person
from tests.mediation.cast import Room, load, party_of, sits_in, talking
from tests.mediation.test_dossier import taken_by
from tests.mediation.test_file_reckoning import entered
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import ENTRY
from tests.world import client_for, photo, viewer
from tests.world import person as person_named


def noted(who: Person, file: MediationFile, kind: str, **sent: Any) -> Any:
    """`part_0` is the part of the first party of the file."""
    parties = list(Party.objects.filter(file=file).order_by("position"))
    sent = {
        f"part_{parties[int(name[5:])].pk}" if name.startswith("part_") else name: value
        for name, value in {"amount": "3000", "paid_on": "2026-01-05", **sent}.items()
    }
    return client_for(who).post(f"/mediation/{file.pk}/advances/note/{kind}/", sent)


def resting(room: Room) -> tuple[MediationFile, str, str]:
    """A road accident that rests while Wang is treated; the keys of Wang and Chen."""
    file = talking(room, kind="traffic")
    actions.step(
        viewer=viewer(room.he), file_id=file.pk, verb=Verb.SUSPEND, code="treatment", words="住院",
        now=timezone.now(),
    )  # fmt: skip
    wang, chen = (str(party_of(file, one).pk) for one in (room.world.wang, room.world.chen))
    return file, wang, chen


def insurer_sits_in(room: Room, file: MediationFile) -> Person:
    qian = person_named("钱理赔", "13900000041")
    return sits_in(room, file, qian, Chair.INSURER, "甲保险")


def test_while_a_file_rests_each_notes_what_was_paid_and_all_in_it_read_it(room: Room) -> None:
    file, wang, chen = resting(room)
    cast, qian = room.world, insurer_sits_in(room, file)
    fund = {"payer_name": "道路交通事故社会救助基金", "payee": wang}
    assert noted(room.he, file, "fund", **fund, paper="通知 12 号").status_code == 302
    mine = {"payer": chen, "payee": wang, "amount": "1200.50"}
    assert noted(cast.chen, file, "party", **mine, proof=photo()).status_code == 302
    pays = {"payer_name": "甲保险", "cover_of": chen, "payee": wang}
    assert noted(qian, file, "insurer", **pays, amount="18000").status_code == 302
    both = {"payee": wang, "part_0": "", "part_1": "5"}
    assert "至少填两人" in noted(room.he, file, "joint", **both).content.decode()

    for who in (room.he, cast.wang, cast.chen, qian):
        seen = page(who, f"{file.pk}/advances/")
        for words in ("22,200.50", "3,000.00", "通知 12 号", "甲保险", "陈邻居"):
            assert words in seen
    assert get(cast.stranger, f"{file.pk}/advances/").status_code == 404
    assert "预付" in page(cast.wang, f"{file.pk}/")

    proof = f"{file.pk}/advances/{Advance.objects.get(kind='party').pk}/proof/"
    assert [get(who, proof).status_code for who in (cast.wang, cast.chen, room.he, qian)] == [
        200, 200, 200, 404,
    ]  # fmt: skip


def test_nobody_notes_what_another_paid_and_what_was_typed_stays(room: Room) -> None:
    file, wang, chen = resting(room)
    cast, qian = room.world, insurer_sits_in(room, file)
    assert noted(cast.wang, file, "fund", payer_name="基金", payee=wang).status_code == 403
    assert noted(cast.wang, file, "insurer", payee=wang).status_code == 403
    assert noted(qian, file, "party", payer=chen, payee=wang).status_code == 403
    assert noted(cast.wang, file, "party", payer=chen, payee=wang).status_code == 422
    assert noted(cast.chen, file, "nothing").status_code == 404
    pays = {"payer_name": "乙保险", "cover_of": chen, "payee": wang}
    assert noted(qian, file, "insurer", **pays).status_code == 422
    late = noted(
        cast.chen, file, "party", payer=chen, payee=wang, paid_on="2999-01-01", paper="收据 7"
    )
    assert late.status_code == 422
    assert "收据 7" in late.content.decode()
    own = {"payer_name": "甲保险", "cover_of": wang, "payee": wang}
    assert noted(room.he, file, "insurer", **own).status_code == 422
    assert not Advance.objects.exists()


def test_what_was_wrong_is_taken_back_with_a_reason_and_stays(room: Room) -> None:
    file, wang, chen = resting(room)
    cast = room.world
    noted(cast.chen, file, "party", payer=chen, payee=wang)
    row = Advance.objects.get()
    assert "合计 3,000.00 元" in page(cast.chen, f"{file.pk}/advances/")
    back = f"{file.pk}/advances/{row.pk}/back/"
    assert send(cast.wang, back, reason="").status_code == 422
    assert send(cast.wang, back, reason="没有收到").status_code == 302  # for whom it was paid
    assert "没有收到" in page(cast.chen, f"{file.pk}/advances/")
    assert "合计 3,000.00 元" not in page(cast.chen, f"{file.pk}/advances/")
    assert send(cast.chen, back, reason="再来").status_code == 422
    for change in ({"amount_fen": 1}, {"end_reason": "别的"}, {"ended_at": None, "end_reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Advance.objects.filter(pk=row.pk).update(**change)


def test_the_reckoning_takes_the_rows_of_the_file_and_counts_nothing_twice(room: Room) -> None:
    file = entered(room)  # in it Chen's 10,000 to Wang, typed by hand
    wang, chen = (str(party_of(file, one).pk) for one in (room.world.wang, room.world.chen))
    at_work = reckonings.at_work(file)

    def counted() -> list[tuple[str, str]]:
        rows = reckonings.look(load(room.he, file), at_work).document["advances"]
        return [(one["by"], one["amount"]) for one in rows]

    assert counted() == [("side", "10000.00")]
    noted(room.he, file, "fund", payer_name="基金", payee=wang, amount="700")
    assert counted() == [("side", "10000.00"), ("fund", "700.00")], "what has no row remains"
    noted(room.world.chen, file, "party", payer=chen, payee=wang, amount="4000")
    noted(room.world.chen, file, "party", payer=chen, payee=wang, amount="6500")
    assert counted() == [("fund", "700.00"), ("side", "10500.00")]
    blank = get(room.he, f"{file.pk}/reckoning/fill/advances/").context["form"]["seen"].value()
    assert send(room.he, f"{file.pk}/reckoning/fill/advances/", seen=blank).status_code == 302
    assert reckonings.at_work(file)["advances"][0]["amount"] == "10000.00", "hidden, not lost"
    hub = page(room.he, f"{file.pk}/reckoning/")
    assert "以案卷中的为准" in hub
    typed = {"by_0": f"side:v-{chen}", "to_0": wang, "sum_0": "10000"}
    path = f"{file.pk}/reckoning/fill/advances/"
    form = get(room.he, path).context["form"]
    assert form["by_0"].value() == "", "not drawn again"
    assert send(room.he, path, seen=form["seen"].value(), **typed).status_code == 422
    noted(room.he, file, "insurer", payer_name="甲保险", cover_of=chen, payee=wang, amount="18000")
    assert ("insurer", "18000.00") in counted()
    noted(room.he, file, "fund", payer_name="基金", payee=chen, amount="5")
    assert ("fund", "5.00") not in counted(), "Chen claims nothing"
    assert "陈邻居" in get(room.he, f"{file.pk}/advances/").context["apart"]


def test_what_fits_nothing_in_a_document_leaves_it_as_it_is() -> None:
    document = {"claimants": [{"id": "w"}], "sides": [{"id": "v-c", "kind": "foot"}]}
    rows = [
        Noted("1", Kind.INSURER, "c", "w", 5), Noted("2", Kind.PARTY, "x", "w", 5),
        Noted("3", Kind.FUND, "", "y", 5),
    ]  # fmt: skip
    assert with_noted(document, rows) is document
    joint = with_noted(document, [Noted("4", Kind.JOINT, "c", "w", 250)])["advances"]
    assert joint == [{"by": "side", "to": "w", "amount": "2.50", "side": "v-c"}]


def test_advances_go_into_the_dossier_and_the_copy_and_end_with_the_words(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    file, wang, chen = resting(room)
    noted(room.world.chen, file, "party", payer=chen, payee=wang, proof=photo())
    inside = taken_by(room.he, file)
    assert any("3,000.00" in one.decode(errors="ignore") for one in inside.values())
    assert any(name.endswith(".jpg") for name in inside)
    for who in (room.world.wang, room.world.chen):
        rows = {one.name: one for one in own_rows(who.pk, timezone.now())}["mediation_advances"]
        assert [one.amount_fen for one in rows.rows] == [300_000]
        assert "by_id" in rows.hidden
    asks = get(room.world.wang, f"{file.pk}/papers/advance.pdf").content.decode()
    assert "第31条" in asks
    assert "王奶奶" in asks
    empty([file.pk])
    assert not Advance.objects.exists()


def test_what_several_paid_together_is_a_row_for_each(room: Room) -> None:
    file, wang, _chen = resting(room)
    add = {**ENTRY, "side": "third", "name": "李车主"}
    assert send(room.he, f"{file.pk}/parties/add/", **add).status_code == 302
    sums = {"part_1": "600", "part_2": "400.5"}
    assert noted(room.he, file, "joint", payee=wang, **sums).status_code == 302
    rows = Advance.objects.values_list("payer__name", "amount_fen")
    assert list(rows) == [("陈邻居", 60_000), ("李车主", 40_050)]
    assert noted(room.world.chen, file, "joint", payee=wang, **sums).status_code == 403


def test_sent_twice_counts_once_and_who_paid_hears_when_it_is_struck_out(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, wang, chen = resting(room)
    sent = {"payer": chen, "payee": wang, "paper": "收据 7"}
    assert noted(room.world.chen, file, "party", **sent).status_code == 302
    again = noted(room.world.chen, file, "party", **sent)
    assert again.status_code == 422
    assert "收据 7" in again.content.decode()
    assert noted(room.world.chen, file, "party", **{**sent, "paper": "收据 8"}).status_code == 302
    ancient = {**sent, "paid_on": "0001-01-01"}
    assert noted(room.world.chen, file, "party", **ancient).status_code == 422
    told: set[Any] = set()
    monkeypatch.setattr(
        "maplebridge.mediation.actions.advances.write", lambda whom, *_: told.update(whom)
    )
    row = Advance.objects.earliest("id")
    assert (
        send(room.world.wang, f"{file.pk}/advances/{row.pk}/back/", reason="没有收到").status_code
        == 302
    )
    assert told == {room.world.chen.pk}, "who struck it out knows"


def test_who_keeps_the_books_takes_the_dossier_without_the_receipt_of_a_hospital(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    file, wang, chen = resting(room)
    noted(room.world.chen, file, "party", payer=chen, payee=wang, proof=photo())
    keeper = room.world.sun
    assert get(keeper, f"{file.pk}/advances/{Advance.objects.get().pk}/proof/").status_code == 404
    assert not any(name.endswith(".jpg") for name in taken_by(keeper, file))
