"""A company, an insurer or a committee is a party: named on the papers, signed for within a power."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.mediation import actions, policy
from maplebridge.mediation.actions import telling
from maplebridge.mediation.models import Agreement, MediationFile, Party, Signature
from maplebridge.mediation.queries.file_papers import filled_for
from maplebridge.mediation.queries.papers import compose
from maplebridge.mediation.rules.papers import Kind
from maplebridge.organisations import public as organisations
from maplebridge.organisations.models import Organisation
from maplebridge.organisations.rules import check_sign
from maplebridge.people.models import Person
from tests.mediation.cast import Room, load, party_of, talking
from tests.mediation.test_intake import application, get, page, send
from tests.mediation.test_signing import WORDS, Sent, in_effect, sign, texts
from tests.world import photo, viewer

__all__ = ["texts"]

CODE = "91360100MA35XEXT1"
CODE += check_sign(CODE)
INSURER = {
    "side": "third", "name": "昌安保险公司", "body": "insurer", "representative": "罗总",
    "credit_code": CODE, "capacity": "full",
}  # fmt: skip


def registered(room: Room, delegate: Person) -> Organisation:
    """The insurer of the register, for which somebody acts."""
    qian, now = viewer(room.world.qian), timezone.now()
    made = organisations.enter(
        viewer=qian, place_id=room.world.community.pk, now=now,
        entry=organisations.Entry(name="昌安保险公司", kind="insurer", credit_code=CODE),
    )  # fmt: skip
    named = organisations.invite(
        viewer=qian, organisation_id=made.pk, name=delegate.name, phone=delegate.phone,
        until=timezone.localdate() + timedelta(days=90), now=now,
    )  # fmt: skip
    organisations.accept(viewer=viewer(delegate), delegate_id=named.pk, now=now)
    return made


def with_insurer(room: Room, **more: Any) -> tuple[MediationFile, Party]:
    file = talking(room)
    assert send(room.he, f"{file.pk}/parties/add/", **(INSURER | more)).status_code == 302
    party = Party.objects.get(file=file, body="insurer")
    send(room.he, f"{file.pk}/parties/{party.pk}/say/", said="yes", how="in_person")
    return file, party


def insured(room: Room, file: MediationFile, party: Party) -> None:
    """A draft in which the insurer pays Wang."""
    send(room.he, f"{file.pk}/agreement/words/", **WORDS)
    first = timezone.localdate() + timedelta(days=20)
    pay = {
        "payer": str(party.pk), "payee": str(party_of(file, room.world.wang).pk),
        "amount": "3000", "manner": "transfer", "account": "农业银行 6228", "parts": "1",
        "first_on": first.isoformat(),
    }  # fmt: skip
    assert send(room.he, f"{file.pk}/agreement/pay/", **pay).status_code == 302


def test_an_organisation_stands_in_the_file_and_on_its_papers_with_who_represents_it(
    room: Room,
) -> None:
    file, party = with_insurer(room)
    shown = page(room.world.wang, f"{file.pk}/")
    for words in ("昌安保险公司", "保险公司", "法定代表人 罗总", CODE):
        assert words in shown
    paper = str(compose(Kind.ACCEPTANCE, filled_for(load(room.he, file), Kind.ACCEPTANCE, "zh-hans"), "zh-hans"))  # fmt: skip
    assert "昌安保险公司，统一社会信用代码 " in paper
    assert "罗总" in paper
    wrong = send(room.he, f"{file.pk}/parties/{party.pk}/", **(INSURER | {"credit_code": "1234"}))
    assert wrong.status_code == 422
    assert "昌安保险公司" in wrong.content.decode()


def test_who_acts_for_a_registered_organisation_finds_the_file_and_answers_for_it(
    room: Room,
) -> None:
    li = room.world.li
    registered(room, li)
    file, party = with_insurer(room)
    assert party.organisation is not None
    assert file.reference in page(li)
    assert get(li, f"{file.pk}/").status_code == 200
    assert send(li, f"{file.pk}/items/add/", party=str(party.pk), label="垫付", claimed="10").status_code == 302  # fmt: skip
    other, nobody = with_insurer(room, name="别家保险公司")
    assert nobody.organisation is None, "the name has to be the same"
    assert get(li, f"{other.pk}/").status_code == 404


def test_nobody_acts_for_an_organisation_on_one_side_and_stands_on_the_other(room: Room) -> None:
    registered(room, room.world.chen)
    file = talking(room)
    refused = send(room.he, f"{file.pk}/parties/add/", **(INSURER | {"side": "applicant"}))
    assert refused.status_code == 422
    assert not Party.objects.filter(file=file, body="insurer").exists()


def test_an_organisation_applies_through_who_acts_for_it(room: Room) -> None:
    li = room.world.li
    made = registered(room, li)
    sent = application(a_for=str(made.pk), a_name="x", place=str(room.world.community.pk))
    assert send(room.world.wang, "apply/", **(sent | {"id": str(uuid7())})).status_code == 302
    assert not Party.objects.filter(organisation=made).exists(), "Wang does not act for it"
    assert send(li, "apply/", **sent).status_code == 302
    party = Party.objects.get(organisation=made)
    assert (party.side, party.body, party.person) == ("applicant", "insurer", None)
    other = application(b_name="某某公司", b_body="company", b_representative="刘总")
    assert send(room.world.wang, "apply/", **other).status_code == 302
    assert Party.objects.get(name="某某公司").representative == "刘总"


def test_an_insurer_that_pays_signs_by_a_delegate_within_the_power_or_by_its_seal(
    room: Room, texts: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    cast = room.world
    file, party = with_insurer(room, representative="")
    insured(room, file, party)
    send(room.he, f"{file.pk}/agreement/fix/")
    assert Agreement.objects.get().state == "draft", "nobody may sign for the insurer"
    speaker = {"name": cast.li.name, "phone": cast.li.phone, "stands": "staff", "power": "settle"}
    way = f"{file.pk}/parties/{party.pk}/speaker/"
    assert send(room.he, way, **speaker).status_code == 422, "its paper is missing"
    assert send(room.he, way, **speaker, paper=photo()).status_code == 302
    send(room.he, f"{file.pk}/agreement/fix/")
    assert Agreement.objects.get().state == "signing"
    scan = f"{file.pk}/agreement/sign/{party.pk}/paper/"
    refused = send(room.he, scan, name="路人", paper=photo(), scan=photo())
    assert refused.status_code == 422
    assert "路人" in refused.content.decode()
    for who in (cast.wang, cast.chen):
        assert sign(file, who, who, texts).status_code == 302
    send(cast.li, f"{file.pk}/agreement/sign/{party.pk}/code/")
    data = {"name": cast.li.name, "code": texts[-1][1], "strokes": ""}
    assert send(cast.li, f"{file.pk}/agreement/sign/{party.pk}/", **data).status_code == 302
    send(room.he, f"{file.pk}/agreement/sign/", strokes="")
    send(room.he, f"{file.pk}/agreement/effect/")
    assert Agreement.objects.get().state == "in_effect"
    assert Signature.objects.get(party=party).name == cast.li.name


def test_what_was_changed_after_the_signing_is_not_sealed(
    room: Room, texts: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    file = in_effect(room, texts)
    Agreement.objects.update(facts="另一回事")
    with pytest.raises(RuleBroken) as broken:
        actions.seal(
            viewer=viewer(room.he), file_id=file.pk, language="zh-hans", now=timezone.now()
        )
    assert broken.value.code == "agreement_changed"


def test_who_acted_for_an_organisation_that_was_named_by_mistake_reads_no_more(room: Room) -> None:
    li = room.world.li
    registered(room, li)
    file, party = with_insurer(room)
    way = f"{file.pk}/parties/{party.pk}/"
    assert send(room.he, way, **(INSURER | {"representative": "钱总"})).status_code == 302
    assert get(li, f"{file.pk}/").status_code == 200, "it is the same organisation"
    assert not policy.may_leave_for(load(room.he, file).standing, party), "it leaves by itself"
    other = INSURER | {"name": "别家保险公司", "credit_code": ""}
    assert send(room.he, way, **other).status_code == 302
    assert get(li, f"{file.pk}/").status_code == 404
    assert policy.may_leave_for(load(room.he, file).standing, Party.objects.get(pk=party.pk))


def test_who_is_named_for_the_other_side_later_stands_on_their_own_side_alone(room: Room) -> None:
    made = registered(room, room.world.li)
    file = talking(room)
    applies = INSURER | {"side": "applicant"}
    assert send(room.he, f"{file.pk}/parties/add/", **applies).status_code == 302
    named = organisations.invite(
        viewer=viewer(room.world.qian), organisation_id=made.pk, name=room.world.chen.name,
        phone=room.world.chen.phone, until=timezone.localdate() + timedelta(days=9),
        now=timezone.now(),
    )  # fmt: skip
    organisations.accept(viewer=viewer(room.world.chen), delegate_id=named.pk, now=timezone.now())
    standing = load(room.world.chen, file).standing
    assert standing.own == standing.settles == {party_of(file, room.world.chen).pk}


def test_whoever_acts_or_speaks_for_a_party_is_told_what_the_party_is_told(room: Room) -> None:
    registered(room, room.world.li)
    file, party = with_insurer(room)
    whom = telling.all_around(Party.objects.filter(file=file), timezone.now())
    assert whom == {one.pk for one in (room.world.wang, room.world.chen, room.world.li)}
    speaker = {"name": room.world.sun.name, "phone": room.world.sun.phone, "stands": "staff"}
    way = f"{file.pk}/parties/{party.pk}/speaker/"
    assert send(room.he, way, **speaker, power="attend").status_code == 302
    assert telling.around(Party.objects.get(pk=party.pk), timezone.now()) == {
        room.world.li.pk, room.world.sun.pk
    }  # fmt: skip
    assert not policy.may_say_it_happened(load(room.world.sun, file).standing), "it speaks only"
    assert policy.may_say_it_happened(load(room.world.li, file).standing)
