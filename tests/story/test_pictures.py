"""The picture in the README: a resident's home on a phone beside a grid worker's inbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from PIL import Image

from maplebridge.people.models import Account
from maplebridge.worlds import cast
from maplebridge.worlds.seed import seed
from tests.conftest import PICTURES
from tests.story.test_in_a_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP, HEIGHT = 48, 844


def _shot(page: Page, path: str) -> Path:
    target = PICTURES / f"readme-{path.strip('/').replace('/', '-') or 'home'}.png"
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(target))
    return target


def test_the_readme_shows_the_product_as_it_is(
    phone_page: Page, desk_page: Page, live_server: Any
) -> None:
    PICTURES.mkdir(exist_ok=True)
    seed(world="village", now=timezone.now())
    elder = Account.objects.get(phone=cast.ELDER.phone).person
    worker = Account.objects.get(phone=cast.WORKER.phone).person
    assert elder is not None
    assert worker is not None
    sign_in(phone_page, live_server, elder)
    left = Image.open(_shot(phone_page, "/"))
    sign_in(desk_page, live_server, worker)
    desk_page.set_viewport_size({"width": 1080, "height": HEIGHT})
    right = Image.open(_shot(desk_page, "/matters/inbox/"))
    both = Image.new("RGB", (left.width + right.width + GAP, HEIGHT), "#ffffff")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + GAP, 0))
    both.quantize(128).save(PICTURES / "home.png", optimize=True)
    assert both.width > left.width
