"""An agreement from draft to seal: doubted, fixed, signed by code or on paper, in effect, checkable."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import docx
import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from maplebridge.channels import public as channels
from maplebridge.mediation import actions
from maplebridge.mediation.models import Agreement, MediationFile, Signature, SigningCode
from maplebridge.people.models import Person
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.world import client_for, photo

WORDS = {
    "facts": "楼上漏水，天花板损坏。",
    "clauses": "陈邻居于2027年1月31日前修好水管。",
    "grace_days": "5",
}
ENTRY = {
    "side": "respondent", "address": "", "job": "", "birth_year": "", "capacity": "full", "needs": "",
}  # fmt: skip
"""What the form of a party asks beside name and number."""
Sent = list[tuple[str, str]]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What goes out as text messages: number and code."""
    sent: Sent = []

    def keep(phone: str, text: str, *, code: str = "") -> None:
        assert code in text
        sent.append((phone, code))

    monkeypatch.setattr(channels, "send_sms", keep)
    cache.clear()
    return sent


def drafted(room: Room, **more: Any) -> MediationFile:
    """He writes the words and one payment of Chen to Wang."""
    file, cast = talking(room), room.world
    assert send(room.he, f"{file.pk}/agreement/words/", **(WORDS | more)).status_code == 302
    first = timezone.localdate() + timedelta(days=40)
    pay = {
        "payer": str(party_of(file, cast.chen).pk), "payee": str(party_of(file, cast.wang).pk),
        "amount": "3000", "manner": "transfer", "account": "农业银行 6228 0000", "parts": "3",
        "first_on": first.isoformat(),
    }  # fmt: skip
    assert send(room.he, f"{file.pk}/agreement/pay/", **pay).status_code == 302
    return file


def fixed(room: Room, **more: Any) -> MediationFile:
    file = drafted(room, **more)
    send(room.he, f"{file.pk}/agreement/fix/")
    assert Agreement.objects.get().state == "signing"
    return file


def sign(file: MediationFile, who: Person, party: Person, texts: Sent, **more: Any) -> Any:
    way = f"{file.pk}/agreement/sign/{party_of(file, party).pk}/"
    send(who, f"{way}code/")
    data = {"name": party.name, "code": texts[-1][1], "strokes": "M1 2 L30 40"} | more
    return send(who, way, **data)


def in_effect(room: Room, texts: Sent, **more: Any) -> MediationFile:
    file, cast = fixed(room, **more), room.world
    for who in (cast.wang, cast.chen):
        assert sign(file, who, who, texts).status_code == 302
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    send(room.he, f"{file.pk}/agreement/effect/")
    return MediationFile.objects.get(pk=file.pk)


def test_a_draft_is_the_mediators_until_its_words_stand_still(room: Room) -> None:
    file, cast = drafted(room), room.world
    assert "水管" in page(room.he, f"{file.pk}/agreement/")
    assert "水管" not in page(cast.wang, f"{file.pk}/agreement/")
    assert get(cast.wang, f"{file.pk}/agreement/copy.docx").status_code == 404
    assert send(cast.wang, f"{file.pk}/agreement/fix/").status_code == 403
    send(room.he, f"{file.pk}/agreement/fix/")
    seen = page(cast.wang, f"{file.pk}/agreement/")
    for words in ("水管", "叁仟元整", "3,000.00", "6228 0000"):
        assert words in seen
    assert get(cast.stranger, f"{file.pk}/agreement/").status_code == 404


def test_what_a_court_refuses_stops_it_and_a_question_asks_why(room: Room) -> None:
    file = drafted(room, clauses="该地块归王奶奶所有。\n陈邻居尽快修好水管。")
    seen = page(room.he, f"{file.pk}/agreement/")
    assert "归王奶奶所有" in seen
    assert "民诉法解释 355" in seen
    send(room.he, f"{file.pk}/agreement/fix/", **{"why-words_unclear-clause-2": "双方约好"})
    assert Agreement.objects.get().state == "draft"
    send(room.he, f"{file.pk}/agreement/words/", **(WORDS | {"clauses": "陈邻居尽快修好水管。"}))
    two = "陈邻居尽快修好水管。\n陈邻居尽快清理楼道。"
    send(room.he, f"{file.pk}/agreement/words/", **(WORDS | {"clauses": two}))
    one, other = "why-words_unclear-clause-1", "why-words_unclear-clause-2"
    refused = send(room.he, f"{file.pk}/agreement/fix/", **{one: "双方约好，当面说定"})
    assert refused.status_code == 422
    assert "双方约好，当面说定" in refused.content.decode()
    assert Agreement.objects.get().state == "draft"
    send(room.he, f"{file.pk}/agreement/fix/", **{one: "当面说定", other: "明天就做"})
    assert Agreement.objects.get().state == "signing"


def test_whoever_is_said_to_owe_needs_a_payment(room: Room) -> None:
    file = drafted(room)
    owing = {"owing": [str(party_of(file, who).pk) for who in (room.world.wang, room.world.chen)]}
    send(room.he, f"{file.pk}/agreement/words/", **(WORDS | owing))
    refused = send(room.he, f"{file.pk}/agreement/fix/")
    assert refused.status_code == 422
    assert "王奶奶 被列为应付款的人" in refused.content.decode()
    send(room.he, f"{file.pk}/agreement/words/", **(WORDS | {"owing": owing["owing"][1:]}))
    assert send(room.he, f"{file.pk}/agreement/fix/").status_code == 302


def test_a_day_that_passed_while_people_signed_stops_the_seal(room: Room, texts: Sent) -> None:
    file, cast = fixed(room), room.world
    for who in (cast.wang, cast.chen):
        sign(file, who, who, texts)
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        send(room.he, f"{file.pk}/agreement/effect/")
    assert Agreement.objects.get().state == "signing"


def test_no_more_than_eight_codes_a_day_go_out_for_one_signature(room: Room, texts: Sent) -> None:
    file, wang = fixed(room), room.world.wang
    way = f"{file.pk}/agreement/sign/{party_of(file, wang).pk}/code/"
    now = timezone.now()
    for minute in range(10):
        with time_machine.travel(now + timedelta(minutes=minute)):
            send(wang, way)
    assert len(texts) == 8


def test_all_sign_and_the_sealed_paper_can_be_checked_by_anybody(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    found = Agreement.objects.get()
    assert (file.state, found.state) == ("agreed", "in_effect")
    assert file.agreed_on == timezone.localdate()
    assert {one.text_hash for one in Signature.objects.all()} == {found.text_hash}
    assert [number for number, _ in texts] == [cast.wang.phone, cast.chen.phone]
    assert found.document is not None
    answer = get(cast.chen, f"{file.pk}/agreement/sealed.pdf")
    assert answer["Content-Type"] == "application/pdf"
    checked = client_for(None).get(f"/core/verify/{found.document.code}/")
    assert checked.status_code == 200
    assert cast.wang.name not in checked.content.decode()
    assert get(cast.stranger, f"{file.pk}/agreement/sealed.pdf").status_code == 404


def test_a_wrong_code_a_wrong_name_and_five_tries(room: Room, texts: Sent) -> None:
    file, wang = fixed(room), room.world.wang
    assert sign(file, wang, wang, texts, name="陈邻居").status_code == 422
    way = f"{file.pk}/agreement/sign/{party_of(file, wang).pk}/"
    right = texts[-1][1]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert send(wang, way, name=wang.name, code=wrong).status_code == 422
    assert send(wang, way, name=wang.name, code=right).status_code == 422
    assert not Signature.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert sign(file, wang, wang, texts).status_code == 302


def test_a_code_is_good_for_ten_minutes(room: Room, texts: Sent) -> None:
    file, wang = fixed(room), room.world.wang
    way = f"{file.pk}/agreement/sign/{party_of(file, wang).pk}/"
    send(wang, f"{way}code/")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert send(wang, way, name=wang.name, code=texts[-1][1]).status_code == 422


def test_codes_that_nobody_used_are_gone_after_a_day(room: Room, texts: Sent) -> None:
    file, wang, now = fixed(room), room.world.wang, timezone.now()
    send(wang, f"{file.pk}/agreement/sign/{party_of(file, wang).pk}/code/")
    actions.forget_codes(now=now + timedelta(hours=23))
    assert SigningCode.objects.exists()
    actions.forget_codes(now=now + timedelta(hours=25))
    assert not SigningCode.objects.exists()


def test_at_the_mediators_phone_the_code_goes_to_the_number_of_the_partys_account(
    room: Room, texts: Sent
) -> None:
    file, cast = fixed(room), room.world
    chen = party_of(file, cast.chen)
    send(room.he, f"{file.pk}/parties/{chen.pk}/", **ENTRY, name=chen.name, phone="13777777777")
    assert sign(file, room.he, cast.chen, texts).status_code == 302
    assert texts[-1][0] == cast.chen.phone
    wang = party_of(file, cast.wang)
    assert get(cast.chen, f"{file.pk}/agreement/sign/{wang.pk}/").status_code == 403


def test_on_paper_with_a_scan_and_changed_words_let_signatures_fall(room: Room) -> None:
    file, chen = fixed(room), party_of(fixed_file(), room.world.chen)
    way = f"{file.pk}/agreement/sign/{chen.pk}/paper/"
    assert send(room.world.chen, way, scan=photo()).status_code == 403
    assert send(room.he, way, scan=photo(), name="").status_code == 302
    kept = Signature.objects.get()
    assert (kept.way, kept.paper is not None, kept.name) == ("paper", True, "陈邻居")
    shown = f"{file.pk}/agreement/sign/{chen.pk}/scan/"
    assert shown in page(room.world.wang, f"{file.pk}/agreement/")
    assert get(room.world.wang, shown)["Content-Type"].startswith("image/")
    assert get(room.world.stranger, shown).status_code == 404
    send(room.he, f"{file.pk}/agreement/effect/")
    assert Agreement.objects.get().state == "signing"
    send(room.he, f"{file.pk}/agreement/open/")
    assert Agreement.objects.get().state == "draft"
    assert not Signature.objects.exists()


def fixed_file() -> MediationFile:
    return MediationFile.objects.get()


def test_for_a_child_the_guardian_signs(room: Room, texts: Sent) -> None:
    file, cast = drafted(room), room.world
    chen = party_of(file, cast.chen)
    file.parties.filter(pk=chen.pk).update(capacity="minor")
    send(room.he, f"{file.pk}/agreement/fix/")
    assert Agreement.objects.get().state == "draft"
    guardian = {
        "name": "陈妈妈", "phone": "13900000099", "stands": "guardian", "power": "settle",
    }  # fmt: skip
    assert send(room.he, f"{file.pk}/parties/{chen.pk}/speaker/", **guardian).status_code == 302
    send(room.he, f"{file.pk}/agreement/fix/")
    assert sign(file, cast.chen, cast.chen, [("", "0")]).status_code == 422
    assert sign(file, room.he, cast.chen, texts, name="陈妈妈").status_code == 302
    assert texts[-1][0] == "13900000099"


def test_the_copy_to_edit_opens_in_an_office_program(room: Room) -> None:
    file = drafted(room)
    answer = get(room.he, f"{file.pk}/agreement/copy.docx")
    opened = docx.Document(io.BytesIO(answer.content))
    words = "\n".join(one.text for one in opened.paragraphs)
    assert "以 PDF 为准" in words
    assert re.search("人民调解协议书.*协议内容", words, re.S)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert "1,000.00" in cells
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None


def test_agreed_by_word_of_mouth_it_is_registered_by_the_mediator_alone(
    room: Room, texts: Sent
) -> None:
    file = fixed(room, oral="on")
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    send(room.he, f"{file.pk}/agreement/effect/")
    file.refresh_from_db()
    assert (file.state, Agreement.objects.get().state) == ("agreed_oral", "in_effect")


def test_nothing_is_agreed_by_word_of_mouth_against_a_party_that_said_no(room: Room) -> None:
    file, chen = fixed(room, oral="on"), room.world.chen
    send(chen, f"{file.pk}/parties/{party_of(file, chen).pk}/say/", said="no")
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    send(room.he, f"{file.pk}/agreement/effect/")
    file.refresh_from_db()
    assert (file.state, Agreement.objects.get().state) == ("in_session", "signing")


def test_what_is_written_here_holds_once_all_signed_and_not_by_a_step(room: Room) -> None:
    file = fixed(room)
    today = timezone.localdate().isoformat()
    refused = send(room.he, f"{file.pk}/step/agree/", day=today, words="", code="")
    assert refused.status_code == 422
    file.refresh_from_db()
    assert file.state == "in_session"


def test_whoever_changes_work_or_year_of_birth_after_a_signature_lets_all_sign_anew(
    room: Room, texts: Sent
) -> None:
    file, cast = fixed(room), room.world
    for who in (cast.wang, cast.chen):
        sign(file, who, who, texts)
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    chen = party_of(file, cast.chen)
    changed = ENTRY | {"name": chen.name, "phone": chen.phone, "job": "经理", "birth_year": "1950"}
    assert send(cast.chen, f"{file.pk}/parties/{chen.pk}/", **changed).status_code == 302
    send(room.he, f"{file.pk}/agreement/effect/")
    assert Agreement.objects.get().state == "signing"


def test_in_effect_a_party_keeps_its_name_and_place_and_may_change_its_number(
    room: Room, texts: Sent
) -> None:
    file, cast = in_effect(room, texts), room.world
    chen = party_of(file, cast.chen)
    way = f"{file.pk}/parties/{chen.pk}/"
    renamed = send(cast.chen, way, **ENTRY, name="陈某某", phone=chen.phone)
    assert renamed.status_code == 422
    assert send(cast.chen, way, **ENTRY, name=chen.name, phone="13777777777").status_code == 302
    assert send(cast.chen, f"{way}leave/", words="").status_code == 422
    chen.refresh_from_db()
    assert (chen.name, chen.phone, chen.left_at) == ("陈邻居", "13777777777", None)


def test_a_power_that_ended_by_its_day_signs_nothing(room: Room, texts: Sent) -> None:
    file, cast, now = drafted(room), room.world, timezone.now()
    chen = party_of(file, cast.chen)
    file.parties.filter(pk=chen.pk).update(capacity="limited")
    chen.representatives.create(
        name="吴监护", phone="13666666666", stands="guardian", power="settle", added_at=now,
        until=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    send(room.he, f"{file.pk}/agreement/fix/")
    way = f"{file.pk}/agreement/sign/{chen.pk}/code/"
    with time_machine.travel(now + timedelta(days=3)):
        send(room.he, way)
    assert texts == []
    send(room.he, way)
    assert [number for number, _ in texts] == ["13666666666"]
