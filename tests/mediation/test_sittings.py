"""Sessions: told in time with proof, answered, held; minutes read back, signed, and then they stand."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import calendar
from maplebridge.core.outbox import deliver_all
from maplebridge.mediation import actions, queries
from maplebridge.mediation.actions import parties
from maplebridge.mediation.actions.sitting import make_feed
from maplebridge.mediation.models import (
    CalendarFeed,
    MediationFile,
    MinutesSign,
    Sitting,
    SittingNotice,
)
from maplebridge.mediation.rules.parts import Power, Stands
from maplebridge.mediation.rules.sittings import Entry, calendar_file, in_time
from maplebridge.people import actions as people
from tests.mediation.cast import Room, accepted, led, load, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import ENTRY
from tests.world import client_for, photo, viewer


def setting(room: Room, days: int = 5, **more: Any) -> dict[str, Any]:
    on = calendar.today(timezone.now()) + timedelta(days=days)
    sent = {"kind": "joint", "on": on.isoformat(), "at": "09:30", "length": "60", "where": "调解室"}
    return sent | more


def made(room: Room, file: MediationFile, **more: Any) -> Sitting:
    answer = send(room.he, f"{file.pk}/sessions/set/", **setting(room, **more))
    assert answer.status_code == 302, answer.content.decode()
    return Sitting.objects.latest("id")


def test_a_session_is_set_and_those_known_here_are_told_at_once(room: Room, settings: Any) -> None:
    settings.MAIL_BOX = "house@example.org"
    Sender.objects.create(
        channel="mail", address="w@example.org", person=room.world.wang, proved_at=timezone.now()
    )
    file = led(room)
    one = made(room, file)
    file.refresh_from_db()
    assert file.state == "noticed"
    told = SittingNotice.objects.filter(sitting=one, served="here")
    assert [row.party.person for row in told] == [room.world.wang], "nothing went out to Chen"
    message = Outgoing.objects.get(to="w@example.org")
    assert file.reference in message.text
    assert "漏水" not in message.text
    for who in (room.world.wang, room.world.chen):
        assert "调解室" in page(who, f"{file.pk}/sessions/{one.pk}/")


def test_who_speaks_for_a_party_is_written_to_and_then_it_is_told(
    room: Room, settings: Any
) -> None:
    settings.MAIL_BOX = "house@example.org"
    file, now = led(room), timezone.now()
    guardian, one = room.world.zhao, party_of(file, room.world.chen)
    Sender.objects.create(channel="mail", address="g@example.org", person=guardian, proved_at=now)
    spoken = parties.Spoken(guardian.name, Stands.GUARDIAN, Power.SETTLE, guardian.phone)
    actions.add_speaker(
        viewer=viewer(room.he), file_id=file.pk, party_id=one.pk, one=spoken, now=now
    )
    made(room, file)
    assert Outgoing.objects.filter(to="g@example.org").count() == 1
    assert [row.party for row in SittingNotice.objects.all()] == [one]


def test_who_was_not_written_to_and_answers_here_has_read_it_here(room: Room) -> None:
    file = led(room)
    one, party = made(room, file), party_of(file, room.world.chen)
    way = f"{file.pk}/sessions/{one.pk}/{party.pk}/answer/"
    send(room.he, way, coming="yes")
    assert not SittingNotice.objects.exists(), "the desk first notes how they were told"
    assert 'name="coming"' in page(room.world.chen, f"{file.pk}/sessions/{one.pk}/")
    send(room.world.chen, way, coming="yes")
    assert SittingNotice.objects.get(party=party).served == "here"


def test_nobody_sets_a_session_before_somebody_leads(room: Room) -> None:
    file = accepted(room)
    assert send(room.he, f"{file.pk}/sessions/set/", **setting(room)).status_code == 422


def test_less_than_three_days_ahead_only_when_all_agreed(room: Room) -> None:
    file = led(room)
    way = f"{file.pk}/sessions/set/"
    assert send(room.he, way, **setting(room, days=2)).status_code == 422
    assert send(room.he, way, **setting(room, days=2, early="on")).status_code == 302
    day = calendar.today(timezone.now())
    assert in_time(day + timedelta(days=3), day)
    assert not in_time(day + timedelta(days=2), day)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": -1, "early": "on"}, {"days": 400}, {"where": ""}, {"kind": "caucus"},
        {"kind": "online", "link": "http://x.example"}, {"kind": "dance"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(room: Room, wrong: dict[str, Any]) -> None:
    file = led(room)
    refused = send(room.he, f"{file.pk}/sessions/set/", **setting(room, **wrong))
    assert refused.status_code == 422
    assert "09:30" in refused.content.decode()
    assert not Sitting.objects.exists()


def test_who_has_no_account_is_told_by_the_desk_with_a_receipt(room: Room) -> None:
    file = led(room)
    data = {"side": "third", "name": "路过司机", "capacity": "full"}
    send(room.he, f"{file.pk}/parties/add/", **data)
    one = made(room, file)
    driver = file.parties.get(name="路过司机")
    way = f"{file.pk}/sessions/{one.pk}/{driver.pk}/told/"
    assert get(room.world.wang, way).status_code == 403
    assert send(room.he, way, how="paper").status_code == 422
    assert send(room.he, way, how="paper", proof=photo()).status_code == 302
    notice = SittingNotice.objects.get(sitting=one, party=driver)
    assert (notice.served, notice.proof is not None) == ("paper", True)
    answer = f"{file.pk}/sessions/{one.pk}/{driver.pk}/answer/"
    assert send(room.he, answer, coming="yes").status_code == 302
    notice.refresh_from_db()
    assert notice.coming == "yes"


def test_a_party_says_for_itself_whether_it_comes(room: Room) -> None:
    file = led(room)
    one = made(room, file)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/sessions/{one.pk}/{chen.pk}/answer/"
    assert send(room.world.wang, way, coming="no").status_code == 403
    assert send(room.world.chen, way, coming="other_time").status_code == 302
    assert SittingNotice.objects.get(sitting=one, party=chen).coming == "other_time"
    assert send(room.he, f"{file.pk}/sessions/{one.pk}/off/").status_code == 302
    send(room.world.chen, way, coming="yes")
    assert SittingNotice.objects.get(sitting=one, party=chen).coming == "other_time"


def test_a_session_with_one_side_alone_is_not_seen_by_the_other_and_has_no_minutes(
    room: Room,
) -> None:
    file = talking(room)
    wang = party_of(file, room.world.wang)
    one = made(room, file, kind="caucus", party=str(wang.pk))
    way = f"{file.pk}/sessions/{one.pk}/"
    assert get(room.world.wang, way).status_code == 200
    for who in (room.world.chen, room.world.sun):
        assert get(who, way).status_code == 404
        assert str(one.pk) not in page(who, f"{file.pk}/")
    begun(one)
    assert send(room.he, f"{way}minutes/", text="只对我说的话").status_code == 422


def begun(one: Sitting) -> None:
    Sitting.objects.filter(pk=one.pk).update(starts_at=timezone.now() - timedelta(hours=1))


def test_minutes_are_read_back_signed_and_then_stand(room: Room) -> None:
    file = talking(room)
    one = made(room, file)
    way = f"{file.pk}/sessions/{one.pk}/"
    assert send(room.he, f"{way}minutes/", text="双方到场").status_code == 422, "not begun"
    begun(one)
    assert send(room.world.wang, f"{way}minutes/", text="x").status_code == 403
    assert send(room.he, f"{way}minutes/", text="双方到场").status_code == 302
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    assert send(room.world.wang, f"{way}{wang.pk}/sign/", signed="yes").status_code == 422
    read = {"text": "双方到场，愿意再谈", "read_back": "on"}
    assert send(room.he, f"{way}minutes/", **read).status_code == 302
    assert send(room.he, f"{way}minutes/", text="别的").status_code == 422
    assert "愿意再谈" in page(room.world.chen, f"{way}{chen.pk}/sign/")
    assert send(room.world.wang, f"{way}{wang.pk}/sign/", signed="yes").status_code == 302
    assert send(room.world.wang, f"{way}{chen.pk}/sign/", signed="yes").status_code == 403
    paper = {"signed": "no", "paper": photo()}
    assert send(room.he, f"{way}{chen.pk}/sign/", **paper).status_code == 302
    signs = {sign.party_id: (sign.signed, sign.how) for sign in MinutesSign.objects.all()}
    assert signs == {wang.pk: (True, "here"), chen.pk: (False, "paper")}
    assert send(room.world.wang, f"{way}{wang.pk}/sign/", signed="no").status_code == 422


def address(who: Any) -> str:
    assert send(who, "calendar/").status_code == 302
    return f"calendar/{CalendarFeed.objects.get(person=who).secret}.ics"


def test_who_became_a_party_after_a_session_was_held_does_not_stand_in_it(room: Room) -> None:
    file = talking(room)
    one = made(room, file)
    begun(one)
    assert (
        send(room.he, f"{file.pk}/sessions/{one.pk}/minutes/", text="双方到场").status_code == 302
    )
    assert (
        send(room.he, f"{file.pk}/parties/add/", **{**ENTRY, "name": "后来的人"}).status_code == 302
    )
    seen = page(room.he, f"{file.pk}/sessions/{one.pk}/")
    assert "王奶奶" in seen
    assert "后来的人" not in seen
    assert "人民调解笔录" in seen, "not the minutes of a clock"


def test_a_calendar_reads_ones_sessions_without_signing_in_and_without_a_name(room: Room) -> None:
    file = led(room)
    one = made(room, file)
    party = party_of(file, room.world.chen)
    alone = made(room, file, kind="caucus", party=str(party.pk), where="二楼")
    feed = client_for(None).get(f"/mediation/{address(room.world.wang)}")
    text = feed.content.decode()
    assert feed["Content-Type"].startswith("text/calendar")
    assert str(one.pk) in text
    assert str(alone.pk) not in text, "the other side's own session"
    assert file.reference in text
    for words in ("王奶奶", "陈邻居", "漏水"):
        assert words not in text
    assert (
        str(alone.pk)
        in client_for(None).get(f"/mediation/{address(room.world.chen)}").content.decode()
    )


def test_an_ended_address_opens_nothing_and_a_new_one_ends_the_old(room: Room) -> None:
    old = address(room.world.wang)
    new = address(room.world.wang)
    visitor = client_for(None)
    assert visitor.get(f"/mediation/{old}").status_code == 404
    assert visitor.get(f"/mediation/{new}").status_code == 200
    send(room.world.wang, "calendar/", end="1")
    assert visitor.get(f"/mediation/{new}").status_code == 404
    assert visitor.get("/mediation/calendar/x.ics").status_code == 404
    address(room.world.wang)
    people.close_account(viewer=viewer(room.world.wang), now=timezone.now())
    deliver_all()
    assert not CalendarFeed.objects.exists()


def test_the_calendar_file_is_folded_escaped_and_in_utc() -> None:
    at = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    entry = Entry("u@x", at, 90, "调解 T-2026-000001", "一楼, 东; \\ 侧\n" + "很" * 60, at)
    lines = calendar_file([entry], "调解").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    whole = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    assert "DTSTART:20261123T013000Z" in whole
    assert "DTEND:20261123T030000Z" in whole
    assert "LOCATION:一楼\\, 东\\; \\\\ 侧\\n" + "很" * 60 in whole
    assert re.match(r"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", whole)
    assert whole.endswith("END:VCALENDAR\r\n")


def test_the_calendar_of_who_speaks_for_a_party_ends_with_the_power(room: Room) -> None:
    file, li, now = talking(room), room.world.li, timezone.now()
    actions.add_speaker(
        viewer=viewer(room.world.wang), file_id=file.pk, now=now,
        party_id=party_of(file, room.world.wang).pk,
        one=actions.Spoken(
            li.name, Stands.AGENT, Power.ATTEND, phone=li.phone,
            until=calendar.today(now) + timedelta(days=1),
        ),
    )  # fmt: skip
    feed = make_feed(viewer=viewer(li), now=now)
    one = made(room, file)
    assert queries.sessions_for(feed.secret, now + timedelta(days=1)) == [one]
    assert queries.sessions_for(feed.secret, now + timedelta(days=2)) == []


def test_lines_about_a_session_with_one_side_are_in_the_record_of_who_sees_it(room: Room) -> None:
    file, cast = talking(room), room.world
    chen = party_of(file, cast.chen)
    before = page(cast.wang, f"{file.pk}/").count("陈邻居")
    one = made(room, file, kind="caucus", party=str(chen.pk))
    send(cast.chen, f"{file.pk}/sessions/{one.pk}/{chen.pk}/answer/", coming="yes")
    assert SittingNotice.objects.get(sitting=one).coming == "yes"
    seen = {who: list(queries.steps_of(load(who, file))) for who in (cast.wang, cast.chen, room.he)}
    assert len(seen[cast.chen]) == len(seen[room.he]) == len(seen[cast.wang]) + 2
    assert not {one.pk} & {line.thing_id for line in seen[cast.wang]}
    assert page(cast.wang, f"{file.pk}/").count("陈邻居") == before
