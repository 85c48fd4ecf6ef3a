"""The audit: every verb is written with its change, nobody changes it, and tampering is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import audit
from maplebridge.core.audit import merkle
from maplebridge.core.models import AuditEntry, AuditSeal
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import ANONYMOUS, SYSTEM, Viewer
from tests.append_only import without_triggers

NOW = datetime(2026, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)
THING = UUID("018f0000-0000-7000-8000-000000000001")


def write(count: int = 1, *, viewer: Viewer = SYSTEM, thing: UUID = THING) -> None:
    for number in range(count):
        with transaction.atomic():
            audit.record(
                viewer=viewer, verb="counted", thing=("t.thing", thing), now=NOW, number=number
            )


def without_guards(statement: str, values: list[object]) -> None:
    """What a person with the database password can do: lift the triggers, edit, put them back."""
    before, after = without_triggers()
    with transaction.atomic(), connection.cursor() as cursor:
        for line in before:
            cursor.execute(line)
        cursor.execute(statement, values)
        for line in after:
            cursor.execute(line)


@pytest.mark.django_db
def test_an_entry_names_the_person_the_person_served_and_the_person_replaced() -> None:
    worker, resident, holder = uuid7(), uuid7(), uuid7()
    viewer = Viewer(person_id=worker, on_behalf_of=resident, staff_until=NOW, staff_reason="r")
    audit.record(
        viewer=viewer, verb="report", thing=("t.thing", THING), now=NOW,
        deputy_for=holder, place=THING, photos=[holder], words=12,
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id) == ("person", worker)
    assert (entry.on_behalf_of, entry.deputy_for) == (resident, holder)
    assert entry.facts == {
        "place": str(THING), "photos": [str(holder)], "words": 12, "staff_mode": True,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_visitor_and_the_system_are_told_apart() -> None:
    write(viewer=ANONYMOUS)
    write(viewer=SYSTEM)
    assert list(AuditEntry.objects.values_list("actor_kind", "actor_id")) == [
        ("visitor", None), ("system", None),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_float_is_no_fact() -> None:
    with pytest.raises(TypeError):
        audit.record(viewer=SYSTEM, verb="x", thing=("t.t", THING), now=NOW, share=0.5)  # type: ignore[arg-type]  # the mistake itself


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(AssertionError):
        audit.record(viewer=SYSTEM, verb="x", thing=("t.t", THING), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    "attempt",
    [
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.update(verb="forgotten"),
        lambda: AuditEntry.objects.update(facts={}),
        lambda: AuditSeal.objects.update(count=7),
        lambda: AuditEntry.objects.all()._raw_delete("default"),
        lambda: AuditSeal.objects.all()._raw_delete("default"),
        lambda: AuditEntry.objects.update(seal=None, position=None),
    ],
)
def test_the_database_refuses_to_change_or_remove(
    attempt: Callable[[], object], sealed: bool
) -> None:
    write(2)
    if sealed:
        audit.seal(now=NOW)
    before = list(AuditEntry.objects.values()), list(AuditSeal.objects.values())
    try:
        with transaction.atomic():
            attempt()
    except Error:
        pass
    assert (list(AuditEntry.objects.values()), list(AuditSeal.objects.values())) == before


@pytest.mark.django_db
def test_sealing_closes_everything_once_and_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maplebridge.core.audit.sealing.BATCH", 4)
    write(10)
    audit.seal(now=NOW)
    audit.seal(now=NOW)
    write(1)
    report = audit.verify()
    assert report.sound, report.problems
    assert (report.seals, report.entries, report.unsealed) == (3, 10, 1)


EDITS: list[tuple[str, str, list[object]]] = [
    ("verb", "UPDATE core_auditentry SET verb = %s WHERE position = 1", ["counter"]),
    ("thing_kind", "UPDATE core_auditentry SET thing_kind = %s WHERE position = 1", ["t.thinh"]),
    ("facts", "UPDATE core_auditentry SET facts = %s WHERE position = 1", ['{"number": 3}']),
    ("unreadable", "UPDATE core_auditentry SET facts = %s WHERE position = 1", ['"number"']),
    ("time", "UPDATE core_auditentry SET at = %s WHERE position = 1", ["2026-03-04 05:06:07.891010"]),
    ("actor kind", "UPDATE core_auditentry SET actor_kind = %s WHERE position = 1", ["visitor"]),
    ("removed", "DELETE FROM core_auditentry WHERE position = %s", [1]),
    ("removed last", "DELETE FROM core_auditentry WHERE position = %s AND seal_id = 2", [2]),
    ("unsealed", "UPDATE core_auditentry SET seal_id = NULL, position = NULL WHERE position = %s", [1]),
    ("root", "UPDATE core_auditseal SET root = %s WHERE number = 1", ["0" * 64]),
    ("previous", "UPDATE core_auditseal SET previous = %s WHERE number = 2", ["1" * 64]),
    ("chained", "UPDATE core_auditseal SET chained = %s WHERE number = 1", ["2" * 64]),
    ("count", "UPDATE core_auditseal SET count = %s WHERE number = 2", [4]),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("statement", "values"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_an_edit_behind_the_products_back_is_found(
    statement: str, values: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maplebridge.core.audit.sealing.BATCH", 3)
    write(6)
    audit.seal(now=NOW)
    assert audit.verify().sound
    without_guards(statement, values)
    assert not audit.verify().sound


@pytest.mark.django_db
@pytest.mark.parametrize("bit", range(0, 128, 9))
def test_one_flipped_bit_of_an_id_is_found(bit: int) -> None:
    write(3)
    audit.seal(now=NOW)
    other = UUID(int=THING.int ^ (1 << bit))
    value = str(other) if connection.vendor == "postgresql" else other.hex
    without_guards("UPDATE core_auditentry SET thing_id = %s WHERE position = 1", [value])
    report = audit.verify()
    assert [problem.why for problem in report.problems] == [
        "an entry was changed after it was sealed"
    ]


@pytest.mark.django_db
def test_truncation_is_found_with_the_anchored_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maplebridge.core.audit.sealing.BATCH", 3)
    write(6)
    audit.seal(now=NOW)
    anchor = audit.verify().head
    assert audit.verify(root=anchor).sound
    without_guards("DELETE FROM core_auditentry WHERE seal_id = %s", [2])
    assert not audit.verify().sound
    without_guards("DELETE FROM core_auditseal WHERE number = %s", [2])
    assert audit.verify().sound, "nothing in the database can tell"
    report = audit.verify(root=anchor)
    assert not report.sound
    assert report.anchored is False


@pytest.mark.django_db
def test_entries_whose_seal_was_removed_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maplebridge.core.audit.sealing.BATCH", 3)
    write(6)
    audit.seal(now=NOW)
    without_guards("DELETE FROM core_auditentry WHERE seal_id = %s", [1])
    without_guards("DELETE FROM core_auditseal WHERE number = %s", [1])
    assert not audit.verify().sound


@pytest.mark.django_db
def test_an_entry_is_proved_to_belong_to_its_seal_alone() -> None:
    write(7)
    write(1, thing=(other := uuid7()))
    entry = AuditEntry.objects.get(thing_id=other)
    assert audit.prove(entry.pk) is None
    audit.seal(now=NOW)
    proof = audit.prove(entry.pk)
    assert proof is not None
    assert proof.holds
    assert len(proof.path) == 3
    assert proof.root == AuditSeal.objects.get(number=proof.seal).root


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_seal_each_entry_once() -> None:
    write(40)

    def run() -> None:
        audit.seal(now=NOW)
        connection.close()

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = audit.verify()
    assert report.sound, report.problems
    assert (report.entries, report.unsealed) == (40, 0)


leaves_of = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@given(leaves_of)
def test_the_one_pass_root_is_the_root_of_the_standard(contents: list[bytes]) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    assert merkle.root(leaves) == recursive_root(leaves)


@given(leaves_of, st.data())
def test_every_inclusion_proof_leads_to_the_root(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.path(leaves, index)
    assert merkle.root_from(leaves[index], index, len(leaves), proof) == merkle.root(leaves)


@given(leaves_of, st.data())
def test_a_flipped_bit_changes_the_root(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = bytearray(leaves[index])
    changed[bit // 8] ^= 1 << bit % 8
    assert merkle.root([*leaves[:index], bytes(changed), *leaves[index + 1 :]]) != merkle.root(
        leaves
    )


@given(leaves_of, st.integers(-3, 60), st.integers(0, 8))
def test_a_proof_of_the_wrong_length_fits_nothing(
    contents: list[bytes], index: int, length: int
) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    right = 0 <= index < len(leaves) and len(merkle.path(leaves, index)) == length
    found = merkle.root_from(leaves[0], index, len(leaves), [leaves[0]] * length)
    assert (found is not None) == right


def test_the_empty_tree_and_the_first_trees_have_the_roots_of_the_standard() -> None:
    assert merkle.root([]).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert merkle.root([merkle.leaf(b"")]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
