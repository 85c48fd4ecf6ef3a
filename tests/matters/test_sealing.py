"""The sealed timeline: whatever is changed, removed or added behind the program's back is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.__main__ import main
from maplebridge.core import audit, files
from maplebridge.core.models import AuditEntry
from maplebridge.core.values import uuid7
from maplebridge.matters import actions, queries
from maplebridge.matters.models import (
    Matter,
    MatterEvent,
    MatterPhoto,
    Rating,
    SealedLine,
    TimelineSeal,
)
from maplebridge.matters.rules import sealed
from tests.core.test_audit import without_guards
from tests.world import NOON, World, photo, viewer

HOUR = timedelta(hours=1)


@pytest.fixture
def told(world: World) -> Matter:
    """Reported with a photo, answered, disputed, answered, rated; and sealed."""
    wang, li = viewer(world.wang), viewer(world.li)
    picture = files.ingest(photo(), now=NOON)
    sent = actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, photos=(picture.pk,)
    )
    matter = actions.report(viewer=wang, sent=sent, now=NOON).matter
    for hours, words in ((1, "好了"), (3, "这回好了")):
        now = NOON + hours * HOUR
        actions.answer(viewer=li, matter_id=matter.pk, text=words, now=now)
        if hours == 1:
            actions.dispute(viewer=wang, matter_id=matter.pk, reason="还黑", now=now + HOUR)
    actions.rate(
        viewer=wang, matter_id=matter.pk, stars=5, solved=True, text="谢谢", now=NOON + 4 * HOUR
    )
    actions.seal_all(now=NOON + 5 * HOUR)
    return Matter.objects.get(pk=matter.pk)


def raw(value: Any) -> Any:
    return value if connection.vendor == "postgresql" or not hasattr(value, "hex") else value.hex


def faults() -> list[str]:
    return queries.verify_timeline().faults


def test_a_told_story_is_sealed_once_and_verifies(told: Matter) -> None:
    report = queries.verify_timeline()
    assert report.faults == []
    assert (report.seals, report.lines, report.unsealed) == (1, 8, 0)
    kinds = SealedLine.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["event"] * 5 + ["closing", "rating", "round"]
    actions.seal_all(now=NOON + 6 * HOUR)
    actions.seal_recent(now=NOON + 6 * HOUR)
    assert TimelineSeal.objects.count() == 1
    assert AuditEntry.objects.filter(verb="timeline.seal").count() == 1


LAST = (
    "WHERE id = (SELECT id FROM matters_matterevent WHERE verb = 'answer' ORDER BY id DESC LIMIT 1)"
)
EDITS = {
    "text": (f"UPDATE matters_matterevent SET text = 'TAMPERED' {LAST}", "the words, a photo"),
    "emptied": (f"UPDATE matters_matterevent SET text = '' {LAST}", "the words, a photo"),
    "code": (f"UPDATE matters_matterevent SET code = 'not_ours' {LAST}", "was changed"),
    "earlier code": (f"UPDATE matters_matterevent SET earlier_code = 'road' {LAST}", "was changed"),
    "verb": (f"UPDATE matters_matterevent SET verb = 'start' {LAST}", "was changed"),
    "actor": (f"UPDATE matters_matterevent SET actor_id = NULL {LAST}", "was changed"),
    "writer": ("UPDATE matters_matterevent SET actor_id = NULL WHERE verb = 'report'", "the writer"),
    "by whom": (f"UPDATE matters_matterevent SET by_reporter = NOT by_reporter {LAST}", "was changed"),
    "from": (f"UPDATE matters_matterevent SET from_state = 'working' {LAST}", "was changed"),
    "to": (f"UPDATE matters_matterevent SET to_state = 'working' {LAST}", "was changed"),
    "closing": (f"UPDATE matters_matterevent SET closing = 7 {LAST}", "was changed"),
    "at": (f"UPDATE matters_matterevent SET at = '2026-03-04 05:06:07.891010+00:00' {LAST}", "was changed"),
    "until": (f"UPDATE matters_matterevent SET until = '2026-03-04 05:06:07.891010+00:00' {LAST}", "was changed"),
    "deputy": (f"UPDATE matters_matterevent SET deputy_for_id = actor_id {LAST}", "was changed"),
    "to post": (f"UPDATE matters_matterevent SET to_post_id = (SELECT id FROM people_post LIMIT 1) {LAST}", "was changed"),
    "other matter": ("UPDATE matters_matterevent SET matter_id = %s WHERE verb = 'rate'", "was changed"),
    "stars": ("UPDATE matters_rating SET stars = 1", "the rating of"),
    "solved": ("UPDATE matters_rating SET solved = NOT solved", "the rating of"),
    "rating text": ("UPDATE matters_rating SET text = ''", "the words, a photo or the writer of the rating"),
    "rating gone": ("DELETE FROM matters_rating", "a rating that was sealed is missing"),
    "reason added": ("INSERT INTO matters_ratingreason (id, rating_id, reason) SELECT id, id, 'too_slow' FROM matters_rating", "the rating of"),
    "photo gone": ("DELETE FROM matters_matterphoto", "the words, a photo"),
    "photo order": ('UPDATE matters_matterphoto SET "order" = 3', "the words, a photo"),
    "photo bytes": ("UPDATE core_storedfile SET sha256 = '" + "0" * 64 + "'", "the words, a photo"),
    "photo moved": (f"UPDATE matters_matterphoto SET event_id = (SELECT id FROM matters_matterevent {LAST})", "the words, a photo"),
    "removed": ("DELETE FROM matters_matterevent WHERE verb = 'rate'", "is missing"),
    "closing code": ("UPDATE matters_matter SET closing_code = 'not_ours'", "the ending or a deadline"),
    "deadline": ("UPDATE matters_matter SET settle_due_at = '2027-03-04 05:06:07+00:00'", "the ending or a deadline"),
    "first deadline": ("UPDATE matters_matter SET first_answer_due_at = '2027-03-04 05:06:07+00:00'", "the ending or a deadline"),
    "round": ("UPDATE matters_matterround SET settle_due_at = '2027-03-04 05:06:07+00:00'", "the deadlines of the round"),
    "opened silently": ("UPDATE matters_matter SET state = 'reopened', closed_at = NULL, closing_code = ''", "the ending of the matter"),
    "leaf": ("UPDATE matters_sealedline SET leaf = veil WHERE position = 0", "what it knows of a line was changed"),
    "veil": ("UPDATE matters_sealedline SET veil = salt WHERE position = 0", "was changed"),
    "salt": ("UPDATE matters_sealedline SET salt = veil WHERE position = 0", "the words, a photo"),
    "salt gone": ("UPDATE matters_sealedline SET salt = %b WHERE position = 0", "no erasure is in the audit"),
    "line of the seal": ("DELETE FROM matters_sealedline WHERE position = 3", "7 of them are known"),
    "root": ("UPDATE matters_timelineseal SET root = previous", "the seal itself was changed"),
    "count": ("UPDATE matters_timelineseal SET count = 7", "the seal itself was changed"),
    "chained": ("UPDATE matters_timelineseal SET chained = root", "the audit does not know it"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), EDITS.values(), ids=list(EDITS))
def test_each_edit_behind_the_programs_back_is_named(
    told: Matter, world: World, statement: str, said: str
) -> None:
    values: list[object] = []
    if "%s" in statement:
        sent = actions.Report(words="另一件", category="lighting", place_id=world.grid.pk)
        other = actions.report(viewer=viewer(world.chen), sent=sent, now=NOON + 5 * HOUR).matter
        values = [raw(other.pk)]
    if "%b" in statement:
        statement, values = statement.replace("%b", "%s"), [b""]
    without_guards(statement, values)
    found = faults()
    assert any(said in fault for fault in found), found
    if "timelineseal" not in statement and "sealedline" not in statement:
        assert told.reference in found[0]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.booleans()
        | st.none()
        | st.integers(-(2**53), 2**53)
        | st.uuids()
        | st.datetimes(timezones=st.just(UTC))
    )
)
def test_the_bytes_under_a_seal_are_those_of_the_first_seals(values: list[Any]) -> None:
    """However they are written now, they are plain JSON without blanks, in UTF-8."""
    plain = [
        one.hex
        if isinstance(one, UUID)
        else one.isoformat(timespec="microseconds")
        if isinstance(one, datetime)
        else one
        for one in ["event", *values, "ab"]
    ]
    wanted = json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()
    assert sealed.leaf("event", values, b"\xab") == wanted


def test_cutting_off_the_newest_seals_contradicts_the_audit(told: Matter) -> None:
    without_guards("DELETE FROM matters_sealedline", [])
    without_guards("DELETE FROM matters_timelineseal", [])
    assert "the audit knows 1 seals of the timeline, 0 are there" in faults()
    audit.seal(now=NOON)
    assert audit.verify().sound


def copied_line(told: Matter, at: Any) -> None:
    line = MatterEvent.objects.filter(matter=told, verb="answer").latest("id")
    MatterEvent(
        id=uuid7(), matter=told, verb="answer", actor=line.actor, text="早就修过", at=at,
        from_state=line.from_state, to_state=line.to_state, code=line.code, closing=line.closing,
    ).save(force_insert=True)  # fmt: skip


def test_a_line_added_later_for_an_earlier_day_is_named_before_and_after_it_is_sealed(
    told: Matter,
) -> None:
    copied_line(told, NOON - timedelta(days=3))
    assert any("was added after the lines of its time" in fault for fault in faults())
    actions.seal_all(now=NOON + timedelta(days=1))
    found = faults()
    assert any("was added after" in fault and told.reference in fault for fault in found), found


def test_a_dispute_after_the_closing_is_no_fault(told: Matter, world: World) -> None:
    actions.dispute(
        viewer=viewer(world.wang), matter_id=told.pk, reason="又黑了", now=NOON + 6 * HOUR
    )
    assert faults() == []
    actions.seal_recent(now=NOON + 7 * HOUR)
    report = queries.verify_timeline()
    assert (report.faults, report.seals, report.unsealed) == ([], 2, 0)


def test_the_lawful_erasure_leaves_the_seal_whole_and_its_day_is_said(told: Matter) -> None:
    gone = NOON + timedelta(days=1096)
    actions.purge_expired(now=gone)
    assert not MatterPhoto.objects.exists()
    assert not any(bytes(salt) for salt in SealedLine.objects.values_list("salt", flat=True))
    report = queries.verify_timeline()
    assert report.faults == []
    assert report.erased == 6
    assert report.erasures == [f"{told.reference}: words erased lawfully on {gone:%Y-%m-%d}"]
    without_guards(f"UPDATE matters_matterevent SET text = '别的话' {LAST}", [])
    assert any("says something again" in fault for fault in faults())
    without_guards(f"UPDATE matters_matterevent SET text = '', code = 'fixed2' {LAST}", [])
    assert any("was changed after it was sealed" in fault for fault in faults())


def test_an_erasure_before_its_time_is_named(told: Matter) -> None:
    with transaction.atomic():
        audit.record(
            viewer=viewer_of_the_system(), verb="matter.purge", thing=told,
            now=NOON + timedelta(days=30), days=1095,
        )  # fmt: skip
    SealedLine.objects.filter(matter=told.pk).update(salt=b"")
    assert any("before their days were over" in fault for fault in faults())


def viewer_of_the_system() -> Any:
    from maplebridge.core.viewer import SYSTEM

    return SYSTEM


def test_what_was_sealed_before_the_day_asked_for_is_left_out(told: Matter) -> None:
    without_guards(f"UPDATE matters_matterevent SET text = 'TAMPERED' {LAST}", [])
    later = queries.verify_timeline(since=NOON + timedelta(days=1))
    assert (later.faults, later.lines, later.seals) == ([], 0, 1)
    assert queries.verify_timeline(since=NOON).faults


def test_the_command_names_the_line_and_ends_with_one(
    told: Matter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "seal"]) == 0
    assert "timeline: 1 seals, 8 lines, 0 of them" in capsys.readouterr().out
    without_guards(f"UPDATE matters_matterevent SET text = 'TAMPERED', code = 'fixed' {LAST}", [])
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().out
    assert f"✗ {told.reference}: the" in said
    assert "nothing was changed" not in said
    assert main(["audit", "verify", "--since", "2099-01-01"]) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM matters_sealedline",
        "UPDATE matters_sealedline SET leaf = veil",
        "UPDATE matters_sealedline SET salt = veil",
        "UPDATE matters_timelineseal SET count = 3",
        "DELETE FROM matters_timelineseal",
    ],
)
def test_the_database_refuses_to_change_a_seal(told: Matter, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_batches_of_any_size_cover_every_line(
    told: Matter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maplebridge.matters.actions.sealing.BATCH", 2)
    for number in range(5):
        sent = actions.Report(words=f"第{number}件", category="lighting", place_id=world.grid.pk)
        actions.report(viewer=viewer(world.chen), sent=sent, now=NOON + 5 * HOUR)
    actions.seal_all(now=NOON + 6 * HOUR)
    report = queries.verify_timeline()
    assert (report.faults, report.seals, report.lines, report.unsealed) == ([], 4, 13, 0)
    assert Rating.objects.count() == 1
