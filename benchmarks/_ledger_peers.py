"""The peers of the ledger's benchmark: django-hordak, and the ledger one writes in an afternoon.

Both do the same as we do, points from one issuing account to households, with a row lock and the balance
looked at, in their usual way; and between accounts that no other thread touches, their better case.
hordak runs in a throwaway environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HORDAK = "2.0.0"
PACKAGES = [f"django-hordak=={HORDAK}", "psycopg[binary]"]

_HORDAK = """
import sys, threading, time
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "hordak",
        "USER": "maplebridge", "HOST": "127.0.0.1", "PORT": sys.argv[1], "CONN_MAX_AGE": None}},
    USE_TZ=True, SECRET_KEY="throwaway", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DEFAULT_CURRENCY="CNY", CURRENCIES=["CNY"])
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from hordak.models import Account
from moneyed import Money
THREADS = 16
call_command("migrate", verbosity=0)
issuing = Account.objects.create(name="issuing", code="990", type="LI", currencies=["CNY"])
pairs = []
for number in range(THREADS):
    made = [Account.objects.create(name=f"{number} {side}", code=f"{number:02d}{side}",
            type="LI", currencies=["CNY"]) for side in (1, 2)]
    pairs.append(made)

def work(worker, end, counts, hot):
    one, other = pairs[worker]
    one = issuing if hot else one
    while time.monotonic() < end:
        with transaction.atomic():
            list(Account.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))
            one.transfer_to(other, Money(1, "CNY"))
        counts[worker] += 1
    connection.close()

print("ready", flush=True)
def many(count):
    # the documented call, one after the other: there is none for many
    began = time.monotonic()
    with transaction.atomic():
        for number in range(count):
            issuing.transfer_to(pairs[number % THREADS][1], Money(1, "CNY"))
    return count / (time.monotonic() - began)

for line in sys.stdin:
    seconds, hot = line.split()
    if hot == "many":
        print(many(int(float(seconds))), flush=True)
        continue
    counts, end = [0] * THREADS, time.monotonic() + float(seconds)
    began = time.monotonic()
    threads = [threading.Thread(target=work, args=(n, end, counts, hot == 'hot')) for n in range(THREADS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(sum(counts) / (time.monotonic() - began), flush=True)
"""


class Hordak:
    """A process of the peer that answers how many transfers a second it made in so many seconds."""

    def __init__(self, port: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="maplebridge-hordak-")
        home = Path(self.folder.name)
        subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
        python = home / "venv" / "bin" / "python"
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
        subprocess.run([str(part) for part in pip], check=True, capture_output=True, timeout=240)
        (home / "hordak_peer.py").write_text(_HORDAK)
        self.process = subprocess.Popen(
            [python, home / "hordak_peer.py", str(port)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        assert self.process.stdout is not None, "a pipe"
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("django-hordak did not start")

    def per_second(self, seconds: float, *, hot: bool) -> float:
        assert self.process.stdin is not None and self.process.stdout is not None, "pipes"  # noqa: PT018
        self.process.stdin.write(f"{seconds} {'hot' if hot else 'distinct'}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def many_per_second(self, count: int) -> float:
        """`count` transfers in one transaction, by the documented call for one."""
        assert self.process.stdin is not None and self.process.stdout is not None, "pipes"  # noqa: PT018
        self.process.stdin.write(f"{count} many\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process.stdin is not None, "a pipe"
        self.process.stdin.close()
        self.process.wait(30)
        self.folder.cleanup()


def naive() -> tuple[Any, Any, Any]:
    """Account with a balance, entry, two legs; tables made now. A row lock, a check, three creates."""
    from django.db import connection, models

    class NaiveAccount(models.Model):
        balance = models.BigIntegerField(default=1_000_000)

        class Meta:
            app_label = "ledger"

    class NaiveEntry(models.Model):
        code = models.CharField(max_length=40)
        at = models.DateTimeField()

        class Meta:
            app_label = "ledger"

    class NaiveLeg(models.Model):
        entry = models.ForeignKey(NaiveEntry, on_delete=models.CASCADE)
        account = models.ForeignKey(NaiveAccount, on_delete=models.CASCADE)
        amount = models.BigIntegerField()

        class Meta:
            app_label = "ledger"

    with connection.schema_editor() as editor:
        for model in (NaiveAccount, NaiveEntry, NaiveLeg):
            editor.create_model(model)
    return NaiveAccount, NaiveEntry, NaiveLeg


def naive_many(
    tables: tuple[Any, Any, Any], count: int
) -> tuple[Callable[[], None], Callable[[], None]]:
    """`count` transfers from one account in one transaction: one by one, and with bulk writes."""
    from django.db import transaction

    account_model, entry_model, leg_model = tables
    made = account_model.objects.bulk_create([account_model() for _ in range(count + 1)])
    giver, keys = made[0].pk, [one.pk for one in made]

    def row_by_row() -> None:
        with transaction.atomic():
            for key in keys[1:]:
                found = account_model.objects.select_for_update().filter(pk__in=[giver, key])
                one, other = found.order_by("pk")
                entry = entry_model.objects.create(code="reward", at=datetime.now(UTC))
                leg_model.objects.create(entry=entry, account=one, amount=-1)
                leg_model.objects.create(entry=entry, account=other, amount=1)
                one.balance -= 1
                other.balance += 1
                one.save()
                other.save()

    def in_bulk() -> None:
        with transaction.atomic():
            found = account_model.objects.select_for_update().filter(pk__in=keys).order_by("pk")
            one, *others = found
            now = datetime.now(UTC)
            entries = entry_model.objects.bulk_create(
                [entry_model(code="reward", at=now) for _ in others]
            )
            pairs = list(zip(entries, others, strict=True))
            legs = [leg_model(entry=entry, account=one, amount=-1) for entry, _ in pairs]
            legs += [leg_model(entry=entry, account=other, amount=1) for entry, other in pairs]
            leg_model.objects.bulk_create(legs)
            one.balance -= count
            for other in others:
                other.balance += 1
            account_model.objects.bulk_update([one, *others], ["balance"])

    return row_by_row, in_bulk
