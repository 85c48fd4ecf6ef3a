"""To reckon with while people talk: the court's track, ranges for payers, dividing things, means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maplebridge.mediation.models import AgreedPart
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_intake import get, send


def rows(prefix: str, *entered: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": 4, f"{prefix}-INITIAL_FORMS": 0}
    for at, one in enumerate(entered):
        sent |= {f"{prefix}-{at}-{name}": value for name, value in one.items()}
    return sent


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_card_says_track_terms_and_fee_and_leaves_open_what_nobody_published(
    room: Room,
) -> None:
    file, wang = talking(room), room.world.wang
    way = f"{file.pk}/ways/"
    seen = text(send(wang, way, sum="20000", simple="on"))
    assert "简易程序" in seen
    assert "150.00" in seen
    assert "限额不明" in seen
    full = {"wage": "80000", "year": "2025", "source": "省统计局公报"}
    seen = text(send(wang, way, sum="20000", simple="on", **full))
    assert "小额诉讼程序" in seen
    assert "40,000.00" in seen
    assert send(wang, way, sum="20000", wage="80000").status_code == 422
    assert get(room.world.stranger, way).status_code == 404


def test_payers_and_their_ranges_are_the_mediators(room: Room) -> None:
    file, wang = talking(room), room.world.wang
    send(
        wang,
        f"{file.pk}/items/add/",
        party=str(party_of(file, wang).pk),
        label="修理",
        claimed="5000",
    )
    way = f"{file.pk}/payers/"
    assert get(wang, way).status_code == 403
    cover = {"name": "交强险", "first": "on", "limit": "2000"}
    driver = {"name": "陈邻居", "low": "60", "likely": "70", "high": "80"}
    seen = text(send(room.he, way, **rows("form", cover, driver)))
    for figure in ("2,000.00", "2,400.00", "350.00"):
        assert figure in seen
    over = {"name": "another", "likely": "50"}
    assert send(room.he, way, **rows("form", driver, over)).status_code == 422
    assert send(room.he, way, **rows("form", {"name": "x", "first": "on"})).status_code == 422


def test_things_are_divided_and_what_is_not_agreed_on_is_not_guessed(room: Room) -> None:
    file, wang = talking(room), room.world.wang
    way = f"{file.pk}/dividing/"
    house, van = (
        {"name": "老屋", "first": "70", "second": "40"},
        {"name": "三轮车", "first": "30", "second": "60"},
    )
    seen = text(send(wang, way, **rows("form", house, van)))
    assert "63.6" in seen
    assert "先商定" in seen
    seen = text(send(wang, way, **rows("form", house | {"value": "110000"}, van)))
    assert "10,000.00" in seen
    refused = send(wang, way, **rows("form", house))
    assert refused.status_code == 422
    assert "100" in text(refused)


def test_a_payment_within_the_means_that_the_payer_states(room: Room) -> None:
    file, cast = talking(room), room.world
    send(room.he, f"{file.pk}/agreement/words/", facts="漏水", grace_days="0")
    first = timezone.localdate() + timedelta(days=40)
    pay = {
        "payer": str(party_of(file, cast.chen).pk), "payee": str(party_of(file, cast.wang).pk),
        "amount": "2500", "manner": "cash", "parts": "1", "first_on": first.isoformat(),
        "at_once": "400", "monthly": "1000",
    }  # fmt: skip
    assert send(room.he, f"{file.pk}/agreement/pay/", **pay).status_code == 302
    sums = AgreedPart.objects.order_by("number").values_list("amount_fen", flat=True)
    assert list(sums) == [40_000, 100_000, 100_000, 10_000]
    pay |= {"at_once": "0", "monthly": "1"}
    assert send(room.he, f"{file.pk}/agreement/pay/", **pay).status_code == 422
