"""Fixtures of the channels' tests."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.channels import letters
from tests.channels.stub import Stub
from tests.channels.wechat import APP, TOKEN


@pytest.fixture
def door(settings: Any) -> Iterator[ModuleType]:
    """Every channel goes out by a door that the test holds."""
    settings.CHANNEL_DOORS = dict.fromkeys(("wechat", "sms", "mail"), "tests.channels.letters.door")
    letters.forget()
    yield letters
    letters.forget()


@pytest.fixture
def plain(settings: Any) -> None:
    settings.WECHAT_TOKEN, settings.WECHAT_APP_ID, settings.WECHAT_AES_KEY = TOKEN, APP, ""
    settings.WECHAT_APP_SECRET = "secret"


@pytest.fixture
def stub(plain: None, settings: Any) -> Iterator[Stub]:
    made = Stub(
        {
            "/cgi-bin/stable_token": {"access_token": "T1", "expires_in": 7200},
            "/cgi-bin/message/custom/send": {"errcode": 0},
            "/cgi-bin/message/template/send": {"errcode": 0, "msgid": 77},
            "/cgi-bin/menu/create": {"errcode": 0},
            "/cgi-bin/qrcode/create": {"ticket": "x", "url": "http://weixin.qq.com/q/abc"},
        }
    )
    settings.WECHAT_API_URL = made.url
    yield made
    made.close()
