"""The court stays open: to who left talks of others, and to who takes an asking back; what it reads of the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.mediation import actions, queries
from maplebridge.mediation.actions import telling
from maplebridge.mediation.models import (
    AidWish,
    CourtConfirmation,
    Handover,
    MinutesSign,
    Party,
    Sitting,
)
from maplebridge.mediation.queries.counting import days_for
from maplebridge.mediation.rules.counting import Counted
from maplebridge.mediation.rules.terms import Code
from tests.mediation.cast import Room, load, party_of, talking
from tests.mediation.test_court import _papers_at_once, applied, court_for
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import ENTRY, Sent, in_effect, texts
from tests.world import viewer

__all__ = ["_papers_at_once", "texts"]


def test_to_who_left_the_court_legal_aid_and_own_days_stay_open_while_the_others_go_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, file, cast = court_for(room), talking(room), room.world
    chen, now = party_of(file, cast.chen), timezone.now()
    send(room.he, f"{file.pk}/parties/add/", **{**ENTRY, "name": "赵同伴", "phone": ""})
    send(cast.chen, f"{file.pk}/parties/{chen.pk}/leave/", words="我去法院")
    actions.enter_day(
        viewer=viewer(room.he), file_id=file.pk, kind=Counted.INSURER_TOLD,
        day=calendar.today(now), now=timezone.now(),
    )  # fmt: skip
    shown = page(cast.chen, f"{file.pk}/")
    for way in ("suits/", "days/", "aid/", "papers/"):
        assert f"{file.pk}/{way}" in shown, way
        assert get(cast.chen, f"{file.pk}/{way}").status_code == 200
    assert send(cast.chen, f"{file.pk}/aid/{chen.pk}/").status_code == 302
    assert AidWish.objects.get().party == chen
    known = {"kind": "known", "party": str(chen.pk), "day": "2024-01-05"}
    assert send(cast.chen, f"{file.pk}/days/enter/", **known).status_code == 302
    assert {one.kind for one in days_for(load(cast.chen, file))} == {"known"}, "nothing later"
    assert get(cast.chen, f"{file.pk}/papers/legal_aid.pdf").content.decode().count("陈邻居")
    assert get(cast.chen, f"{file.pk}/papers/cover.pdf").status_code == 404

    over = f"{file.pk}/suits/{{}}/hand-over/"
    data = {"organisation": str(made.pk), "claim": "请求赔偿", "papers": ["ended"]}
    wang = party_of(file, cast.wang).pk
    assert send(cast.chen, over.format(wang), **data).status_code == 403
    assert send(cast.wang, over.format(wang), **data).status_code == 422, "talks go on"
    assert send(cast.chen, over.format(chen.pk), **data).status_code == 302
    row = Handover.objects.get()
    assert "调解于" in page(room.judge, f"docket/suits/{row.pk}/")
    assert "请求赔偿" not in page(cast.wang, f"{file.pk}/suits/")
    file.refresh_from_db()
    assert Code.FILE_SUIT_HERE in {
        one.term.code for one in queries.running(file, queries.days_of(now), calendar.today(now))
    }
    told = list[Any]()
    monkeypatch.setattr(telling, "write", lambda whom, *rest: told.extend(whom))
    telling.tell_of_alert(file, Code.LIMITATION, calendar.today(now), now, str(chen.pk))
    assert cast.chen.pk in told, "a day of one's own rings for who left too"
    assert send(cast.chen, f"{file.pk}/suits/{row.pk}/back/").status_code == 302
    row.refresh_from_db()
    assert row.taken_back_at is not None
    assert send(cast.chen, f"{file.pk}/days/more/", days="5").status_code == 404


def test_who_asked_takes_it_back_while_nothing_was_handed_in(room: Room, texts: Sent) -> None:
    made, file, cast = court_for(room), in_effect(room, texts), room.world
    wang, chen = (f"{file.pk}/kept/court/{party_of(file, who).pk}/" for who in (cast.wang, cast.chen))  # fmt: skip
    send(cast.wang, wang, organisation=str(made.pk), contact="on")
    assert f"{wang}back/" in page(cast.wang, f"{file.pk}/kept/")
    assert f"{wang}back/" not in page(cast.chen, f"{file.pk}/kept/")
    for other in (cast.chen, room.he, cast.sun):
        assert send(other, f"{wang}back/").status_code == 403, "a court is for the party itself"
    assert send(cast.wang, f"{wang}back/").status_code == 302
    row = CourtConfirmation.objects.get()
    assert (row.organisation, row.court, row.asked_by, row.contacts) == (None, "", [], [])
    assert send(cast.chen, chen, court="另一个法院").status_code == 302, "the next one chooses"
    send(cast.wang, wang)
    today = timezone.localdate().isoformat()
    send(room.he, f"{file.pk}/kept/court/applied/", applied_on=today)
    send(cast.wang, f"{wang}back/")
    row.refresh_from_db()
    assert len(row.asked_by) == 2, "it lies at the court"
    assert "back/" not in page(cast.wang, f"{file.pk}/kept/")


def test_a_court_reads_the_minutes_that_all_signed_and_no_others(room: Room, texts: Sent) -> None:
    file, made = applied(room, texts)

    def held(kind: str, words: str, **more: Any) -> Sitting:
        at = timezone.now() - timedelta(days=1)
        return Sitting.objects.create(
            file=file, kind=kind, starts_at=at, length=60, minutes=words, set_at=at, held_at=at,
            read_back_at=at, **more,
        )  # fmt: skip

    Party.objects.filter(file=file).update(added_at=timezone.now() - timedelta(days=2))
    way, sitting = f"docket/{made.pk}/", held("joint", "双方同意三千元")
    wang, chen = (party_of(file, who) for who in (room.world.wang, room.world.chen))
    held("caucus", "", party=wang)
    key: dict[str, Any] = {"sitting": sitting, "how": "paper", "at": timezone.now()}
    MinutesSign.objects.create(party=wang, signed=True, **key)
    last = MinutesSign.objects.create(party=chen, signed=False, **key)
    assert "双方同意三千元" not in page(room.judge, way), "Chen did not sign"
    assert get(room.judge, f"{way}minutes.pdf").status_code == 404
    MinutesSign.objects.filter(pk=last.pk).update(signed=True)
    assert "双方同意三千元" in page(room.judge, way)
    assert get(room.judge, f"{way}minutes.pdf").status_code == 200
    zhao = Party.objects.create(
        file=file, side="third", position=9, name="赵同伴", added_at=sitting.held_at,
        left_at=timezone.now(),
    )  # fmt: skip
    assert "双方同意三千元" not in page(room.judge, way), "Zhao was there, did not sign, and left"
    Party.objects.filter(pk=zhao.pk).update(added_at=timezone.now())
    assert "双方同意三千元" in page(room.judge, way), "Zhao came later"
    Sitting.objects.filter(pk=sitting.pk).update(starts_at=timezone.now() + timedelta(hours=1))
    assert "双方同意三千元" not in page(room.judge, way), "after the agreement"
