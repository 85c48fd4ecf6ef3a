"""A message that comes in is stored once, however often and from how many sides at once it is sent."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from maplebridge.channels import actions
from maplebridge.channels.models import Incoming
from maplebridge.channels.rules.messages import TEXT_MAX
from maplebridge.core import files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import Fact
from tests import world
from tests.world import NOON


def receive(**more: Any) -> tuple[Incoming, bool]:
    given = {"channel": "sms", "account": "1069", "external_id": "1", "sender": "13900000001"}
    return actions.receive(**(given | {"text": "灯坏了", "now": NOON} | more))


@pytest.mark.django_db
def test_the_same_message_is_one_row_and_one_fact() -> None:
    first, fresh = receive()
    again, second = receive(text="灯坏了")
    assert (fresh, second) == (True, False)
    assert first == again
    assert Fact.objects.filter(kind="MessageReceived").count() == 1
    _, other_account = receive(account="1070")
    _, other_channel = receive(channel="mail")
    assert other_account
    assert other_channel


@pytest.mark.django_db(transaction=True)
def test_three_parallel_retries_are_one_row_and_one_fact() -> None:
    start, made = threading.Barrier(3), []

    def retry() -> None:
        start.wait(timeout=10)
        try:
            made.append(receive())
        finally:
            connection.close()

    threads = [threading.Thread(target=retry) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(fresh for _, fresh in made) == [False, False, True]
    assert len({row.pk for row, _ in made}) == 1
    assert Incoming.objects.count() == 1
    assert Fact.objects.filter(kind="MessageReceived").count() == 1


@pytest.mark.django_db
def test_what_no_database_can_keep_is_left_out() -> None:
    row, _ = receive(text="灯\x00坏\ud800了\r\n三楼\x07 ")
    row.refresh_from_db()
    assert row.text == "灯坏了\n三楼"


@pytest.mark.django_db
def test_a_message_that_is_too_long_is_refused_and_not_kept() -> None:
    with pytest.raises(RuleBroken) as refused:
        receive(text="长" * (TEXT_MAX + 1))
    assert refused.value.code == "channels_message_too_long"
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_pictures_come_along_in_their_order() -> None:
    pictures = [
        files.ingest(world.photo(colour=colour), now=NOON).pk for colour in ("#123", "#456")
    ]
    row, _ = receive(files=pictures)
    assert list(row.files.values_list("file_id", flat=True)) == pictures
