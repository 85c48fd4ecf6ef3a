"""Every pair of colours that the design puts on each other can be read, in light and in dark."""

from __future__ import annotations

import re
from importlib import resources

import pytest

TEXT = 4.5
"""Words. WCAG 2.2, 1.4.3."""
SHAPE = 3.0
"""Large figures, borders of fields and the focus ring. WCAG 2.2, 1.4.11."""

PAIRS: list[tuple[str, str, float]] = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "sunk", TEXT),
    ("ink", "maple-wash", TEXT),
    ("ink", "lake-wash", TEXT),
    ("ink", "pine-wash", TEXT),
    ("ink", "ginkgo-wash", TEXT),
    ("ink", "alarm-wash", TEXT),
    ("ink-soft", "paper", TEXT),
    ("ink-soft", "surface", TEXT),
    ("ink-soft", "sunk", TEXT),
    ("ink-soft", "maple-wash", TEXT),
    ("paper", "ink", TEXT),
    ("maple", "paper", TEXT),
    ("maple", "surface", TEXT),
    ("maple", "maple-wash", TEXT),
    ("on-fill", "maple-fill", TEXT),
    ("on-fill", "maple-fill-deep", TEXT),
    ("lake", "paper", TEXT),
    ("lake", "surface", TEXT),
    ("lake", "sunk", TEXT),
    ("lake", "lake-wash", TEXT),
    ("lake", "alarm-wash", TEXT),
    ("pine", "pine-wash", TEXT),
    ("ginkgo", "ginkgo-wash", TEXT),
    ("alarm", "paper", TEXT),
    ("alarm", "surface", TEXT),
    ("alarm", "alarm-wash", TEXT),
    ("line-strong", "paper", SHAPE),
    ("line-strong", "surface", SHAPE),
    ("maple-fill", "surface", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
    ("focus", "sunk", SHAPE),
]


def blocks(css: str) -> dict[str, dict[str, str]]:
    """The three colour blocks of tokens.css by name: light, device (dark by device) and dark."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    heads = {
        "light": r":root,\s*\[data-theme=\"light\"\]",
        "device": r":root:not\(\[data-theme=\"light\"\]\)",
        "dark": r"(?<=\n)\[data-theme=\"dark\"\]",
    }
    found = {}
    for name, head in heads.items():
        match = re.search(head + r"\s*\{(.*?)\}", css, flags=re.S)
        assert match, f"tokens.css has no block for {name}"
        found[name] = dict(re.findall(r"--([\w-]+):\s*([^;]+);", match[1]))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def too_faint(colours: dict[str, str], pairs: list[tuple[str, str, float]]) -> list[str]:
    return [
        f"{text} on {ground}: {ratio(colours[text], colours[ground]):.2f} < {least}"
        for text, ground, least in pairs
        if ratio(colours[text], colours[ground]) < least
    ]


@pytest.fixture
def tokens() -> dict[str, dict[str, str]]:
    folder = resources.files("maplebridge.portal") / "static/portal/css"
    return blocks((folder / "tokens.css").read_text("utf-8"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_can_be_read(tokens: dict[str, dict[str, str]], theme: str) -> None:
    assert too_faint(tokens[theme], PAIRS) == []


def test_dark_by_choice_and_dark_by_device_are_the_same(
    tokens: dict[str, dict[str, str]],
) -> None:
    assert tokens["dark"] == tokens["device"]
    assert set(tokens["dark"]) == set(tokens["light"])


def test_colours_are_named_in_tokens_only() -> None:
    folder = resources.files("maplebridge.portal") / "static/portal/css"
    for name in ("base.css", "layout.css", "components.css"):
        bare = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", (folder / name).read_text("utf-8"))
        assert bare == [], f"{name} names a colour; give it a token"


def test_a_faint_pair_is_found() -> None:
    faint = {"ink": "#999999", "paper": "#ffffff"}
    assert too_faint(faint, [("ink", "paper", TEXT)]) == ["ink on paper: 2.85 < 4.5"]


def test_the_measure_agrees_with_known_values() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
