"""The doors of a demo: WeChat, text messages, mail and programs, each with a secret of this machine.

They stand open on 127.0.0.1 only, and nothing goes out by them. What opens them is kept in one file
beside the data (0600), for `maplebridge say`.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import string
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FILE = "demo-doors.json"
NOWHERE = "http://127.0.0.1:9"
"""The discard port: what would go to a provider finds nobody."""
KEY_DAYS = 60
TIMEOUT_SECONDS = 30
PROVIDERS = (
    "SMS_GATEWAY_URL", "SMS_GATEWAY_KEY", "SMS_PROVIDER", "SMS_KEY_ID", "SMS_KEY_SECRET",
    "SMS_CALLBACK_TOKEN", "WECHAT_TOKEN", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_AES_KEY",
    "MAIL_BOX", "MAIL_AUTHSERV", "IMAP_URL",
)  # fmt: skip
"""Settings of real accounts: a demo is given none of them."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the demo listens, and what it takes for proof. `mail_port` speaks SMTP."""

    url: str
    mail_port: int
    wechat_token: str
    wechat_app_id: str
    wechat_aes_key: str
    sms_token: str
    mail_box: str
    open311_key: str = ""


def folder() -> Path:
    return Path(os.environ.get("MAPLEBRIDGE_DATA_DIR", "var")).resolve()


def opened() -> Doors | None:
    """What the last demo on these data wrote down; None where none did."""
    try:
        return Doors(**json.loads((folder() / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def running() -> Doors | None:
    """The doors of a demo that runs on these data; None where the demo that wrote them down is gone."""
    from django.apps import apps

    known = opened()
    if known is None or not _answers(known.url):
        return None
    jurisdiction = apps.get_model("territory.Jurisdiction")
    return known if jurisdiction.objects.filter(demo=True).exists() else None


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        line.request("GET", "/channels/demo/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def prepare(host: str, port: int) -> Doors | None:
    """Set the environment of the demo's processes, before any of them reads its settings."""
    for name in PROVIDERS:
        os.environ[f"MAPLEBRIDGE_{name}"] = ""
    os.environ["MAPLEBRIDGE_WECHAT_API_URL"] = NOWHERE
    if host not in LOOPBACK:
        (folder() / FILE).unlink(missing_ok=True)
        return None
    before = opened()
    signs = string.ascii_letters + string.digits
    doors = Doors(
        url=f"http://{host}:{port}",
        mail_port=_free_port(),
        wechat_token=secrets.token_hex(16),
        wechat_app_id="wxdemo0000000000",
        wechat_aes_key="".join(secrets.choice(signs) for _ in range(42)) + "A",
        sms_token=secrets.token_hex(16),
        mail_box="report@maplebridge.example",
        open311_key=before.open311_key if before else "",
    )
    os.environ |= {
        "MAPLEBRIDGE_WECHAT_TOKEN": doors.wechat_token,
        "MAPLEBRIDGE_WECHAT_APP_ID": doors.wechat_app_id,
        "MAPLEBRIDGE_WECHAT_AES_KEY": doors.wechat_aes_key,
        "MAPLEBRIDGE_SMS_PROVIDER": "aliyun",
        "MAPLEBRIDGE_SMS_CALLBACK_TOKEN": doors.sms_token,
        "MAPLEBRIDGE_MAIL_BOX": doors.mail_box,
    }
    return doors


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_down(doors: Doors) -> Doors:
    """Keep the file for `maplebridge say`, with a program's key that is still good."""
    kept = Doors(**asdict(doors) | {"open311_key": _program_key(doors.open311_key)})
    path = folder() / FILE
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(kept), file)
    return kept


def _program_key(known: str) -> str:
    """The key of the run before, or a new one, made as people make theirs."""
    from django.utils import timezone

    from maplebridge.core import calendar
    from maplebridge.people.actions import make_token, open_token
    from maplebridge.people.public import Person, Scope, viewer_of

    from . import cast

    now = timezone.now()
    if known and open_token(token=known, now=now) is not None:
        return known
    owner = Person.objects.filter(phone=cast.YOUNGER.phone, demo=True).first()
    if owner is None:
        return ""
    return make_token(
        viewer=viewer_of(owner, now=now), id=uuid4(), name="demo",
        scopes=[Scope.REPORT_BY_OPEN311, Scope.UPDATE_BY_OPEN311],
        ends_on=calendar.today(now) + timedelta(days=KEY_DAYS), now=now,
    )  # fmt: skip
