"""How mediation went: n of N by place and organisation, and no small count by any sum."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maplebridge.insight import actions
from maplebridge.insight.actions.handling import _held_back
from maplebridge.insight.models import HandledQuarter
from maplebridge.insight.rules import handling
from maplebridge.mediation.models import (
    AgreedPart,
    AgreedPayment,
    Agreement,
    FollowUp,
    MediationFile,
    OfficeSeat,
    PaidNote,
    Party,
    PartyConsent,
)
from maplebridge.organisations.models import Organisation
from maplebridge.territory.models import Place
from tests.people.ground import Ground

FIRST = date(2026, 7, 1)
COUNTED = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
AT = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()


def ended(
    ground: Ground, number: int, *, at: Place, how: str, lane: str = "staged"
) -> list[MediationFile]:
    """Files of a community that were settled, failed, or were left by a party."""
    begin = MediationFile.objects.count()
    over = {} if how == "settled" else {"ended_at": AT + timedelta(3), "state": "terminated"}
    more = {"agreed_on": date(2026, 8, 10), "state": "agreed"} if how == "settled" else over
    endings = {"failed": "no_agreement", "withdrawn": "party_left"}
    return MediationFile.objects.bulk_create(
        MediationFile(
            reference=f"T-{begin + n}", kind="neighbours", kinds="2026-01", lane=lane, place=at,
            path=at.path, community=at, street=ground.street, opened_at=AT, submitted_at=AT,
            accepted_at=AT, last_activity_at=AT, ending=endings.get(how, ""), **more,
        )
        for n in range(number)
    )  # fmt: skip


def shown(place: Place, *names: str) -> tuple[int | None, ...]:
    row = HandledQuarter.objects.get(first=FIRST, place=place, organisation=None)
    return tuple(row.shown[name] for name in names)


def page(path: str = "") -> str:
    answer = Client(headers={"accept-language": "en"}).get(f"/insight/handling/{path}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_settled_is_counted_of_what_ended_and_who_left_stands_apart(ground: Ground) -> None:
    ended(ground, 18, at=ground.east, how="settled")
    ended(ground, 6, at=ground.east, how="failed")
    ended(ground, 5, at=ground.east, how="withdrawn")
    files = ended(ground, 7, at=ground.west, how="settled")
    for n, file in enumerate(files):
        party = Party.objects.create(file=file, side="applicant", position=1, added_at=AT)
        for content in ("unsatisfied", "satisfied" if n < 6 else "unsatisfied"):
            FollowUp.objects.create(
                file=file, party=party, visited_on=date(2026, 9, 1), performed="in_full",
                content=content, at=AT,
            )  # fmt: skip
    actions.count_handling(now=COUNTED)
    assert shown(ground.east, "settled", "failed", "withdrawn") == (18, 6, 5)
    assert shown(ground.street, "settled", "failed", "withdrawn") == (25, 6, 5)
    assert shown(ground.street, "satisfied", "unsatisfied", "asked") == (None, None, 7)
    row = HandledQuarter.objects.get(first=FIRST, place=ground.east, organisation=None)
    assert row.times == {"staged": [7, 7, 7]}
    text = page()
    assert "25 / 31" in text
    assert "80%" in text
    assert "24" in page(f"{ground.street.pk}/?quarter=2026-07-01"), "18 of 24 in the east"
    assert Client().get("/insight/handling/?quarter=2020-01-01").status_code == 404
    table = b"".join(Client().get("/insight/handling.csv")).decode("utf-8-sig")  # type: ignore[call-overload]
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(table))}
    assert rows["東門社區"]["settled"] == "18"
    assert rows["龍津鎮"]["satisfied"] not in {"6", "", "0"}


def test_an_oral_agreement_that_a_written_one_replaced_is_not_counted_as_late(
    ground: Ground,
) -> None:
    for file in ended(ground, 5, at=ground.east, how="settled"):
        party = Party.objects.create(file=file, side="respondent", position=1, added_at=AT)
        for number, oral in ((1, True), (2, False)):
            words = Agreement.objects.create(
                file=file, number=f"{file.reference}-{number}", state="in_effect", oral=oral,
                text_hash="0" * 64, made_at=AT, fixed_at=AT, effective_at=AT,
            )  # fmt: skip
            payment = AgreedPayment.objects.create(
                agreement=words, payer=party, payee_name="王", amount_fen=100, capitals="壹元整"
            )
            AgreedPart.objects.create(
                payment=payment, number=1, due_on=date(2026, 8, 10), amount_fen=100
            )
        PaidNote.objects.create(payment=payment, amount_fen=100, paid_on=date(2026, 8, 9), at=AT)
    actions.count_handling(now=COUNTED)
    assert shown(ground.east, "on_time", "not_on_time") == (5, 0)


def test_a_quarter_is_counted_once_when_it_is_over_with_a_fixed_number_of_statements(
    ground: Ground,
) -> None:
    ended(ground, 6, at=ground.east, how="settled")
    actions.count_handling(now=datetime(2026, 10, 10, 4, 0, tzinfo=UTC))
    assert not HandledQuarter.objects.filter(first=FIRST).exists(), "what is late is waited for"
    HandledQuarter.objects.all().delete()
    with CaptureQueriesContext(connection) as few:
        actions.count_handling(now=COUNTED)
    HandledQuarter.objects.all().delete()
    ended(ground, 200, at=ground.west, how="settled")
    with CaptureQueriesContext(connection) as many:
        actions.count_handling(now=COUNTED)
    assert len(many) == len(few)
    ended(ground, 9, at=ground.east, how="settled")
    actions.count_handling(now=COUNTED)
    assert shown(ground.east, "settled") == (6,), "what was shown stays"


def test_an_organisation_counts_where_its_seat_was_agreed_to(ground: Ground) -> None:
    office = Organisation.objects.create(
        name="某律师事务所", kind="company", place=ground.street, entered_on=date(2026, 1, 1),
    )  # fmt: skip
    for n, file in enumerate(ended(ground, 9, at=ground.east, how="settled")):
        seat = OfficeSeat.objects.create(
            file=file, chair="lawyer", organisation=office, title="律师", asked_at=AT
        )
        party = Party.objects.create(file=file, side="applicant", position=1, added_at=AT)
        PartyConsent.objects.create(
            party=party, about="seat", seat=seat, said=n < 7, how="here", said_at=AT
        )
    actions.count_handling(now=COUNTED)
    row = HandledQuarter.objects.get(first=FIRST, organisation=office)
    assert row.shown == {"settled": 7, "failed": 0, "withdrawn": 0}
    assert "某律师事务所" in page()


def test_an_organisation_in_every_file_of_a_place_does_not_tell_its_covered_count(
    ground: Ground,
) -> None:
    named = {"kind": "company", "place": ground.street, "entered_on": date(2026, 1, 1)}
    every = Organisation.objects.create(name="甲律师事务所", **named)
    most = Organisation.objects.create(name="乙律师事务所", **named)
    ended(ground, 2, at=ground.west, how="failed")
    for n, file in enumerate(ended(ground, 7, at=ground.east, how="failed")):
        party = Party.objects.create(file=file, side="applicant", position=1, added_at=AT)
        for office in (every, most)[: 1 if n == 0 else 2]:
            seat = OfficeSeat.objects.create(
                file=file, chair="lawyer", organisation=office, title="律师", asked_at=AT
            )
            PartyConsent.objects.create(
                party=party, about="seat", seat=seat, said=True, how="here", said_at=AT
            )
    actions.count_handling(now=COUNTED)
    assert shown(ground.east, "failed") == (None,), "the small count beside it would follow"
    rows = {
        one.organisation_id: one.shown["failed"]
        for one in HandledQuarter.objects.exclude(organisation=None)
    }
    assert rows == {every.pk: None, most.pk: 6}


def test_no_sum_or_difference_of_what_is_shown_tells_a_small_count() -> None:
    """Solved anew: each hidden count has a second solution in whole numbers that fits all the sums."""
    dice = random.Random(7)
    for _ in range(40):
        inside = {"r": ["a", "b", "r:rest"], "a": ["a1", "a2", "a:rest"], "b": ["b1", "b:rest"]}
        leaves = ["a1", "a2", "a:rest", "b1", "b:rest", "r:rest"]
        parts = {one: {n: dice.choice((0, 1, 3, 6, 9)) for n in handling.LANES} for one in leaves}
        numbers = {one: handling.totalled(parts[one]) for one in leaves}
        for key in ("a", "b", "r"):
            both = [numbers[one] for one in inside[key]]
            numbers[key] = {name: sum(one[name] for one in both) for name in handling.NAMES}
        hidden = {(k, n) for k, names in _held_back(numbers, inside).items() for n in names}
        for key in numbers:
            for name in ("settled", *handling.LANES):
                assert (key, name) in hidden or not 0 < numbers[key][name] < 5
        assert not fixed(numbers, inside, hidden)


def fixed(
    numbers: dict[str, dict[str, int]], inside: dict[str, list[str]], hidden: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The hidden cells that the shown ones determine, by the rank of the null space over a prime."""
    cells = sorted(cell for cell in hidden if cell[1] in ("settled", *handling.LANES))
    rows = []
    for one in handling.sums(inside, handling.GROUPS[0]):
        row = [0] * len(cells)
        for cell, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if cell in hidden:
                row[cells.index(cell)] += sign
        rows.append(row)

    def rank(matrix: list[list[int]], prime: int = 1_000_003) -> int:
        work, found = [list(row) for row in matrix], 0
        for column in range(len(cells)):
            pivot = next((r for r in range(found, len(work)) if work[r][column] % prime), None)
            if pivot is None:
                continue
            work[found], work[pivot] = work[pivot], work[found]
            inverse = pow(work[found][column], -1, prime)
            for r in range(len(work)):
                if r != found and work[r][column]:
                    factor = work[r][column] * inverse
                    work[r] = [
                        (x - factor * y) % prime for x, y in zip(work[r], work[found], strict=True)
                    ]
            found += 1
        return found

    whole = rank(rows)
    unit = [[int(i == j) for j in range(len(cells))] for i in range(len(cells))]
    return [cell for cell, row in zip(cells, unit, strict=True) if rank([*rows, row]) == whole]


def test_quarters_and_quartiles() -> None:
    assert handling.last_quarters(date(2026, 11, 27))[:2] == [FIRST, date(2026, 4, 1)]
    assert handling.last_quarters(date(2026, 10, 15))[0] == date(2026, 4, 1)
    assert handling.last_quarters(date(2026, 10, 16))[0] == FIRST
    assert handling.next_quarter(date(2026, 10, 1)) == date(2027, 1, 1)
    assert handling.quartiles([9, 1, 5, 3, 7]) == (3, 5, 7)
