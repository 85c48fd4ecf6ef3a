"""How long a file is kept: an agreement ten years, a failure three, what was said alone not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from maplebridge.core.frozen import FrozenError
from maplebridge.mediation import actions
from maplebridge.mediation.models import (
    CaucusNote,
    FileReading,
    MediationFile,
    MinutesSign,
    OfficeSeat,
    Party,
    PartyConsent,
    Representative,
    Sitting,
    SittingNotice,
    Step,
    StepWords,
    Tie,
)
from maplebridge.mediation.rules.keeping import AGREED_DAYS, FAILED_DAYS, to_forget
from maplebridge.mediation.rules.parts import Power, Side, Stands
from maplebridge.mediation.rules.stages import Verb
from tests.mediation.cast import Room, party_of, sent, someone, talking
from tests.mediation.test_consent import seat
from tests.mediation.test_intake import application, get, page, send
from tests.mediation.test_seeing import note
from tests.world import viewer


def finished(room: Room, *verbs: Verb) -> MediationFile:
    """A file with everything in it, brought to its end."""
    file, now = talking(room), timezone.now()
    note(room, file)
    seat(room, file)
    wang = party_of(file, room.world.wang)
    actions.add_speaker(
        viewer=viewer(room.world.wang), file_id=file.pk, party_id=wang.pk,
        one=actions.Spoken("王小", Stands.AGENT, Power.ATTEND), now=now,
    )  # fmt: skip
    page(room.world.sun, f"{file.pk}/")
    _session_with_minutes(room, file)
    for verb in verbs:
        code = "no_agreement" if verb is Verb.TERMINATE else ""
        actions.step(
            viewer=viewer(room.he), file_id=file.pk, verb=verb, words="说明", code=code, now=now
        )
    return MediationFile.objects.get(pk=file.pk)


def _session_with_minutes(room: Room, file: MediationFile) -> None:
    """A joint session that was held, told of and signed, and a tie that both parties accept."""
    sitting = Sitting.objects.create(
        file=file, kind="joint", starts_at=timezone.now() - timedelta(hours=2), length=60,
        where="调解室", minutes="双方到场", set_at=timezone.now(), held_at=timezone.now(),
        read_back_at=timezone.now(),
    )  # fmt: skip
    parties = list(Party.objects.filter(file=file))
    for party in parties:
        SittingNotice.objects.create(
            sitting=sitting, party=party, served="phone", served_at=timezone.now()
        )
        MinutesSign.objects.create(
            sitting=sitting, party=party, signed=True, how="paper", at=timezone.now()
        )
    Tie.objects.create(
        file=file, post=room.he_post, bond="work", words="同事", declared_at=timezone.now(),
        kept=[str(one.pk) for one in parties],
    )  # fmt: skip


AGREED = (Verb.AGREE, Verb.PERFORM)
FAILED = (Verb.TERMINATE,)


def words_left(file: MediationFile) -> bool:
    file.refresh_from_db()
    rows: Any = (
        FileReading.objects.filter(file=file), OfficeSeat.objects.filter(file=file),
        PartyConsent.objects.filter(party__file=file), StepWords.objects.filter(step__file=file),
        Representative.objects.filter(party__file=file), Sitting.objects.filter(file=file),
        SittingNotice.objects.filter(party__file=file), Tie.objects.filter(file=file),
        MinutesSign.objects.filter(party__file=file),
        Party.objects.filter(file=file).exclude(name="", phone="", address=""),
    )  # fmt: skip
    left = {bool(file.facts), *(one.exists() for one in rows)}
    assert len(left) == 1, "all of it is there, or none of it"
    return left.pop()


@pytest.mark.parametrize(("verbs", "days"), [(AGREED, 3650), (FAILED, 1095)])
def test_words_and_names_are_there_on_the_last_day_and_gone_on_the_next(
    room: Room, verbs: tuple[Verb, ...], days: int
) -> None:
    file = finished(room, *verbs)
    assert file.ended_at is not None
    last = file.ended_at + timedelta(days=days)
    actions.purge_expired(now=last)
    assert words_left(file)
    actions.purge_expired(now=last + timedelta(seconds=1))
    assert not words_left(file)
    assert not Party.objects.filter(file=file, person__isnull=False).exists()
    assert file.reference not in page(room.world.wang)
    assert Step.objects.filter(file=file).exists(), "codes and days stay"


def kept_back(room: Room) -> MediationFile:
    """A draft that was put right, with somebody who speaks for Wang."""
    cast, now = room.world, timezone.now()
    file = actions.apply(
        viewer=viewer(cast.wang), sent=sent(place_id=cast.community.pk), send=False, now=now,
        me=someone(cast.wang, Side.APPLICANT), others=(someone(cast.chen, Side.RESPONDENT),),
    )  # fmt: skip
    wang = party_of(file, cast.wang)
    data = {"side": "applicant", "name": "王奶奶", "phone": cast.wang.phone, "capacity": "full"}
    assert send(cast.wang, f"{file.pk}/parties/{wang.pk}/", **data).status_code == 302
    actions.add_speaker(
        viewer=viewer(cast.wang), file_id=file.pk, party_id=wang.pk,
        one=actions.Spoken("王小", Stands.AGENT, Power.ATTEND), now=now,
    )  # fmt: skip
    return file


def test_a_draft_that_was_put_right_goes_by_the_clock_or_by_hand(room: Room) -> None:
    first, second = kept_back(room), kept_back(room)
    actions.discard_draft(viewer=viewer(room.world.wang), file_id=first.pk, now=timezone.now())
    assert not MediationFile.objects.filter(pk=first.pk).exists()
    actions.purge_expired(now=timezone.now() + timedelta(days=60))
    assert not MediationFile.objects.filter(pk=second.pk).exists()


def test_of_a_draft_with_a_line_of_record_the_empty_file_stays_and_the_night_goes_on(
    room: Room,
) -> None:
    file, later = kept_back(room), timezone.now() + timedelta(days=60)
    Step.objects.create(
        file=file, verb="change_party", from_state="draft", to_state="draft", at=timezone.now()
    )
    actions.purge_expired(now=later)
    actions.purge_expired(now=later)
    file.refresh_from_db()
    assert (file.emptied, file.facts, file.opened_by) == (True, "", None)
    assert set(file.parties.values_list("name", "phone", "person")) == {("", "", None)}
    assert get(room.world.wang, f"{file.pk}/").status_code == 404


def test_a_file_that_is_held_for_a_lawsuit_stays_until_it_is_let_go(room: Room) -> None:
    file = finished(room, *FAILED)
    assert send(room.world.wang, f"{file.pk}/hold/", reason="诉讼").status_code == 403
    assert send(room.world.sun, f"{file.pk}/hold/", reason="").status_code == 422
    assert send(room.world.sun, f"{file.pk}/hold/", reason="（2026）赣01民初1号").status_code == 302
    assert file.ended_at is not None
    late = file.ended_at + timedelta(days=FAILED_DAYS + 400)
    actions.purge_expired(now=late)
    assert words_left(file)
    assert send(room.world.sun, f"{file.pk}/let-go/").status_code == 302
    actions.purge_expired(now=late)
    assert not words_left(file)


@pytest.mark.parametrize("verb", [Verb.AGREE, Verb.AGREE_ORALLY, Verb.TERMINATE])
def test_what_was_said_alone_is_gone_when_the_talks_are_over(room: Room, verb: Verb) -> None:
    file = finished(room)
    assert CaucusNote.objects.filter(file=file).exists()
    send(room.world.sun, f"{file.pk}/hold/", reason="诉讼")
    code = "time_over" if verb is Verb.TERMINATE else ""
    actions.step(viewer=viewer(room.he), file_id=file.pk, verb=verb, code=code, now=timezone.now())
    assert not CaucusNote.objects.exists()
    with pytest.raises(actions.moving.RuleBroken):
        note(room, file)


def test_what_was_said_alone_is_gone_when_a_party_leaves(room: Room) -> None:
    file = finished(room)
    wang = party_of(file, room.world.wang)
    actions.leave(
        viewer=viewer(room.world.wang), file_id=file.pk, party_id=wang.pk, now=timezone.now()
    )
    assert not CaucusNote.objects.exists()


def test_a_draft_that_was_never_sent_goes_after_thirty_days(room: Room) -> None:
    send(room.world.wang, "apply/", **application(draft="1"))
    file = MediationFile.objects.get()
    last = file.last_activity_at + timedelta(days=30)
    actions.purge_expired(now=last)
    assert MediationFile.objects.exists()
    actions.purge_expired(now=last + timedelta(seconds=1))
    assert not MediationFile.objects.exists()
    assert not Party.objects.exists()


def test_lines_of_the_record_stand_as_they_were_entered(room: Room) -> None:
    step = Step.objects.filter(file=talking(room)).first()
    assert step is not None
    with pytest.raises(FrozenError):
        Step.objects.filter(pk=step.pk).update(verb="x")
    with pytest.raises(FrozenError):
        step.delete()
    for sql in ("UPDATE mediation_step SET verb = 'x'", "DELETE FROM mediation_step"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize(
    ("days", "agreed", "held", "forget"),
    [
        (FAILED_DAYS, False, False, False),
        (FAILED_DAYS + 1, False, False, True),
        (FAILED_DAYS + 1, True, False, False),
        (AGREED_DAYS + 1, True, False, True),
        (AGREED_DAYS + 1, True, True, False),
    ],
)
def test_when_a_file_is_forgotten(days: int, agreed: bool, held: bool, forget: bool) -> None:
    ended = datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())
    now = ended + timedelta(days=days)
    assert to_forget(ended_at=ended, agreed=agreed, held=held, now=now) is forget
    assert not to_forget(ended_at=None, agreed=agreed, held=held, now=now)
