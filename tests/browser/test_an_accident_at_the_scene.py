"""An accident at the scene, on the mediator's phone: from the empty form to the sealed paper in a dozen screens.

What every screen asks is told by tests/mediation/test_express.py; here it is tapped and looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from maplebridge.channels import public as channels
from maplebridge.insight.actions import count_handling
from maplebridge.mediation.models import MediationFile
from tests.browser.test_every_page import LOOK
from tests.mediation.cast import build_room
from tests.story.test_in_a_browser import picture, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 12
TYPED: dict[str, dict[str, str]] = {
    "scene": {
        "a_name": "王奶奶", "a_phone": "13900000001", "b_name": "陈邻居", "b_phone": "13900000002",
        "facts": "轿车右转，碰倒直行的电动自行车。车损，没有人受伤。",
    },
    "losses": {"a_repair": "1350"},
    "sheet": {"insurer1-agent": "李理赔", "insurer1-phone": "13900000055"},
    "terms": {"pay1-account": "农业银行 6228 4800 0000 0000 027", "clauses": "陈邻居当面道歉。"},
}  # fmt: skip
VEHICLES = {"a_kind": "nonmotor", "b_kind": "motor", "blame": "none"}
"""Wang rides and bears none of it, so nobody has to say a share."""


class Lane:
    """The phone that goes from hand to hand, the screens it showed and what looked wrong on them."""

    def __init__(self, page: Page, codes: list[str]) -> None:
        self.page, self.codes = page, codes
        self.shown: list[str] = []
        self.faults: list[str] = []

    def see(self, stop: str) -> None:
        self.shown.append(stop)
        found = self.page.evaluate(LOOK)
        loud = self.page.locator("main .button-primary:visible").count()
        found += [] if loud == 1 else [f"{loud} loud buttons"]
        self.faults += [f"{stop}: {one}" for one in found]

    def go_on(self) -> None:
        self.page.locator("main form.form .button-primary").click()
        self.page.wait_for_load_state()

    def fill(self, stop: str) -> None:
        self.see(stop)
        for name, words in TYPED.get(stop, {}).items():
            self.page.locator(f"[name='{name}']").fill(words)
        self.go_on()

    def sign(self, name: str) -> None:
        self.see("sign")
        self.page.locator("[name=code_please]").click()
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=code]").fill(self.codes[-1])
        self.go_on()


def test_scratches_are_settled_at_the_scene_in_a_dozen_screens_and_read_back(
    phone_page: Page, live_server: Any, take_picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    monkeypatch.setattr(channels, "send_sms", lambda phone, text, *, code="": codes.append(code))
    room, page = build_room(), phone_page
    page.set_default_timeout(60_000)  # the paper is sealed while somebody waits
    sign_in(page, live_server, room.he)
    page.goto("/mediation/desk/")
    page.locator("main a[href$='/express/']").click()
    lane = Lane(page, codes)
    for agrees in ("a_agrees", "b_agrees"):
        page.locator(f"[name={agrees}]").check()
    lane.fill("scene")
    page.locator("[name=asked]").check()
    lane.fill("fit")
    for name, value in VEHICLES.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.locator("[name=b_insurer]").fill("甲保险")
    lane.fill("vehicles")
    lane.fill("losses")
    page.set_input_files("[name='insurer1-paper']", picture())
    take_picture(page, "scene-sheet")
    lane.fill("sheet")
    lane.fill("terms")
    for name in ("王奶奶", "陈邻居", "李理赔"):
        lane.sign(name)
    lane.fill("sign")  # the mediator, who signed in, needs no code
    lane.see("done")
    assert len(lane.shown) <= MOST, lane.shown

    with page.expect_download() as sealed:
        page.locator("main .button-primary").click()
    assert sealed.value.path().read_bytes().startswith(b"%PDF")
    file = MediationFile.objects.get()
    assert file.state == "agreed"
    for way, said in (("reckoning/versions/1", "1,350.00"), ("agreement", "壹仟叁佰伍拾元整")):
        page.goto(f"/mediation/{file.pk}/{way}/")
        assert said in page.locator("main").inner_text()
        lane.faults += page.evaluate(LOOK)
    take_picture(page, "scene-agreement")
    count_handling(now=timezone.now())  # the quarters before, without a file
    page.goto("/insight/handling/")
    assert page.locator("main .stat").count() == 4
    lane.faults += page.evaluate(LOOK)
    assert not lane.faults, "\n".join(lane.faults)
