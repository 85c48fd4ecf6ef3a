"""The services outside, each played on 127.0.0.1 with its real protocol, and the settings that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.channels.mails import BOX
from tests.channels.stub import Stub
from tests.channels.test_mail import Post
from tests.channels.wechat import APP, KEY, TOKEN
from tests.servers import free_port

SMS_SECRET = "a-secret-part"
"""What the address of the SMS provider's callback holds."""


@contextmanager
def wechat_account(settings: Any) -> Iterator[Stub]:
    """The official account, in safe mode."""
    made = Stub(
        {
            "/cgi-bin/stable_token": {"access_token": "T1", "expires_in": 7200},
            "/cgi-bin/message/custom/send": {"errcode": 0},
        }
    )
    settings.WECHAT_API_URL = made.url
    settings.WECHAT_TOKEN, settings.WECHAT_APP_ID, settings.WECHAT_AES_KEY = TOKEN, APP, KEY
    settings.WECHAT_APP_SECRET = "secret"
    yield made
    made.close()


@contextmanager
def sms_provider(settings: Any) -> Iterator[Stub]:
    """Aliyun's side of text messages."""
    made = Stub({"/": {"Code": "OK", "BizId": "biz-1", "Message": "OK"}})
    settings.SMS_API_URL, settings.SMS_CALLBACK_TOKEN = f"{made.url}/", SMS_SECRET
    settings.SMS_KEY_ID, settings.SMS_KEY_SECRET, settings.SMS_SIGN = "id", "secret", "楓橋"
    settings.SMS_TEMPLATE_CODE, settings.SMS_TEMPLATE_NEWS = "SMS_1", "SMS_2"
    settings.SMS_PROVIDER = "aliyun"
    yield made
    made.close()


@contextmanager
def residents_mailbox(settings: Any) -> Iterator[Post]:
    """The mail server of the residents."""
    settings.MAIL_BOX, settings.MAIL_AUTHSERV = BOX, ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield handler
    server.stop()
