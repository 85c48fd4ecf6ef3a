"""`maplebridge appoint`: give the first head, or anybody, a post from the server's own console."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

HELP = "give somebody a post, such as the first head of the jurisdiction"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True)
    parser.add_argument(
        "--phone", required=True, help="mobile number that the person signs in with"
    )
    parser.add_argument("--role", default="head", help="head, operator, grid_worker, mediator, ...")
    parser.add_argument("--place", default="", help="code of the place (default: the jurisdiction)")
    parser.add_argument("--until", type=date.fromisoformat, help="last day (default: open)")


def run(options: argparse.Namespace) -> int:
    from maplebridge.core.calendar import today
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.viewer import SYSTEM, Role
    from maplebridge.people.actions import appoint_by_phone
    from maplebridge.territory.public import place_by_code, root

    if options.role not in {role.value for role in Role}:
        raise RuleBroken("role_unknown", roles=", ".join(role.value for role in Role))
    now = datetime.now(UTC)
    post = appoint_by_phone(
        viewer=SYSTEM,
        name=options.name,
        phone=options.phone,
        role=Role(options.role),
        place=place_by_code(options.place) if options.place else root(),
        term_from=today(now),
        term_to=options.until,
        now=now,
    )
    print(f"{post.person.name}: {post.role}, {post.place.name}, from {post.term_from}")
    return 0
