"""A reckoning is filled in page by page, says what is missing where it is mended, and stands as versions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.mediation.actions import taking
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.actions.reckonings import take_in
from maplebridge.mediation.models import (
    AgreedPayment,
    Agreement,
    ClaimItem,
    MediationFile,
    Reckoning,
)
from maplebridge.mediation.rules.taking import net
from tests.budgets import BUDGETS
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.damages.example import WALKER, assessed, car, claim, medical, other, person
from tests.mediation.damages.example import claim as example
from tests.mediation.damages.example import person as hurt
from tests.mediation.test_intake import BASE, get, page, send
from tests.mediation.test_signing import ENTRY
from tests.world import client_for, post, viewer
from tests.world import person as person_named


def fill(room: Room, file: MediationFile, screen: str, **sent: Any) -> Any:
    return client_for(room.he).post(f"/mediation/{file.pk}/reckoning/fill/{screen}/", sent)


def entered(room: Room) -> MediationFile:
    """Wang on an e-bike, minor blame; Chen in a car with one insurer; Jiangsu; 30,000 of receipts."""
    file = talking(room, kind="traffic")
    wang, chen = (str(party_of(file, one).pk) for one in (room.world.wang, room.world.chen))
    sent: tuple[tuple[str, dict[str, Any]], ...] = (
        ("accident", {
            "accident_on": "2023-06-01", "settled_on": "2024-05-01", "jurisdiction": "jiangsu",
        }),
        ("vehicle/new", {
            "who": chen, "kind": "motor", "blame": "main", "insurer_name": "甲保险",
        }),
        (f"cover/v-{chen}", {"insurer_name": "甲保险", "limit": "1000000", "usual": "on"}),
        ("vehicle/new", {"who": wang, "kind": "nonmotor", "blame": "minor"}),
        ("person/new", {
            "party": wang, "side": f"v-{wang}", "position": "driver", "outcome": "disabled",
            "born": "1980-01-01", "assessed_on": "2024-01-10", "levels": "10",
        }),
        (f"treatment/{wang}", {
            "medical_amount": "30000", "hospital_meals_days": "20", "hospital_meals_rate": "50",
        }),
        (f"income/{wang}", {
            "lost_income_way": "daily", "lost_income_days": "100", "lost_income_rate": "200",
            "mental_amount": "5000",
        }),
        (f"things/{wang}", {"repair_amount": "800"}),
        ("advances", {"by_0": f"side:v-{chen}", "to_0": wang, "sum_0": "10000"}),
    )  # fmt: skip
    for screen, data in sent:
        answer = fill(room, file, screen, **data)
        assert answer.status_code == 302, (screen, answer.context["form"].errors)
    return file


def test_what_is_missing_is_said_with_the_page_that_mends_it_and_then_it_is_computed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    file, cast = entered(room), room.world
    wang, chen = (str(party_of(file, one).pk) for one in (cast.wang, cast.chen))
    lacks = get(room.he, f"{file.pk}/reckoning/").context["faults"]
    assert [one["url"] for one in lacks] == [f"{BASE}{file.pk}/reckoning/fill/person/{wang}/"]
    assert send(room.he, f"{file.pk}/reckoning/compute/").status_code == 302
    assert not Reckoning.objects.filter(number__gt=0).exists()

    row = get(room.he, f"{file.pk}/reckoning/fill/person/{wang}/").context["form"].initial
    kept = {name: value for name, value in row.items() if value is not None}
    fill(room, file, f"person/{wang}", **{**kept, "mental_first": "yes"})
    lacks = get(room.he, f"{file.pk}/reckoning/").context["faults"]
    assert [one["url"] for one in lacks] == [f"{BASE}{file.pk}/reckoning/fill/shares/"]
    assert all(words in lacks[0]["words"] for words in ("70%-80%", "王奶奶"))
    fill(room, file, "shares", share_0_0="75", by="parties")
    assert "可以计算" in page(room.he, f"{file.pk}/reckoning/")
    assert send(room.he, f"{file.pk}/reckoning/compute/").url.endswith("/versions/1/")
    way = f"{file.pk}/reckoning/versions/1"
    for who in (room.he, cast.wang, cast.chen):
        seen = page(who, f"{way}/")
        for words in (
            "63,211.00 × 20 × 10%", "183,222.00", "9,750.00", "3,250.00", "160,222.00",
        ):  # fmt: skip
            assert words in seen
    assert "63,211.00" in get(cast.wang, f"{way}.pdf").content.decode()
    assert get(cast.wang, f"{way}.json").status_code == 403
    assert json.loads(get(room.he, f"{way}.json").content)["claimants"][0]["name"] == "王奶奶"
    assert get(cast.stranger, f"{way}/").status_code == 404
    assert get(cast.wang, f"{file.pk}/reckoning/fill/accident/").status_code == 403
    assert "2024-05-01" not in page(cast.wang, f"{file.pk}/reckoning/")

    keeper = person_named("管运营", "13900000031")
    post(keeper, Role.OPERATOR, cast.community)
    for seen in (page(keeper, f"{way}/"), get(keeper, f"{way}.pdf").content.decode()):
        assert "183,222.00" in seen, "who keeps the books reads the sum"
        assert not any(words in seen for words in ("63,211.00 ×", "30,000.00", "医疗费"))

    send(room.he, f"{file.pk}/reckoning/compute/")
    assert Reckoning.objects.filter(number__gt=0).count() == 1  # the same again is no version
    fill(room, file, f"things/{wang}", repair_amount="900")
    send(room.he, f"{file.pk}/reckoning/compute/")
    assert "183,222.00" in page(cast.chen, f"{way}/")  # the first stands as it was
    assert "183,322.00" in page(cast.chen, f"{file.pk}/reckoning/versions/2/")
    assert fill(room, file, f"vehicle/v-{chen}/drop").status_code == 302
    assert "v-" + chen not in json.dumps(Reckoning.objects.get(number=0).document)

    empty([file.pk])
    assert not Reckoning.objects.exists()


def test_a_page_that_does_not_fit_keeps_what_was_typed(room: Room) -> None:
    file = talking(room, kind="traffic")
    wang = str(party_of(file, room.world.wang).pk)
    answer = fill(
        room, file, "vehicle/new", who=wang, kind="motor", blame="full", owner_share="1/3"
    )
    assert answer.status_code == 422
    assert "1/3" in answer.content.decode()
    assert "谁承保" in answer.content.decode()
    assert not Reckoning.objects.exists()
    assert fill(room, file, "nothing").status_code == 404
    assert fill(room, file, f"things/{wang}").status_code == 404


def test_a_page_that_was_drawn_before_somebody_else_wrote_saves_nothing(room: Room) -> None:
    file = entered(room)
    wang, chen = (str(party_of(file, one).pk) for one in (room.world.wang, room.world.chen))
    form = get(room.he, f"{file.pk}/reckoning/fill/advances/").context["form"]
    seen = {"seen": form["seen"].value()}
    one = {"by_0": f"side:v-{chen}", "to_0": wang, "sum_0": "10000"}
    two = one | {"by_1": "fund", "to_1": wang, "sum_1": "300"}
    assert fill(room, file, "advances", **two, **seen).status_code == 302
    late = fill(room, file, "advances", **(one | {"sum_0": "9000"}), **seen)
    assert late.status_code == 422
    assert len(Reckoning.objects.get(number=0).document["advances"]) == 2
    assert fill(room, file, "advances", **two, **seen).status_code == 302, "the same tapped twice"


def test_who_said_a_share_stays_until_it_is_another_share(room: Room) -> None:
    file = entered(room)

    def said(**sent: str) -> str:
        assert fill(room, file, "shares", **sent).status_code == 302
        return str(Reckoning.objects.get(number=0).document["shares"][0]["by"])

    def ticked() -> Any:
        return get(room.he, f"{file.pk}/reckoning/fill/shares/").context["form"]["by"].value()

    assert said(share_0_0="75", by=room.he.name) == room.he.name
    assert ticked() == room.he.name
    assert said(share_0_0="75", by="parties") == "parties", "now they agreed"
    row = Reckoning.objects.get(number=0)
    row.document["shares"][0]["by"] = "另一位调解员"
    row.save()
    assert ticked() is None
    assert said(share_0_0="75", by="parties") == "另一位调解员"
    assert said(share_0_0="80", by="parties") == "parties"


def test_a_claim_file_is_opened_in_the_file_and_what_pages_cannot_say_stands(room: Room) -> None:
    file, cast = talking(room, kind="traffic"), room.world
    claim = example(
        [car("a", "full"), WALKER],
        person("w", "walker", medical("100"), medical("1"), name=cast.wang.name),
    )
    way = f"/mediation/{file.pk}/reckoning/take-in/"
    he = client_for(room.he)

    def upload(body: object) -> Any:
        content = json.dumps(body).encode()
        return he.post(way, {"claim": SimpleUploadedFile("CLAIM.json", content)})

    refused = upload({**claim, "claimants": [{"id": "x"}]})
    assert refused.status_code == 422
    assert "claimants[0].items" in refused.content.decode()
    assert upload(claim).status_code == 302
    kept = Reckoning.objects.get(number=0).document
    wang = str(party_of(file, cast.wang).pk)
    assert kept["claimants"][0]["id"] == wang
    before = [one for one in kept["claimants"][0]["items"] if one["head"] == "medical"]
    assert len(before) == 2
    form = get(room.he, f"{file.pk}/reckoning/fill/treatment/{wang}/").context["form"]
    assert "medical_amount" not in form.fields
    fill(room, file, f"treatment/{wang}", transport_amount="12.5")
    items = Reckoning.objects.get(number=0).document["claimants"][0]["items"]
    assert [one for one in items if one["head"] == "medical"] == before
    assert {"head": "transport", "amount": "12.50"} in items


def test_the_overview_asks_the_database_the_same_however_much_is_entered(
    room: Room, django_assert_max_num_queries: Any
) -> None:
    file = entered(room)
    client = client_for(room.he)
    with django_assert_max_num_queries(BUDGETS["mediation:reckoning"]):
        assert client.get(f"/mediation/{file.pk}/reckoning/").status_code == 200


def test_taken_over_twice_nothing_doubles_and_what_was_answered_stays(room: Room) -> None:
    file, cast = entered(room), room.world
    wang = party_of(file, cast.wang)
    row = get(room.he, f"{file.pk}/reckoning/fill/person/{wang.pk}/").context["form"].initial
    kept = {name: value for name, value in row.items() if value is not None}
    fill(room, file, f"person/{wang.pk}", **{**kept, "mental_first": "yes"})
    fill(room, file, "shares", share_0_0="75", by="parties")
    send(room.he, f"{file.pk}/reckoning/compute/")
    way = f"{file.pk}/reckoning/versions/1"
    assert send(cast.wang, f"{way}/items/").status_code == 403
    with pytest.MonkeyPatch.context() as small:
        small.setattr("maplebridge.mediation.actions.taking.FIGURE_MAX", 100)
        send(room.he, f"{way}/items/")
        assert not ClaimItem.objects.exists(), "a sum that no page could show again is not taken"
    for _again in range(2):
        assert send(room.he, f"{way}/items/").status_code == 302
    items = {one.head: one for one in ClaimItem.objects.all()}
    assert len(items) == ClaimItem.objects.count() == 6
    assert items["disability"].claimed_fen == 12_642_200
    assert f"/versions/1/#disability-{wang.pk}" in page(cast.chen, f"{file.pk}/items/")
    send(cast.chen, f"{file.pk}/items/{items['repair'].pk}/", admitted="500")
    fill(room, file, f"things/{wang.pk}", repair_amount="900")
    fill(room, file, f"treatment/{wang.pk}", medical_amount="31000")
    send(room.he, f"{file.pk}/reckoning/compute/")
    assert "900.00" in page(cast.wang, f"{file.pk}/items/")
    send(room.he, f"{file.pk}/reckoning/versions/2/items/")
    sums = dict(ClaimItem.objects.values_list("head", "claimed_fen"))
    assert (sums["repair"], sums["medical"]) == (80_000, 3_100_000)

    moves = get(room.he, f"{file.pk}/payers/").context
    assert [(one["what"], one["swing"]) for one in moves["movers"]][:1] == [("天数", "8,000.00")]
    assert [(one["from"], one["to"]) for one in moves["movers"] if one["what"] == "争议"] == [
        ("500.00", "800.00")
    ]
    assert get(cast.wang, f"{file.pk}/payers/").status_code == 403

    pays = f"{file.pk}/reckoning/versions/2/payments/"
    first = get(room.he, pays)
    assert first.context["payments"] == []  # the insurer is no party yet
    assert "甲保险" in first.content.decode()
    send(room.he, f"{file.pk}/parties/add/", **{**ENTRY, "side": "third", "name": "甲保险"})
    rows = get(room.he, pays).context["payments"]
    assert [(one["payee"], one["yuan"]) for one in rows] == [
        ("王奶奶", "170,072.00"), ("陈邻居", "10,000.00"),
    ]  # fmt: skip
    day = rows[0]["form"].initial["first_on"].isoformat()
    sent = {f"pay{at}-{name}": value for at in (1, 2) for name, value in {
        "take": "on", "first_on": day, "parts": "1", "manner": "transfer", "account": "农行 6228",
    }.items()}  # fmt: skip
    for _again in range(2):
        assert send(room.he, pays, **{**sent, "pay1-parts": "3"}).status_code == 302
    paid = AgreedPayment.objects.order_by("-amount_fen")
    assert [(one.payer.name, one.amount_fen, one.parts.count()) for one in paid] == [
        ("甲保险", 17_007_200, 3), ("甲保险", 1_000_000, 1),
    ]  # fmt: skip
    _what_is_gone_is_told(room, file, pays, sent)


def _what_is_gone_is_told(room: Room, file: MediationFile, pays: str, sent: dict[str, str]) -> None:
    """Who no longer pays owes no longer; a head that a newer version does not have is marked."""
    wang = party_of(file, room.world.wang)
    draft = Agreement.objects.get()
    assert draft.total_fen == 18_007_200
    insurer = list(draft.owing)
    Agreement.objects.update(owing=[str(wang.pk), *insurer])
    send(room.he, pays, **sent)
    assert Agreement.objects.get().owing == insurer, "who no longer pays owes no longer"

    again = f"{BASE}{file.pk}/reckoning/versions/2/items/"  # it has no meals in hospital any more
    taken = client_for(room.he).post(again, follow=True)
    assert "1 项在这一版里已经没有" in taken.content.decode()
    assert "最新计算书里已没有这一项" in page(room.world.wang, f"{file.pk}/items/")


def test_two_of_one_name_are_two_payers_and_each_is_known_by_its_side() -> None:
    """Wang Wei drives one car and another Wang Wei the second; one owner of both cars is one payer."""
    found = assessed(claim(
        [
            car("v-a", "equal", name="王伟", compulsory={"obligor": "王伟"}),
            car("v-b", "equal", name="王伟", compulsory={"obligor": "王伟"}),
            other("foot", "foot", "none"),
        ], hurt("w", "foot", medical("10000")),
    ))  # fmt: skip
    rows = net(found, {"a": "王伟", "b": "王伟", "w": "w"})
    assert [(one.payer, one.key) for one in rows] == [("王伟", "a"), ("王伟", "b")]
    assert sum(one.fen for one in rows) == 1_000_000
    assert [one.key for one in net(found, {"w": "w"})] == [""], "none of them is here"


def test_keys_that_mean_something_else_are_refused(room: Room) -> None:
    file, now = entered(room), timezone.now()
    text = json.dumps(
        example(
            [car("one", "full"), other("foot", "foot", "none")], hurt("fund", "foot", medical("5"))
        )
    )
    for key in ("fund", "new"):
        content = text.replace('"fund"', f'"{key}"').encode()
        with pytest.raises(RuleBroken, match="另有含义"):
            take_in(viewer=viewer(room.he), file_id=file.pk, content=content, now=now)


def test_who_got_more_before_than_is_due_pays_the_rest_back() -> None:
    found = assessed(claim(
        [car("one", "full"), other("foot", "foot", "none")], hurt("w", "foot", medical("10000")),
        advances=[{"by": "side", "side": "one", "to": "w", "amount": "50000"}],
    ))  # fmt: skip
    assert sorted((one.payee, one.fen, one.insurer) for one in net(found, {})) == [
        ("one", 1_000_000, True), ("one", 4_000_000, False),
    ]  # fmt: skip


def test_a_payer_who_left_is_not_taken_for_another_of_the_same_name() -> None:
    found = assessed(claim(
        [
            car("v-a", "full", name="王伟", compulsory={"obligor": "王伟"}),
            car("v-b", "none", name="王伟", compulsory={"obligor": "王伟"}),
            other("foot", "foot", "none"),
        ], hurt("w", "foot", medical("30000")),
    ))  # fmt: skip
    owed = {(one.key, one.fen) for one in net(found, {"b": "王伟", "w": "w"})}
    assert sum(fen for key, fen in owed if key == "b") < sum(fen for key, fen in owed if not key)


def test_a_version_from_before_an_advance_says_so_and_is_not_taken(room: Room) -> None:
    file = entered(room)
    wang, chen = (str(party_of(file, one).pk) for one in (room.world.wang, room.world.chen))
    row = get(room.he, f"{file.pk}/reckoning/fill/person/{wang}/").context["form"].initial
    kept = {name: value for name, value in row.items() if value is not None}
    fill(room, file, f"person/{wang}", **{**kept, "mental_first": "yes"})
    fill(room, file, "shares", share_0_0="75", by="parties")
    assert send(room.he, f"{file.pk}/reckoning/compute/").url.endswith("/versions/1/")
    version = f"{file.pk}/reckoning/versions/1/"
    ask_again = "免得重复要钱"
    assert ask_again not in page(room.he, f"{version}payments/")
    paid = {"payer": chen, "payee": wang, "amount": "14000", "paid_on": "2026-01-05"}
    assert send(room.world.chen, f"{file.pk}/advances/note/party/", **paid).status_code == 302
    assert ask_again in page(room.he, version)
    assert ask_again in page(room.he, f"{version}payments/")
    with pytest.raises(RuleBroken) as refused:
        taking.take_payments(
            viewer=viewer(room.he), file_id=file.pk, number=1, chosen=(), now=timezone.now()
        )
    assert refused.value.code == "reckoning_before_advance"
    send(room.he, f"{file.pk}/reckoning/compute/")
    assert ask_again not in page(room.he, f"{file.pk}/reckoning/versions/2/payments/")
