"""The doctor's checks, one function each: what was found, and one sentence that cures it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: ✓ well, ! works with less, ✗ must be cured."""

    mark: str
    what: str
    cure: str = ""


def well(what: str) -> Finding:
    return Finding("✓", what)


def less(what: str, cure: str) -> Finding:
    return Finding("!", what, cure)


def ill(what: str, cure: str) -> Finding:
    return Finding("✗", what, cure)


def examine() -> Iterator[Finding]:
    """Every check in the order of repair; without settings or a database the rest cannot be asked."""
    yield python()
    problem = settings_problem()
    if problem:
        yield problem
        return
    yield well("settings are readable")
    yield from (secret_key(), hosts(), site_address(), data_folder(), disk())
    answers = database()
    yield answers
    if answers.mark == "✓":
        yield from _asked_of_the_database()
    yield documents()
    demo = demo_doors()
    yield from [demo, mqtt()] if demo else [sms(), mqtt(), wechat(), *mail()]


def _asked_of_the_database() -> Iterator[Finding]:
    pending = migrations()
    yield pending
    yield from sqlite()
    if pending.mark == "✓":
        later: tuple[Callable[[], Finding], ...] = (worker, dead_letters, holidays)
        yield from (check() for check in later)


def python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < (3, 11):  # noqa: UP036  the doctor may be asked by an older one
        return ill(f"Python {version}", "Install Python 3.11 or newer.")
    return well(f"Python {version}")


def settings_problem() -> Finding | None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maplebridge.settings")
    try:
        import django

        django.setup()
    except (SystemExit, Exception) as problem:
        return ill(
            f"the settings cannot be read: {type(problem).__name__}: {problem}",
            "Correct the MAPLEBRIDGE_ variable that it names; docs/settings.md lists them all.",
        )
    return None


def secret_key() -> Finding:
    from django.conf import settings

    path = settings.DATA_DIR / "secret-key"
    if len(settings.SECRET_KEY) < 32:
        return ill(
            "the secret key is shorter than 32 characters",
            "Set MAPLEBRIDGE_SECRET_KEY to: openssl rand -base64 48",
        )
    if "MAPLEBRIDGE_SECRET_KEY" not in os.environ and path.exists() and path.stat().st_mode & 0o077:
        return ill(f"others may read {path}", f"chmod 600 {path}")
    return well("the secret key is long enough and private")


def hosts() -> Finding:
    from django.conf import settings

    if "*" in settings.ALLOWED_HOSTS:
        return less(
            "any host name is answered", "Set MAPLEBRIDGE_ALLOWED_HOSTS to the names you serve."
        )
    return well(f"host names answered: {', '.join(settings.ALLOWED_HOSTS)}")


def site_address() -> Finding:
    from django.conf import settings

    if urlsplit(settings.SITE_URL).hostname in {"127.0.0.1", "localhost"}:
        return less(
            f"documents and messages point to {settings.SITE_URL}",
            "Set MAPLEBRIDGE_SITE_URL to the address that residents use.",
        )
    if urlsplit(settings.SITE_URL).scheme == "https" and not settings.BEHIND_TLS:
        return ill(
            "the address is https, but cookies are not kept to it",
            "Set MAPLEBRIDGE_BEHIND_TLS=1 when a proxy in front speaks TLS.",
        )
    return well(f"documents and messages point to {settings.SITE_URL}")


def data_folder() -> Finding:
    from django.conf import settings

    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return well(f"{folder} can be written")
    except OSError as problem:
        return ill(
            f"{folder} cannot be written: {problem.strerror}",
            "Give the folder to the user that runs Maplebridge, or set MAPLEBRIDGE_DATA_DIR.",
        )


def disk() -> Finding:
    from django.conf import settings

    folder = Path(settings.DATA_DIR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < 200_000_000:
        return ill(
            f"{free // 1_000_000} MB are free", "Make room: photos and the database need it."
        )
    if free < 2_000_000_000:
        return less(f"{free // 1_000_000} MB are free", "Make room before it is needed.")
    return well(f"{free // 1_000_000_000} GB are free")


def database() -> Finding:
    from django.db import Error, connection

    try:
        connection.ensure_connection()
        connection.check_database_version_supported()
    except Error as problem:
        first = (str(problem).strip().splitlines() or ["no answer"])[0]
        return ill(
            f"the database does not answer: {first}",
            "Start it, or correct MAPLEBRIDGE_DATABASE_URL; the password may be wrong.",
        )
    version = ".".join(str(part) for part in connection.get_database_version())
    if connection.vendor == "postgresql" and connection.get_database_version() < (15,):
        return ill(f"PostgreSQL {version}", "Use PostgreSQL 15 or newer.")
    return well(f"{connection.display_name} {version} answers")


def sqlite() -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("PRAGMA foreign_keys")
        (keys,) = cursor.fetchone()
        cursor.execute("PRAGMA quick_check(1)")
        (sound,) = cursor.fetchone()
    if mode != "wal":
        yield ill(
            f"SQLite runs in {mode} mode",
            "Keep the database on a local disk: WAL does not work on network drives.",
        )
    if not keys:
        yield ill("SQLite does not check foreign keys", "Use the SQLite that Python brings.")
    if sound != "ok":
        yield ill("the SQLite file is damaged", "Restore the newest backup; do not write to it.")
    if (mode, keys, sound) == ("wal", 1, "ok"):
        yield well("SQLite: WAL, foreign keys checked, file sound")


def migrations() -> Finding:
    from maplebridge.core.queries import unapplied_migrations

    pending = unapplied_migrations()
    if pending:
        return ill(f"{len(pending)} changes of the tables are not made yet", "maplebridge migrate")
    return well("the tables are up to date")


def worker() -> Finding:
    from django.utils import timezone

    from maplebridge.core.queries import SILENT, worker_seen

    seen = worker_seen()
    if seen is None or timezone.now() - seen > SILENT:
        return ill(
            "no worker was seen in the last two minutes",
            "Start one: maplebridge worker, or systemctl start maplebridge-worker.",
        )
    return well("a worker is at work")


def dead_letters() -> Finding:
    from maplebridge.core.models import Delivery

    if Delivery.objects.filter(state="dead").exists():
        return less(
            "some facts could not be delivered", "Open /core/deliveries/ to read why and try again."
        )
    return well("no fact is undelivered")


def holidays() -> Finding:
    from django.utils import timezone

    from maplebridge.core import calendar

    now = timezone.now()
    if not calendar.is_workday(calendar.today(now)).known:
        return less(
            "this year's holidays are not known, so deadlines count every day",
            "maplebridge calendar import FILE --year YEAR, or open /core/calendar/.",
        )
    return well("this year's holidays are known")


def documents() -> Finding:
    from maplebridge.core.documents import pdf_problem

    cure = pdf_problem()
    if cure:
        return ill("PDF documents cannot be made: Pango or CJK fonts are missing", cure)
    return well("PDF documents: Pango and CJK fonts are here")


def demo_doors() -> Finding | None:
    """Beside a running demo its own doors stand open, whatever this terminal's settings say."""
    from django.db import Error
    from django.utils.module_loading import import_string

    try:
        known = import_string("maplebridge.worlds.doors.running")()
    except Error:  # no tables yet, so no demo
        return None
    if known is None:
        return None
    return well(f"WeChat, SMS and mail are the demo's own at {known.url}; nothing is sent")


def sms() -> Finding:
    from django.conf import settings

    if settings.SMS_PROVIDER:
        return _sms_provider(settings.SMS_PROVIDER)
    if not settings.SMS_GATEWAY_URL:
        return less(
            "no SMS gateway: residents cannot sign in by phone code",
            "Set MAPLEBRIDGE_SMS_GATEWAY_URL and _KEY; passwords and passkeys work without.",
        )
    if not settings.SMS_GATEWAY_KEY:
        return ill("the SMS gateway has no key", "Set MAPLEBRIDGE_SMS_GATEWAY_KEY.")
    return _reachable("the SMS gateway", settings.SMS_GATEWAY_URL, "MAPLEBRIDGE_SMS_GATEWAY_URL")


def _sms_provider(provider: str) -> Finding:
    from django.conf import settings

    if provider not in {"aliyun", "tencent"}:
        return ill(
            f"there is no SMS provider {provider!r}",
            "Set MAPLEBRIDGE_SMS_PROVIDER to aliyun or tencent, or leave it out for a gateway.",
        )
    needed = ["KEY_ID", "KEY_SECRET", "SIGN", "TEMPLATE_CODE", "TEMPLATE_NEWS"]
    needed += ["APP_ID"] if provider == "tencent" else []
    missing = [name for name in needed if not getattr(settings, f"SMS_{name}")]
    if missing:
        return ill(
            f"the SMS provider {provider} is not complete: no {', '.join(missing)}",
            f"Set MAPLEBRIDGE_SMS_{missing[0]}; docs/channels.md says where it stands.",
        )
    if len(settings.SMS_CALLBACK_TOKEN) < 20:
        return less(
            "no receipts or replies by SMS: the callback's token is missing or short",
            "Set MAPLEBRIDGE_SMS_CALLBACK_TOKEN to: openssl rand -hex 24",
        )
    return well(f"SMS goes by {provider}")


def mqtt() -> Finding:
    from django.conf import settings

    if not settings.MQTT_URL:
        return less(
            "no MQTT broker: devices hear nothing", "Set MAPLEBRIDGE_MQTT_URL if you use any."
        )
    return _reachable("the MQTT broker", settings.MQTT_URL, "MAPLEBRIDGE_MQTT_URL")


def wechat() -> Finding:
    from django.conf import settings

    if not settings.WECHAT_TOKEN:
        return less(
            "no WeChat official account: residents cannot write from it",
            "docs/channels.md says how to join one; everything else works without.",
        )
    missing = [name for name in ("APP_ID", "APP_SECRET") if not getattr(settings, f"WECHAT_{name}")]
    if missing:
        return ill(
            f"WeChat can write to us, but we cannot answer: no {' and no '.join(missing)}",
            f"Set MAPLEBRIDGE_WECHAT_{missing[0]}.",
        )
    if not settings.WECHAT_AES_KEY:
        return less(
            "WeChat's messages come unsealed: who sees one may forge another",
            "Choose safe mode at WeChat and set MAPLEBRIDGE_WECHAT_AES_KEY to its 43 signs.",
        )
    if len(settings.WECHAT_AES_KEY) != 43 or not settings.WECHAT_AES_KEY.isalnum():
        return ill(
            "the WeChat key is not an EncodingAESKey of 43 letters and digits",
            "Copy MAPLEBRIDGE_WECHAT_AES_KEY from the page of the official account again.",
        )
    return _reachable("WeChat", settings.WECHAT_API_URL, "MAPLEBRIDGE_WECHAT_API_URL")


def mail() -> Iterator[Finding]:
    from django.conf import settings

    if not settings.MAIL_BOX:
        yield less(
            "no mailbox: residents cannot report by e-mail",
            "Set MAPLEBRIDGE_MAIL_BOX to the address that they write to, if you have one.",
        )
        return
    server = f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    yield _reachable("the mail server", server, "MAPLEBRIDGE_SMTP_HOST and _PORT")
    if settings.IMAP_URL:
        yield _reachable("the mailbox", settings.IMAP_URL, "MAPLEBRIDGE_IMAP_URL")
    if not settings.MAIL_AUTHSERV:
        yield less(
            "no server vouches for who sent a mail, so every mail begins a thread of its own",
            "Set MAPLEBRIDGE_MAIL_AUTHSERV to the name in the Authentication-Results of your mail server.",
        )


def _reachable(name: str, url: str, variable: str) -> Finding:
    ports = {
        "http": 80,
        "https": 443,
        "mqtt": 1883,
        "mqtts": 8883,
        "smtp": 25,
        "imap": 143,
        "imaps": 993,
    }
    try:
        parts = urlsplit(url)
        where = (parts.hostname or "", parts.port or ports[parts.scheme])
        with socket.create_connection(where, timeout=3):
            return well(f"{name} answers at {where[0]}:{where[1]}")
    except (OSError, KeyError, ValueError) as problem:
        return ill(
            f"{name} does not answer: {type(problem).__name__}",
            f"Start it, open the way to it, or correct {variable}.",
        )
