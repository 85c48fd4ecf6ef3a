"""`maplebridge audit`: seal the record, verify it, and read what happened to one thing."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from maplebridge.core import audit
from maplebridge.core.models import AuditEntry

HELP = "Seal and verify the record of every verb and the timelines; show one thing's entries."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="recompute every seal; exit status 1 if one is broken")
    verify.add_argument("--root", default="", help="the head that was written down elsewhere")
    verify.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="of the timelines only what was sealed from this day on; the chain is checked whole",
    )
    verbs.add_parser("seal", help="close all that is open and print the head to write down")
    show = verbs.add_parser("show", help="the entries of one thing, oldest first, with proofs")
    show.add_argument("thing", type=UUID, metavar="THING_ID")
    show.add_argument("--limit", type=int, default=500)


def run(options: argparse.Namespace) -> int:
    if options.verb == "seal":
        now = timezone.now()
        for seal, _ in _books().values():
            import_string(seal)(now=now)
        audit.seal(now=now)
    if options.verb == "show":
        return _show(options.thing, options.limit)
    return _verify(getattr(options, "root", ""), getattr(options, "since", None))


def _verify(root: str, since: date | None) -> int:
    sound = [_verify_book(name, verify, since) for name, (_, verify) in _books().items()]
    report = audit.verify(root=root)
    print(f"{report.seals} seals, {report.entries} entries, {report.unsealed} not sealed yet")
    print(f"head {report.head}")
    for problem in report.problems:
        print(f"✗ seal {problem.seal}: {problem.why}")
    if report.anchored is False:
        print("✗ the head you gave is not in the chain: the newest seals were cut off or replaced")
    if report.sound and all(sound):
        print("✓ nothing was changed, added or removed" + (" since your head" if root else ""))
        return 0
    return 1


def _books() -> dict[str, tuple[str, str]]:
    """What else is sealed: by name, the function that seals and the one that verifies."""
    books: dict[str, tuple[str, str]] = import_module(settings.WIRING).BOOKS
    return books


def _verify_book(name: str, verify: str, since: date | None) -> bool:
    begin = datetime.combine(since, time(), timezone.get_current_timezone()) if since else None
    report: Any = import_string(verify)(since=begin)
    print(
        f"{name}: {report.seals} seals, {report.lines} lines, {report.erased} of them with words "
        f"erased lawfully, {report.unsealed} not sealed yet"
    )
    for said in report.erasures:
        print(f"  {said}")
    for fault in report.faults:
        print(f"✗ {fault}")
    return not report.faults


def _show(thing: UUID, limit: int) -> int:
    entries = AuditEntry.objects.filter(thing_id=thing).order_by("id")[:limit]
    for entry in entries:
        proof = audit.prove(entry.pk)
        seal = "not sealed" if proof is None else f"seal {proof.seal}"
        holds = "" if proof is None else " ✓" if proof.holds else " ✗"
        who = entry.actor_id or entry.actor_kind
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
        print(f"{at} {who} {entry.verb} {entry.thing_kind} {entry.facts} [{seal}{holds}]")
    if not entries:
        print("no entries for this thing")
    return 0
