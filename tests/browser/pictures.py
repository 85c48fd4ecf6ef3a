"""The pictures of README and tour, taken of a demo that runs: `python -m tests.browser.pictures [FOLDER]`.

A street in part is seeded, people sign in as a visitor would, and each picture is one screen or several
phones beside each other, in few colours. tests/house looks at what lies in docs/images.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from maplebridge.worlds import cast
from tests.servers import chromium_path, end_process, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "images"
WORLD = "street/40"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
"""The ending of a file and the visitor's language."""
PHONE, DESK = (390, 844), (1280, 860)
GAP, PAPER = 32, "#d9d4cc"
COLOURS = 96
SECONDS_TO_START = 180


@dataclass(frozen=True)
class Shot:
    """One screen: who looks, at what, and what they do there before the picture is taken."""

    who: cast.Member
    address: str
    act: Callable[[Page], None] = lambda page: None


def first_matter(page: Page) -> None:
    """The newest closed matter of a list of one's own."""
    page.goto(
        page.locator("main a.list-row", has=page.locator(".tone-done")).first.evaluate(
            "e => e.href"
        )
    )


def wording(page: Page) -> None:
    page.fill("[name=words]", "楼道灯坏了两天，老人下楼看不见台阶")
    page.wait_for_selector("#kinds-hint")
    page.evaluate(
        "scrollTo(0, document.querySelector('[name=words]').getBoundingClientRect().top - 64)"
    )


def calling(page: Page) -> None:
    """What a caller says, looked up: kinds, places and what was perhaps reported already."""
    page.fill("[name=words]", "活动室的水龙头一直滴水，地上湿")
    page.fill("[name=place_search]", "第一网格")
    page.fill("[name=caller]", cast.VOLUNTEER.phone)
    with page.expect_navigation():
        page.click("[name=look]")
    page.locator("[name=place]").first.check()
    page.evaluate("scrollTo(0, 0)")


def adopted(page: Page) -> None:
    """The proposal that waits for a decision, at what would have happened."""
    page.goto(
        page.locator("main a.list-row", has=page.locator(".tone-waiting")).first.evaluate(
            "e => e.href"
        )
    )


PICTURES: dict[str, tuple[tuple[int, int], tuple[Shot, ...]]] = {
    "phones": (
        PHONE,
        (
            Shot(cast.YOUNGER, "/"),
            Shot(cast.YOUNGER, "/matters/report/", wording),
            Shot(cast.YOUNGER, "/matters/", first_matter),
        ),
    ),
    "inbox": (DESK, (Shot(cast.WORKER, "/matters/inbox/"),)),
    "console": (DESK, (Shot(cast.OPERATOR, "/matters/console/", calling),)),
    "proposal": (DESK, (Shot(cast.HEAD, "/review/proposals/", adopted),)),
}
"""Name of the file, size of each screen, and the screens from left to right."""


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "MAPLEBRIDGE_DATA_DIR": folder,
            "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "MAPLEBRIDGE_LOG_LEVEL": "ERROR",
        }
        command = [
            sys.executable,
            "-m",
            "maplebridge",
            "demo",
            "--world",
            WORLD,
            "--port",
            str(port),
        ]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            end_process(process.pid)
            process.wait(30)


def _wait(url: str) -> None:
    ends = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends:
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return
        time.sleep(0.5)
    raise TimeoutError(f"no demo at {url} after {SECONDS_TO_START} seconds")


def signed_in(
    browser: Browser, url: str, language: str, size: tuple[int, int], who: cast.Member
) -> Page:
    """A browser of one of the cast, who gave number and password on the page."""
    context = browser.new_context(
        base_url=url, viewport={"width": size[0], "height": size[1]}, locale="zh-CN",
        timezone_id="Asia/Shanghai", reduced_motion="reduce",
    )  # fmt: skip
    context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    page = context.new_page()
    page.goto("/account/login/")
    form = page.locator("form", has=page.locator("[name=password]"))
    for folded in page.locator("main details:not([open]) > summary").all():
        folded.click()
    form.locator("[name=login]").fill(who.phone)
    form.locator("[name=password]").fill(cast.PASSWORD)
    with page.expect_navigation():
        form.locator("button").first.click()
    return page


def taken(
    browser: Browser, url: str, language: str, size: tuple[int, int], shot: Shot
) -> Image.Image:
    page = signed_in(browser, url, language, size, shot.who)
    page.goto(shot.address)
    shot.act(page)
    page.wait_for_load_state("networkidle")
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    return image


def beside(images: list[Image.Image]) -> Image.Image:
    """Side by side on paper, in few colours: text stays sharp and the file small."""
    edge = GAP if len(images) > 1 else 0
    width = sum(image.width for image in images) + GAP * (len(images) - 1) + 2 * edge
    whole = Image.new("RGB", (width, images[0].height + 2 * edge), PAPER)
    left = edge
    for image in images:
        whole.paste(image, (left, edge))
        left += image.width + GAP
    return whole.quantize(COLOURS)


def main(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for ending, language in LANGUAGES.items():
            for name, (size, shots) in PICTURES.items():
                images = [taken(browser, url, language, size, shot) for shot in shots]
                path = folder / f"{name}-{ending}.png"
                beside(images).save(path, optimize=True)
                print(f"{path}  {path.stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
