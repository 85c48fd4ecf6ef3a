"""Each message by each way in is one matter: sent three times at once, to a house in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from tests.crash.storm import opened, rage, when_all_is_read
from tests.crash.ways_in import RECEIVED, SETTINGS, WAYS
from tests.migrated import fill_postgres, fill_sqlite
from tests.servers import Cluster, postgres_restart, postgres_start, postgres_stop

COUNT = 30
pytestmark = pytest.mark.crash


@pytest.fixture
def cluster() -> Iterator[Cluster | None]:
    """A PostgreSQL of its own, because it is restarted; None where the suite runs on SQLite."""
    if connection.vendor == "sqlite":
        yield None
        return
    running = postgres_start()
    try:
        yield running
    finally:
        postgres_stop(running)


def test_sent_three_times_to_a_house_in_trouble_each_message_is_one_matter(
    cluster: Cluster | None, tmp_path: Path
) -> None:
    here = f"sqlite:///{tmp_path / 'storm.sqlite3'}"
    if cluster is not None:
        fill_postgres(cluster.url())
    else:
        fill_sqlite(tmp_path / "storm.sqlite3")
    environment = SETTINGS | {
        "MAPLEBRIDGE_DATABASE_URL": cluster.url() if cluster else here,
        "MAPLEBRIDGE_DATA_DIR": str(tmp_path),
        "MAPLEBRIDGE_SECRET_KEY": 50 * "k",
    }
    restart = partial(postgres_restart, cluster) if cluster is not None else None
    with opened(environment, COUNT) as house:
        rage(house, range(COUNT), in_the_middle=restart)
        kills = house.kills
        left = when_all_is_read(house, COUNT)
    expected = {f"{way}-{number:06}": 1 for way in WAYS for number in range(COUNT)}
    assert left["matters"] == expected
    assert left["incoming"] == dict.fromkeys(RECEIVED, COUNT)
    assert left["photos"] == 1, "the first report of the outbox has one"
    assert left["said_more"] == 0, "a retry was taken for more words"
    assert (left["waiting"], left["dead"]) == (0, 0)
    assert kills, "the worker was never killed: the test proves nothing"
