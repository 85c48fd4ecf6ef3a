"""`maplebridge audit`: seal the record, verify it, and read what happened to one thing."""

from __future__ import annotations

import argparse
from datetime import UTC
from uuid import UUID

from django.utils import timezone

from maplebridge.core import audit
from maplebridge.core.models import AuditEntry

HELP = "Seal and verify the record of every verb; show what happened to one thing."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="recompute every seal; exit status 1 if one is broken")
    verify.add_argument("--root", default="", help="the head that was written down elsewhere")
    verbs.add_parser("seal", help="close all open entries and print the head to write down")
    show = verbs.add_parser("show", help="the entries of one thing, oldest first, with proofs")
    show.add_argument("thing", type=UUID, metavar="THING_ID")
    show.add_argument("--limit", type=int, default=500)


def run(options: argparse.Namespace) -> int:
    if options.verb == "seal":
        audit.seal(now=timezone.now())
    if options.verb == "show":
        return _show(options.thing, options.limit)
    return _verify(getattr(options, "root", ""))


def _verify(root: str) -> int:
    report = audit.verify(root=root)
    print(f"{report.seals} seals, {report.entries} entries, {report.unsealed} not sealed yet")
    print(f"head {report.head}")
    for problem in report.problems:
        print(f"✗ seal {problem.seal}: {problem.why}")
    if report.anchored is False:
        print("✗ the head you gave is not in the chain: the newest seals were cut off or replaced")
    if report.sound:
        print("✓ nothing was changed, added or removed" + (" since your head" if root else ""))
    return 0 if report.sound else 1


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
