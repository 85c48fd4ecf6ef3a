"""The django.tasks API: a task is enqueued, retried, delayed and asked after like a delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import default_task_backend, task
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from maplebridge.core import outbox
from maplebridge.core.models import Delivery

pytestmark = pytest.mark.django_db
called: list[tuple[int, str]] = []


@task
def add(number: int, *, word: str) -> None:
    called.append((number, word))


@task
def fail() -> None:
    raise ConnectionError


def test_a_task_is_called_once_with_its_arguments() -> None:
    called.clear()
    result = add.enqueue(3, word="楓")
    assert add.get_result(result.id).status == "READY"
    assert outbox.deliver_all() == outbox.Tally(done=1)
    assert outbox.deliver_all() == outbox.Tally()
    assert called == [(3, "楓")]
    assert add.get_result(result.id).status == "SUCCESSFUL"


def test_a_task_waits_until_its_hour() -> None:
    called.clear()
    now = timezone.now()
    add.using(run_after=now + timedelta(hours=1)).enqueue(1, word="")
    outbox.deliver_all(now + timedelta(minutes=59))
    assert called == []
    outbox.deliver_all(now + timedelta(minutes=61))
    assert called == [(1, "")]


def test_a_failing_task_is_tried_again_and_then_shown() -> None:
    result = fail.enqueue()
    moment = timezone.now()
    outbox.deliver_all(moment)
    assert fail.get_result(result.id).status == "READY"
    for _ in range(10):
        moment += timedelta(hours=9)
        outbox.deliver_all(moment)
    assert fail.get_result(result.id).status == "FAILED"


def test_a_task_that_an_upgrade_removed_is_a_dead_letter() -> None:
    result = add.enqueue(1, word="")
    Delivery.objects.update(handler="tests.core.test_tasks.gone")
    outbox.deliver_all()
    assert Delivery.objects.get(pk=result.id).error == "there is no tests.core.test_tasks.gone"


def test_what_the_outbox_cannot_promise_is_refused() -> None:
    with pytest.raises(InvalidTaskError):
        add.using(priority=5)

    with pytest.raises(InvalidTaskError):
        task(takes_context=True)(_with_context)


def _with_context(context: object) -> None: ...


@pytest.mark.parametrize("unknown", ["", "x", "01a20a4d-194a-7e1b-8348-0ef89bfad12c"])
def test_an_unknown_result_is_said_to_be_unknown(unknown: str) -> None:
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(unknown)
