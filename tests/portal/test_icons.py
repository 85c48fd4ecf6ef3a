"""The drawings that templates ask for exist, and /design/ shows all of them."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import maplebridge
from maplebridge.matters.public import ClosingCode
from maplebridge.portal.templatetags.portal_tags import STATES, state_badge
from maplebridge.portal.views import COLOURS, ICONS


def drawn() -> set[str]:
    sprite = resources.files("maplebridge.portal") / "static/portal/icons.svg"
    return set(re.findall(r'<symbol id="([\w-]+)"', sprite.read_text("utf-8")))


def test_the_design_page_shows_every_drawing() -> None:
    assert set(ICONS) == drawn()


def test_templates_ask_only_for_what_is_drawn() -> None:
    root = Path(maplebridge.__file__).parent
    asked = {
        name
        for page in root.glob("*/templates/**/*.html")
        for name in re.findall(r'{%\s*icon "([\w-]+)"(?!\|)', page.read_text("utf-8"))
    }
    assert asked <= drawn()
    assert {state_badge(state)["icon_name"] for state in STATES} <= drawn()
    assert {state_badge("closed", code.value)["icon_name"] for code in ClosingCode} <= drawn()


def test_every_swatch_has_a_rule() -> None:
    folder = resources.files("maplebridge.portal") / "static/portal/css"
    css = (folder / "components.css").read_text("utf-8")
    assert all(f".swatch-{name}::before" in css for name in COLOURS)
