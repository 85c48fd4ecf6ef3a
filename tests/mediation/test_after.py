"""After the agreement: paid with proof, reminded in time, confirmed by a court, asked how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import calendar, documents, files
from maplebridge.core.errors import RuleBroken
from maplebridge.mediation import actions, queries
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.models import (
    AgreedPart,
    AgreedPayment,
    Agreement,
    ClaimItem,
    CourtConfirmation,
    FollowUp,
    MediationFile,
    PaidNote,
    Signature,
    SilentOffers,
)
from maplebridge.mediation.rules.stages import Verb
from tests.budgets import BUDGETS
from tests.mediation.cast import Room, party_of
from tests.mediation.test_intake import page, send
from tests.mediation.test_signing import Sent, drafted, in_effect, sign, texts
from tests.world import client_for, photo, viewer

__all__ = ["texts"]


@pytest.fixture(autouse=True)
def _papers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper itself is looked at in test_signing; here nothing depends on what is printed."""
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())


def test_a_payment_is_noted_with_a_receipt_and_the_receiver_says_whether_it_came(
    room: Room, texts: Sent
) -> None:
    file, cast = in_effect(room, texts), room.world
    payment, today = AgreedPayment.objects.get(), timezone.localdate().isoformat()
    way = f"{file.pk}/kept/pay/{payment.pk}/"
    sent: dict[str, Any] = {"amount": "1000", "paid_on": today}
    assert send(cast.chen, way, proof=photo(), **sent).status_code == 302
    note = PaidNote.objects.get()
    assert "已付" in page(cast.wang, f"{file.pk}/kept/")
    assert send(cast.chen, f"{file.pk}/kept/paid/{note.pk}/", came="1").status_code == 403
    assert send(cast.wang, f"{file.pk}/kept/paid/{note.pk}/", came="0").status_code == 302
    note.refresh_from_db()
    assert note.denied_at is not None
    assert "3,000.00" in page(cast.wang, f"{file.pk}/kept/")
    assert send(cast.wang, way, **sent).status_code == 302
    assert PaidNote.objects.latest("id").confirmed_at is not None
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert send(cast.chen, way, amount="1", paid_on=tomorrow.isoformat()).status_code == 422


def test_reminders_go_out_three_days_before_on_the_day_and_after_each_once(
    room: Room, texts: Sent
) -> None:
    in_effect(room, texts)
    for who in (room.world.wang, room.world.chen):
        Sender.objects.create(
            channel="wechat", account="main", address=who.phone, person=who,
            proved_at=timezone.now(),
        )  # fmt: skip
    part = AgreedPart.objects.get(number=1)
    told: list[int] = []
    for day in range(-5, 12):
        now = timezone.now() + (part.due_on + timedelta(days=day) - timezone.localdate())
        before = Outgoing.objects.count()
        actions.remind(now=now)
        actions.remind(now=now)
        if Outgoing.objects.count() > before:
            told.append(day)
    assert told == [-3, 0, 3]
    assert sorted(Outgoing.objects.values_list("to", flat=True)) == sorted(
        [room.world.chen.phone] * 3 + [room.world.wang.phone]
    )
    part.refresh_from_db()
    assert (part.reminded, part.remind_on) == (["before", "on_the_day", "after"], None)


def test_a_part_that_is_paid_is_not_asked_for(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    payment, part = AgreedPayment.objects.get(), AgreedPart.objects.get(number=1)
    today = timezone.localdate().isoformat()
    send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", amount="1000", paid_on=today)
    before = Outgoing.objects.count()
    actions.remind(now=timezone.now() + (part.due_on - timezone.localdate()))
    assert Outgoing.objects.count() == before


def test_a_payment_that_never_came_is_asked_for_again(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    payment, part = AgreedPayment.objects.get(), AgreedPart.objects.get(number=1)
    today = timezone.localdate().isoformat()

    def remind(days: int) -> None:
        due = part.due_on + timedelta(days=days)
        actions.remind(now=timezone.now() + (due - timezone.localdate()))

    send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", amount="1000", paid_on=today)
    remind(-3)
    part.refresh_from_db()
    assert (part.reminded, part.remind_on) == ([], None)
    denied = timezone.now() + (part.due_on - timedelta(days=2) - timezone.localdate())
    actions.answer_paid(
        viewer=viewer(cast.wang, now=denied), file_id=file.pk, paid_id=PaidNote.objects.get().pk,
        came=False, now=denied,
    )  # fmt: skip
    for days in (-2, 0, 3):
        remind(days)
    part.refresh_from_db()
    assert (part.reminded, part.remind_on) == (["before", "on_the_day", "after"], None)


def test_what_is_late_shows_what_helps(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    part = AgreedPart.objects.get(number=1)
    late = timezone.now() + (part.due_on - timezone.localdate()) + timedelta(days=7)
    assert "法律援助" not in page(cast.wang, f"{file.pk}/kept/")
    with time_machine.travel(late):
        assert "法律援助" in page(cast.wang, f"{file.pk}/kept/")


def test_a_court_confirms_when_both_ask_within_thirty_days(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    wang, chen = party_of(file, cast.wang), party_of(file, cast.chen)
    today, court = timezone.localdate().isoformat(), f"{file.pk}/kept/court/"
    assert send(cast.chen, f"{court}{wang.pk}/", court="区人民法院").status_code == 403
    assert send(cast.wang, f"{court}{wang.pk}/", court="区人民法院").status_code == 302
    assert send(room.he, f"{court}applied/", applied_on=today).status_code == 422
    assert send(cast.chen, f"{court}{chen.pk}/", court="区人民法院").status_code == 302
    assert send(room.he, f"{court}applied/", applied_on=today).status_code == 302
    answer = {"answer": "confirmed", "day": today, "case_number": "（2026）赣0111民特1号"}
    assert send(room.he, f"{court}answer/", **answer).status_code == 302
    file.refresh_from_db()
    assert (file.confirmation, CourtConfirmation.objects.get().outcome) == (
        "confirmed",
        "confirmed",
    )


def test_after_thirty_days_the_court_is_asked_in_another_way(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    wang = party_of(file, cast.wang)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        answer = send(cast.wang, f"{file.pk}/kept/court/{wang.pk}/", court="区人民法院")
    assert answer.status_code == 422
    assert not CourtConfirmation.objects.exists()


def test_the_thirty_days_of_the_court_end_on_a_working_day(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    wang, days = party_of(file, cast.wang), queries.days_of(timezone.now())
    start = timezone.localdate()
    while (start + timedelta(days=30)).weekday() != calendar.SATURDAY:
        start -= timedelta(days=1)
    file.agreed_on = start
    file.save(update_fields=["agreed_on"])
    last = queries.last_to_ask(file, days)
    assert last is not None
    assert last >= start + timedelta(days=32)
    at = timezone.now() + (last - timezone.localdate())
    about = {"file_id": file.pk, "party_id": wang.pk, "court": "区人民法院"}
    late = at + timedelta(days=1)
    with pytest.raises(RuleBroken):
        actions.ask_court(viewer=viewer(cast.wang, now=late), now=late, **about)
    actions.ask_court(viewer=viewer(cast.wang, now=at), now=at, **about)
    assert CourtConfirmation.objects.get().asked_by == [str(wang.pk)]


def test_what_was_withdrawn_at_court_is_applied_for_anew(room: Room, texts: Sent) -> None:
    file, cast, today = in_effect(room, texts), room.world, timezone.localdate().isoformat()
    court = f"{file.pk}/kept/court/"
    ways = {who: f"{court}{party_of(file, who).pk}/" for who in (cast.wang, cast.chen)}
    for who, way in ways.items():
        send(who, way, court="区人民法院")
    send(room.he, f"{court}applied/", applied_on=today)
    send(room.he, f"{court}answer/", answer="withdrawn", day=today)
    assert send(room.he, f"{court}applied/", applied_on=today).status_code == 422
    for who, way in ways.items():
        assert way in page(who, f"{file.pk}/kept/")
        assert send(who, way, court="区人民法院").status_code == 302
    assert send(room.he, f"{court}applied/", applied_on=today).status_code == 302
    assert CourtConfirmation.objects.get().outcome == ""
    assert f"{court}answer/" in page(room.he, f"{file.pk}/kept/")
    file.refresh_from_db()
    assert file.confirmation == "applied"


def test_nobody_becomes_a_party_of_what_others_agreed_on(room: Room, texts: Sent) -> None:
    file = in_effect(room, texts)
    late = {"side": "respondent", "name": "路人甲", "phone": "", "capacity": "full"}
    assert send(room.he, f"{file.pk}/parties/add/", **late).status_code == 422
    assert not file.parties.filter(name="路人甲").exists()


def test_a_visit_is_noted_and_read_by_the_desk_alone(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    asked = {
        "party": str(party_of(file, cast.wang).pk), "performed": "in_part", "by_phone": "on",
        "visited_on": timezone.localdate().isoformat(), "content": "satisfied", "words": "水管已修",
    }  # fmt: skip
    assert send(cast.wang, f"{file.pk}/kept/visit/", **asked).status_code == 403
    assert send(room.he, f"{file.pk}/kept/visit/", **asked).status_code == 302
    assert "水管已修" in page(room.he, f"{file.pk}/kept/")
    assert "水管已修" not in page(cast.chen, f"{file.pk}/kept/")


def test_what_talks_leave_goes_with_the_words_of_the_file(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    wang, payment = party_of(file, cast.wang), AgreedPayment.objects.get()
    today = timezone.localdate().isoformat()
    send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", amount="10", paid_on=today)
    send(cast.wang, f"{file.pk}/kept/court/{wang.pk}/", court="区人民法院")
    ClaimItem.objects.create(
        file=file, claimant=wang, label="误工", claimed_fen=1, added_at=timezone.now(),
        changed_at=timezone.now(),
    )  # fmt: skip
    empty([file.pk])
    for model in (ClaimItem, SilentOffers, Signature, PaidNote, CourtConfirmation, FollowUp):
        assert not model.objects.exists()
    found = Agreement.objects.get()
    assert (found.facts, found.clauses, found.state) == ("", [], "in_effect")
    payment.refresh_from_db()
    assert (payment.account, payment.payee_name, payment.amount_fen) == ("", "", 300_000)
    assert found.document is not None
    found.document.file.refresh_from_db()
    with pytest.raises(FileNotFoundError):
        files.open(found.document.file)


def test_full_pages_stay_within_their_budgets(
    room: Room, texts: Sent, django_assert_max_num_queries: Any
) -> None:
    """The table of addresses meets them empty; here with signatures, parts, payments and items."""
    file, cast = in_effect(room, texts), room.world
    payment, today = AgreedPayment.objects.get(), timezone.localdate().isoformat()
    for _ in range(4):
        send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", amount="10", paid_on=today)
    browser = client_for(cast.wang)
    browser.get("/mediation/")
    for name in ("kept", "agreement", "items", "offers"):
        with django_assert_max_num_queries(BUDGETS[f"mediation:{name}"]):
            assert browser.get(f"/mediation/{file.pk}/{name}/").status_code == 200


def test_what_is_signed_after_an_agreement_by_word_of_mouth_has_thirty_days_of_its_own(
    room: Room, texts: Sent
) -> None:
    file, cast = drafted(room), room.world
    long_ago = timezone.localdate() - timedelta(days=40)
    MediationFile.objects.filter(pk=file.pk).update(
        state="agreed_oral", agreed_on=long_ago, began_at=timezone.now() - timedelta(days=50)
    )
    send(room.he, f"{file.pk}/agreement/fix/")
    for who in (cast.wang, cast.chen):
        sign(file, who, who, texts)
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    send(room.he, f"{file.pk}/agreement/effect/")
    file.refresh_from_db()
    assert file.agreed_on == timezone.localdate()
    wang = party_of(file, cast.wang)
    assert send(cast.wang, f"{file.pk}/kept/court/{wang.pk}/", court="区法院").status_code == 302


def test_what_was_broken_and_put_away_still_rings_for_the_court(room: Room, texts: Sent) -> None:
    file = in_effect(room, texts)
    for verb in (Verb.BREACH, Verb.ARCHIVE):
        actions.step(viewer=viewer(room.he), file_id=file.pk, verb=verb, now=timezone.now())
    file.refresh_from_db()
    assert file.ring_at is not None
