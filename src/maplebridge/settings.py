"""All settings, read from the environment. `maplebridge doctor` explains each problem.

Every variable starts with MAPLEBRIDGE_; docs/settings.md lists them. Nothing needs to be set for
the embedded default: SQLite below MAPLEBRIDGE_DATA_DIR and one process group.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _


def _text(name: str, default: str = "") -> str:
    return os.environ.get(f"MAPLEBRIDGE_{name}", default)


def _flag(name: str) -> bool:
    return _text(name).lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in _text(name, default).split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parent
DATA_DIR = Path(_text("DATA_DIR", "var")).resolve()
DEMO = _flag("DEMO")
DEBUG = False


def _secret_key() -> str:
    """The configured key, or one made once and kept beside the data (0600)."""
    if key := _text("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("ORIGINS")
BEHIND_TLS = _flag("BEHIND_TLS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
# The database alone: a cache of each process would keep a session alive after sign-out elsewhere.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "maplebridge.core",
    "maplebridge.territory",
    "maplebridge.people",
    "maplebridge.channels",
    "maplebridge.ledger",
    "maplebridge.organisations",
    "maplebridge.matters",
    "maplebridge.precepts",
    "maplebridge.mediation",
    "maplebridge.bank",
    "maplebridge.square",
    "maplebridge.review",
    "maplebridge.timebank",
    "maplebridge.insight",
    "maplebridge.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "maplebridge.portal.middleware.no_nul",
    "maplebridge.matters.middleware.kiosk_keeps_nothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "maplebridge.people.middleware.viewer",
    "maplebridge.portal.middleware.limits",
    "maplebridge.people.middleware.unsent",
    "maplebridge.portal.middleware.errors",
]
ROOT_URLCONF = "maplebridge.urls"
CSRF_FAILURE_VIEW = "maplebridge.portal.views.error_csrf"
WSGI_APPLICATION = "maplebridge.wsgi.application"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "portal" / "templates", PACKAGE / "people" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "maplebridge.portal.queries.chrome",
            ],
            "builtins": ["maplebridge.portal.templatetags.portal_tags"],
        },
    },
]


def _database(url: str) -> dict[str, Any]:
    """Django's settings for sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME?pool=8.

    A statement that a connection runs for the third time is prepared: planning it took longer than
    running it. `prepare=0` is for a pooler in front that hands each transaction another connection.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path.removeprefix("/")) or ":memory:"
        synchronous = _text("SQLITE_SYNCHRONOUS", "FULL").upper()
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL;"
                f"PRAGMA synchronous={synchronous};"
                "PRAGMA foreign_keys=ON;PRAGMA mmap_size=134217728;PRAGMA cache_size=-16000;",
            },
        }
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(
            "MAPLEBRIDGE_DATABASE_URL must start with sqlite:/// or postgresql://, "
            f"not {parts.scheme or 'nothing'}://."
        )
    query = parse_qs(parts.query)
    pool = int(query.pop("pool", ["0"])[0])
    prepare = int(query.pop("prepare", ["3"])[0])
    options: dict[str, Any] = {key: values[0] for key, values in query.items()}
    if prepare:
        options |= {"server_side_binding": True, "prepare_threshold": prepare}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 600,
        "CONN_HEALTH_CHECKS": not pool,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


DATABASES = {
    "default": _database(_text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'maplebridge.sqlite3'}"))
}
ATOMIC_REQUESTS = False
# Shared by all processes, because sign-in counts its attempts here; the table is a migration of people.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
        "KEY_FUNCTION": "maplebridge.core.values.cache_key",
    },
    # Of each process: a row written for every search would slow down what it protects.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
        "KEY_FUNCTION": "maplebridge.core.values.cache_key",
    },
}
# A minute and process: searches and a visitor's writes by address, the writes of somebody by account, pieces of photos.
LIMITS = {
    name: int(most)
    for name, _sep, most in (
        part.partition("=")
        for part in _list("LIMITS", "search=300,visitor=60,account=30,piece=300")
    )
    if most
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["maplebridge.people.adapters.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
# Behind our own proxy the last entry of X-Forwarded-For, which the proxy must set, is the client.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
ACCOUNT_ADAPTER = "maplebridge.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_FORMS = {
    "login": "maplebridge.people.forms.SignInForm",
    "confirm_login_code": "maplebridge.people.forms.CodeForm",
    "verify_phone": "maplebridge.people.forms.NewPhoneCodeForm",
    "change_phone": "maplebridge.people.forms.NewPhoneForm",
    "change_password": "maplebridge.people.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# Three guesses a code and ten codes a phone and day: 1 in 33,000 a day for somebody who guesses.
# A mobile carrier lets a whole street share one address: its limit is there for the bill of texts.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": f"20/m/ip,{_text('CODES_PER_ADDRESS', '600')}/d/ip,3/m/key,10/d/key",
    "still_you": "5/d/key",
    "verify_phone": "3/m/ip,1/30s/key,10/d/key",
    "change_phone": "5/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
BANK_LABEL = _text("BANK_LABEL", "积分社")
# Operators hold a number back for 90 days before somebody else gets it: until then it is the same person.
NUMBER_UNUSED_DAYS = int(_text("NUMBER_UNUSED_DAYS", "90"))
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

SMS_SENDER = _text("SMS_SENDER", "maplebridge.channels.adapters.send_sms")
SMS_GATEWAY_URL = _text("SMS_GATEWAY_URL")
SMS_GATEWAY_KEY = _text("SMS_GATEWAY_KEY")
# "aliyun" or "tencent"; with neither, texts go to the gateway above.
SMS_PROVIDER = _text("SMS_PROVIDER")
SMS_KEY_ID = _text("SMS_KEY_ID")
SMS_KEY_SECRET = _text("SMS_KEY_SECRET")
SMS_SIGN = _text("SMS_SIGN")
SMS_TEMPLATE_CODE = _text("SMS_TEMPLATE_CODE")
SMS_TEMPLATE_NEWS = _text("SMS_TEMPLATE_NEWS")
SMS_TEMPLATE_TALK = _text("SMS_TEMPLATE_TALK")
# The sentence for replies has so many variables, words1 to wordsN, of SMS_WORDS_MAX signs each.
SMS_TALK_PARTS = int(_text("SMS_TALK_PARTS", "8"))
# Working hours to reply to what a resident added; then one post above is told as well.
REPLY_HOURS = int(_text("REPLY_HOURS", "8"))
SMS_WORDS_MAX = int(_text("SMS_WORDS_MAX", "35"))
SMS_APP_ID = _text("SMS_APP_ID")
SMS_REGION = _text("SMS_REGION")
SMS_API_URL = _text("SMS_API_URL")
SMS_CALLBACK_TOKEN = _text("SMS_CALLBACK_TOKEN")
MQTT_URL = _text("MQTT_URL")
# Hosts of our own network that a webhook may lead to, also by plain http; every other must be public.
WEBHOOK_HOSTS = _list("WEBHOOK_HOSTS")
WECHAT_TOKEN = _text("WECHAT_TOKEN")
WECHAT_APP_ID = _text("WECHAT_APP_ID")
WECHAT_APP_SECRET = _text("WECHAT_APP_SECRET")
WECHAT_AES_KEY = _text("WECHAT_AES_KEY")
WECHAT_NAME = _text("WECHAT_NAME")
WECHAT_TEMPLATE_ID = _text("WECHAT_TEMPLATE_ID")
WECHAT_TEMPLATE_FIELDS = _list("WECHAT_TEMPLATE_FIELDS")
WECHAT_API_URL = _text("WECHAT_API_URL", "https://api.weixin.qq.com")
# The door of each channel: a function that hands one message over, once.
CHANNEL_DOORS = {
    "sms": "maplebridge.channels.adapters.sms.deliver",
    "mail": "maplebridge.channels.adapters.mail.deliver",
    "push": "maplebridge.channels.actions.push.deliver_push",
    "wechat": "maplebridge.channels.adapters.wechat.deliver",
}
if DEMO:
    CHANNEL_DOORS = dict.fromkeys(CHANNEL_DOORS, "maplebridge.channels.adapters.demo.keep")
# The push services that browsers of our time use; none other is called, whatever a browser hands over.
PUSH_HOSTS = [
    host
    for host in _list(
        "PUSH_HOSTS",
        "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
    )
    if host != "off"
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = _text("STATIC_ROOT") or None
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False


def _s3_client_config() -> Any:
    """A store that is away is said within seconds, not after botocore's minutes."""
    from botocore.config import Config

    return Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 2})


_S3_BUCKET = _text("S3_BUCKET")
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _S3_BUCKET,
            "endpoint_url": _text("S3_ENDPOINT") or None,
            "querystring_auth": True,
            "default_acl": None,
            "client_config": _s3_client_config(),
        },
    }
    if _S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 8
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Where the map on which a place is chosen gets pictures of the ground from; none, and we draw it ourselves.
MAP_TILES_URL = _text("MAP_TILES_URL")
MAP_TILES_SRS = _text("MAP_TILES_SRS", "wgs84")
MAP_TILES_CREDIT = _text("MAP_TILES_CREDIT")
_TILES = urlsplit(MAP_TILES_URL)

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_SELF],
        "img-src": [_SELF, "data:", "blob:"],
        "worker-src": [_SELF, "blob:"],
        "connect-src": [_SELF, *([f"{_TILES.scheme}://{_TILES.netloc}"] if _TILES.netloc else [])],
        "object-src": ["'none'"],
        "base-uri": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _text("SMTP_HOST", "localhost")
EMAIL_PORT = int(_text("SMTP_PORT", "25"))
EMAIL_HOST_USER = _text("SMTP_USER")
EMAIL_HOST_PASSWORD = _text("SMTP_PASSWORD")
EMAIL_USE_SSL = _text("SMTP_TLS") == "tls"
EMAIL_USE_TLS = _text("SMTP_TLS") == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _text("MAIL_FROM", "maplebridge@localhost")
# The address that residents write to; none, and the house takes no mail.
MAIL_BOX = _text("MAIL_BOX")
MAIL_NAME = _text("MAIL_NAME", "楓橋 Maplebridge")
# The name by which our own mail server signs Authentication-Results; none, and no sender is believed.
MAIL_AUTHSERV = _text("MAIL_AUTHSERV")
IMAP_URL = _text("IMAP_URL")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": _text("LOG_LEVEL", "WARNING")},
}
SITE_NAME = _("Maplebridge")
SOURCE_URL = _text("SOURCE_URL")
SITE_URL = _text("SITE_URL", "http://127.0.0.1:8000")
WIRING = _text("WIRING", "maplebridge.wiring")
TASKS = {"default": {"BACKEND": "maplebridge.core.outbox.tasks.Backend"}}
LEASE_SECONDS = int(_text("LEASE_SECONDS", "60"))
RETENTION = "maplebridge.retention"
# What was released to everybody, by id of the matter; a floor above matters keeps it. "": nothing is.
RELEASED = "maplebridge.square.public.released"
RELEASED_WITH_PHOTO = "maplebridge.square.public.with_photo"
RELEASED_WITH_WORDS = "maplebridge.square.public.with_words"
# What became of the wish to make a matter public, for the page of the matter. "": nothing is kept.
PUBLICITY = "maplebridge.square.public.publicity"
