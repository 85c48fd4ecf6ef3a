"""The peer: django-helpdesk 2.6.1 in a throwaway environment of its own, with 10,000 tickets.

Served as its documents say: gunicorn, two workers with two threads each, no e-mail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.servers import Cluster, end_process, free_port, wait_for_port

VERSION = "2.6.1"
PACKAGES = [f"django-helpdesk=={VERSION}", "gunicorn", "psycopg[binary]"]

SETTINGS = """
import os
SECRET_KEY = "throwaway-benchmark-key-of-a-peer-on-this-machine-only"
ALLOWED_HOSTS = ["*"]
DEBUG = False
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.sites",
    "django.contrib.humanize", "django.contrib.staticfiles", "rest_framework", "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "peer_urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk",
    "USER": "maplebridge", "HOST": "127.0.0.1", "PORT": os.environ["PEER_PG"],
    "CONN_MAX_AGE": 600}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
SITE_ID = 1
STATIC_URL = "/static/"
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_ACTIVATE_API_ENDPOINT = True
LOGGING_CONFIG = None
"""

URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""

FILL = """
import django; django.setup()
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from helpdesk.models import Queue, Ticket
from helpdesk.query import query_to_base64
worker = get_user_model().objects.create_superuser("worker", "worker@example.org", "secret-demo")
queues = [Queue.objects.create(title=f"网格{n}", slug=f"grid-{n}") for n in range(126)]
now = timezone.now()
Ticket.objects.bulk_create([Ticket(
    title="门口的路灯坏了两天", description="门口的路灯坏了两天，晚上倒垃圾看不见台阶，怕摔跤。",
    queue=queues[n % 126], submitter_email=f"resident{n % 3000}@example.org", status=1 + n % 4,
    priority=3, assigned_to=worker, created=now - timedelta(minutes=50 * n), modified=now)
    for n in range(10_000)], batch_size=2_000)
client = Client()
client.force_login(worker)
client.get("/tickets/")
query = {"filtering": {"status__in": [1, 2, 3, 4]}, "filtering_null": {}, "sorting": "created",
    "sortreverse": True, "search_string": ""}
print(client.cookies["sessionid"].value, query_to_base64(query))
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A running peer: what a signed-in worker needs to speak to it."""

    port: int
    pid: int
    session: str
    list_path: str

    def stop(self) -> None:
        end_process(self.pid)


def install(folder: Path) -> Path:
    """A virtual environment with the peer. Raises CalledProcessError with what pip said."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
    subprocess.run([str(part) for part in pip], check=True, capture_output=True, timeout=240)
    return python


def start(folder: Path, cluster: Cluster) -> Peer:
    """Install, migrate, fill and serve the peer on a port of its own."""
    python = install(folder / "venv")
    (folder / "peer_settings.py").write_text(SETTINGS)
    (folder / "peer_urls.py").write_text(URLS)
    more = {"DJANGO_SETTINGS_MODULE": "peer_settings", "PEER_PG": str(cluster.port)}
    environment = os.environ | more | {"PYTHONPATH": str(folder)}
    createdb = ["createdb", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "maplebridge"]
    subprocess.run([cluster.bin / createdb[0], *createdb[1:], "helpdesk"], check=True)
    for command in (["-m", "django", "migrate", "-v0"], ["-c", FILL]):
        done = subprocess.run(
            [str(python), *command], env=environment, cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-600:])
    session, query = done.stdout.split()[-2:]
    port = free_port()
    gunicorn = ["-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2", "-k", "gthread"]
    gunicorn += [
        "--threads",
        "2",
        "--log-level",
        "error",
        "django.core.wsgi:get_wsgi_application()",
    ]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [str(python), *gunicorn], env=environment, cwd=folder, stdout=log, stderr=log
    )
    wait_for_port(port)
    listed = f"/datatables_ticket_list/{query}?draw=1&start=0&length=25"
    listed += "&order%5B0%5D%5Bcolumn%5D=5&order%5B0%5D%5Bdir%5D=desc&search%5Bvalue%5D="
    return Peer(port, process.pid, session, listed)
