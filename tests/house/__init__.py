"""House rules that no off-the-shelf tool knows.

Each checker takes what it looks at and returns one sentence per problem: where, why it matters, and
the cure. test_the_house.py runs them on the house, test_planted.py shows that each one bites.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "maplebridge"

# The same order as in .importlinter; siblings share a number and never import each other.
FLOORS = {
    "core": 0,
    "territory": 1,
    "people": 2,
    "channels": 3,
    "ledger": 3,
    "organisations": 3,
    "matters": 4,
    "precepts": 4,
    "mediation": 5,
    "assembly": 5,
    "bank": 5,
    "square": 5,
    "review": 5,
    "estate": 5,
    "passes": 5,
    "services": 5,
    "care": 5,
    "patrols": 5,
    "timebank": 5,
    "portal": 6,
    "insight": 6,
}
ROOF = {"settings", "urls", "wiring", "retention", "worlds", "__main__", "wsgi", "asgi"}


def tracked_files(root: Path = ROOT) -> list[Path]:
    """What git holds or is about to hold; without git, all but the usual caches."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True)
    if done.returncode:
        hidden = (path for path in root.rglob("*") if path.is_file())
        return [path for path in hidden if not _is_cache(path.relative_to(root))]
    names = done.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def _is_cache(path: Path) -> bool:
    return any(
        part in {"node_modules", "var", "vendor", "__pycache__", "dist"} or part.startswith(".")
        for part in path.parts[:-1]
    )
