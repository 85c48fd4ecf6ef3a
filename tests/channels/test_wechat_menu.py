"""The operator sets the menu of the official account on a page, against WeChat's own protocol."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from maplebridge.channels import actions
from maplebridge.channels.models import Outgoing, WechatMenu
from maplebridge.channels.rules.menu import KEYS, Entry, Fault, faults, from_buttons, to_buttons
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import SYSTEM, Role
from tests import world
from tests.channels.stub import Stub
from tests.channels.wechat import event, post
from tests.world import NOON

PAGE = "/channels/menu/"
CREATE, STANDING = "/cgi-bin/menu/create", "/cgi-bin/get_current_selfmenu_info"
SITE = "https://maple.example"
TYPED = {
    "name-0": "报事", "does-0": "report",
    "name-1": "服务", "does-1": "list",
    "name-1-0": "办理进度查询", "does-1-0": "progress",
    "name-1-2": "我的", "does-1-2": "view", "url-1-2": "https://maple.example/people/",
}  # fmt: skip
BUTTONS = [
    {"type": "click", "name": "报事", "key": "report"},
    {
        "name": "服务",
        "sub_button": [
            {"type": "click", "name": "办理进度查询", "key": "progress"},
            {"type": "view", "name": "我的", "url": "https://maple.example/people/"},
        ],
    },
]


@pytest.fixture
def cast() -> world.World:
    return world.build_world()


@pytest.fixture
def client(cast: world.World, stub: Stub, settings: Any) -> Any:
    settings.SITE_URL = SITE
    stub.answers[STANDING] = {"is_menu_open": 0}
    keeper = world.person("周总值", "13900000009")
    world.post(keeper, Role.OPERATOR, cast.jurisdiction.root)
    made = world.client_for(keeper)
    made.cookies["django_language"] = "zh-hans"
    return made


pytestmark = pytest.mark.django_db


def test_the_menu_is_looked_at_first_and_published_then(client: Any, stub: Stub) -> None:
    page = client.post(PAGE, TYPED | {"do": "look"}).content.decode()
    assert "办理进度查询" in page
    assert 'value="publish"' in page
    assert stub.asked(CREATE) == []
    answer = client.post(PAGE, TYPED | {"do": "publish"}, follow=True)
    assert stub.asked(CREATE)[0].json == {"button": BUTTONS}
    assert stub.asked(CREATE)[0].query["access_token"] == ["T1"]
    page = answer.content.decode()
    assert "菜单已发布" in page
    assert "周总值" in page
    assert WechatMenu.objects.get().buttons == BUTTONS
    assert AuditEntry.objects.filter(verb="channels.publish_menu").count() == 1


def test_the_menu_that_stands_is_shown_and_can_be_changed(client: Any, stub: Stub) -> None:
    stub.answers[STANDING] = {
        "is_menu_open": 1,
        "selfmenu_info": {
            "button": [
                {"name": "旧菜单", "sub_button": {"list": [
                    {"type": "view", "name": "老页面", "url": "https://old.example/"},
                    {"type": "miniprogram", "name": "小程序", "appid": "wx1"},
                ]}},
                {"type": "click", "name": "进度", "key": "progress"},
            ]
        },
    }  # fmt: skip
    page = client.get(PAGE).content.decode()
    assert 'value="旧菜单"' in page
    assert 'value="https://old.example/"' in page
    assert "miniprogram" in page, "what we cannot set is at least told"


def test_what_cannot_be_made_here_goes_only_with_a_tick(client: Any, stub: Stub) -> None:
    stub.answers[STANDING] = {
        "is_menu_open": 1,
        "selfmenu_info": {"button": [
            {"type": "miniprogram", "name": "办事小程序", "appid": "wx1"},
            {"type": "click", "name": "进度", "key": "progress"},
        ]},
    }  # fmt: skip
    assert "办事小程序" in client.get(PAGE).content.decode()
    looked = client.post(PAGE, TYPED | {"do": "look"})
    assert looked.status_code == 200
    assert "可以从菜单中去掉" in looked.content.decode()
    refused = client.post(PAGE, TYPED | {"do": "publish"})
    assert refused.status_code == 422
    assert "请勾选同意去掉" in refused.content.decode()
    assert stub.asked(CREATE) == []
    assert client.post(PAGE, TYPED | {"do": "publish", "drops": "on"}).status_code == 302
    assert stub.asked(CREATE)[0].json == {"button": BUTTONS}


def test_that_wechat_is_away_is_said_at_the_look_too(client: Any, stub: Stub) -> None:
    stub.answers[STANDING] = 500
    page = client.post(PAGE, TYPED | {"do": "look"}).content.decode()
    assert "微信暂时没有应答" in page
    stub.answers[CREATE] = 500
    page = client.post(PAGE, TYPED | {"do": "publish"}).content.decode()
    assert page.count("微信暂时没有应答") == 1


def test_our_own_address_without_tls_is_told_before_wechat_hears_of_it(
    client: Any, stub: Stub, settings: Any
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    page = client.get(PAGE).content.decode()
    typed = {"name-0": "我的", "does-0": "view", "url-0": "http://127.0.0.1:8000/people/"}
    assert typed["url-0"] in page
    answer = client.post(PAGE, typed | {"do": "publish"})
    assert answer.status_code == 422
    assert "MAPLEBRIDGE_SITE_URL" in answer.content.decode()
    assert stub.asked(CREATE) == []


def test_an_entry_is_called_the_same_on_the_page_and_in_its_error(client: Any) -> None:
    page = client.post(PAGE, TYPED | {"name-1-0": "", "do": "look"}).content.decode()
    assert "第 2 个按钮下的第 1 项：名称" in page
    page = client.post(PAGE, TYPED | {"name-0": "", "do": "look"}).content.decode()
    assert "第 1 个按钮：名称" in page
    assert "第 1 项：" not in page


def test_what_wechat_says_is_told_in_words_and_what_was_typed_stays(
    client: Any, stub: Stub
) -> None:
    for said, told in (
        ({"errcode": 48001, "errmsg": "api unauthorized"}, "需要先认证"),
        ({"errcode": 40018, "errmsg": "invalid button name size"}, "40018"),
        ({"errcode": 45009, "errmsg": "reach max api daily quota limit"}, "微信暂时没有应答"),
        ({"errcode": 99999, "errmsg": "?"}, "99999"),
        (500, "微信暂时没有应答"),
    ):
        stub.answers[CREATE] = said
        answer = client.post(PAGE, TYPED | {"do": "publish"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert told in page, said
        assert 'value="办理进度查询"' in page
    assert not WechatMenu.objects.exists()


def test_a_page_without_wechat_says_what_is_missing(client: Any, settings: Any, stub: Stub) -> None:
    stub.answers[STANDING] = 500
    assert "微信暂时没有应答" in client.get(PAGE).content.decode()
    settings.WECHAT_APP_ID = ""
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "还没有设置微信" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name-0": "我要报一件事"}, "最多 5 个汉字"),
        ({"name-1-0": "字" * 21}, "最多 20 个汉字"),
        ({"name-0": ""}, "请给这一项取个名称"),
        ({"does-0": ""}, "请选择点击后做什么"),
        ({"url-1-2": "http://maple.example/"}, "以 https:// 开头"),
        ({"does-1": "report"}, "下面还有子菜单"),
        ({"url-0": "https://maple.example/"}, "点击后不会打开它"),
        ({"url-2": "https://maple.example/"}, "点击后不会打开它"),
        ({"does-1-0": "", "name-1-0": "", "does-1-2": "", "name-1-2": ""}, "下面没有子菜单"),
        (dict.fromkeys(TYPED, ""), "菜单还没有内容"),
        ({"does-1-0": "list"}, "list"),
    ],
)
def test_what_wechat_would_refuse_is_told_beside_its_entry(
    client: Any, stub: Stub, change: dict[str, str], told: str
) -> None:
    answer = client.post(PAGE, TYPED | change | {"do": "publish"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert stub.asked(CREATE) == []


def test_publications_are_paged_newest_first(client: Any, settings: Any) -> None:
    for number in range(22):
        WechatMenu.objects.create(
            app_id=settings.WECHAT_APP_ID,
            buttons=[{"type": "click", "name": f"第{number}次", "key": "report"}],
            published_at=NOON + timedelta(minutes=number),
        )
    page = client.get(PAGE).content.decode()
    assert "第21次" in page
    assert "第1次" not in page
    oldest = WechatMenu.objects.order_by("-id")[19]
    page = client.get(f"{PAGE}?before={oldest.pk}").content.decode()
    assert "第1次" in page
    assert page.count("来自命令行") == 2


def test_only_those_who_run_the_whole_place_set_the_menu(cast: world.World, client: Any) -> None:
    for who in (cast.wang, cast.li, cast.sun, cast.qian):
        assert world.client_for(who).get(PAGE).status_code == 403
        assert world.client_for(who).post(PAGE, TYPED).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", KEYS)
def test_every_tap_that_is_offered_is_answered(stub: Stub, cast: world.World, key: str) -> None:
    assert post(event("CLICK", key)).content == b"success"
    outbox.deliver_all()
    assert Outgoing.objects.get().text


def test_the_menu_of_the_command_is_one_that_the_page_would_publish(
    stub: Stub, settings: Any
) -> None:
    with pytest.raises(RuleBroken, match="MAPLEBRIDGE_SITE_URL"):
        actions.publish_menu(viewer=SYSTEM, menu=actions.first_menu(), now=NOON)
    assert stub.asked(CREATE) == []
    settings.SITE_URL = SITE
    menu = actions.first_menu()
    kept = actions.publish_menu(viewer=SYSTEM, menu=menu, now=NOON)
    assert from_buttons(kept.buttons) == menu
    assert kept.published_by is None


# Rules


def test_names_are_counted_in_bytes_of_utf_8() -> None:
    for name, fits in (
        ("五个汉字呀", True),
        ("六个汉字不行", False),
        ("x" * 16, True),
        ("x" * 17, False),
    ):
        assert (faults([Entry(name, key="report")], SITE) == []) is fits, name


@pytest.mark.parametrize(
    ("menu", "fault"),
    [
        ([], Fault(None, None, "", "empty")),
        ([Entry("a", key="report")] * 4, Fault(None, None, "", "too_many")),
        ([Entry("a", key="other")], Fault(0, None, "does", "key_unknown")),
        ([Entry("a", url="https://a b")], Fault(0, None, "url", "url_unusable")),
        ([Entry("a", url=f"https://{'x' * 1020}")], Fault(0, None, "url", "url_unusable")),
        ([Entry("a", below=(Entry("b", key="help"),) * 6)], Fault(0, None, "", "too_many")),
        ([Entry("a", below=(Entry("b", below=(Entry("c", key="help"),)),))],
         Fault(0, 0, "does", "too_deep")),
        ([Entry("a", other="miniprogram")], Fault(0, None, "does", "does_nothing")),
    ],
)  # fmt: skip
def test_every_limit_of_a_menu(menu: list[Entry], fault: Fault) -> None:
    assert faults(menu, SITE) == [fault]


def test_a_menu_goes_to_wechat_and_back_unchanged() -> None:
    assert to_buttons(from_buttons(BUTTONS)) == BUTTONS
    assert from_buttons(None) == ()
