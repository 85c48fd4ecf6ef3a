"""`maplebridge channels`: set up the official account: its menu, and a code for each grid."""

from __future__ import annotations

import argparse

HELP = "make the menu of the WeChat account, and the codes that hang in the grids"


def arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", required=True)
    verbs = ways.add_parser("wechat", help="the official account").add_subparsers(
        dest="verb", required=True
    )
    verbs.add_parser("menu", help="make its three buttons")
    codes = verbs.add_parser("codes", help="make the code of every grid that has none")
    codes.add_argument("--most", type=int, default=2000, help="at most so many in one run")


def run(options: argparse.Namespace) -> int:
    return _menu() if options.verb == "menu" else _codes(options.most)


def _menu() -> int:
    from django.conf import settings
    from django.utils import timezone, translation

    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.viewer import SYSTEM

    from .. import actions

    try:
        with translation.override(settings.LANGUAGE_CODE):
            menu = actions.first_menu()
        actions.publish_menu(viewer=SYSTEM, menu=menu, now=timezone.now())
    except RuleBroken as problem:
        print(f"{problem.sentence} `maplebridge doctor` looks at the settings.")
        return 1
    print(
        "The menu is made. Phones show it within a day; follow the account anew to see it at once."
    )
    return 0


def _codes(most: int) -> int:
    from django.utils import timezone

    from maplebridge.core.viewer import SYSTEM, Level
    from maplebridge.territory import public as territory

    from .. import actions

    made, after = 0, ""
    while made < most:
        grids = territory.places_below("", Level.GRID, after=after, limit=100)
        for grid in grids[: most - made]:
            actions.make_grid_code(viewer=SYSTEM, place_id=grid.pk, now=timezone.now())
            made, after = made + 1, grid.path
        if not grids:
            break
    print(f"{made} grids have their code. Print each at /channels/codes/ID/.")
    return 0
