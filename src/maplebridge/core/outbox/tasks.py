"""The django.tasks API on our own outbox: a task is a fact with one handler, the task itself.

So a task is enqueued with the transaction of its caller, retried with backoff, buried as a dead
letter and brought back from a killed worker like every delivery. Its return value is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from ..models import Delivery, Fact

KIND = "task"
STATUS = {
    "waiting": TaskResultStatus.READY,
    "done": TaskResultStatus.SUCCESSFUL,
    "dead": TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One enqueued call of a task, in the shape of a handler."""

    task: Task[Any, Any]
    payload: dict[str, Any]

    def __call__(self, _fact: None, *, now: datetime) -> None:
        self.task.call(*self.payload["args"], **self.payload["kwargs"])


class Backend(BaseTaskBackend):
    """For settings.TASKS; run_after is supported, priorities, async and context are refused."""

    supports_defer = True
    supports_get_result = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("A task of the outbox takes no context.")

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the call with the caller's transaction; a worker runs it in one of its own."""
        self.validate_task(task)
        now = timezone.now()
        result = self._result(task, args, kwargs, enqueued_at=now)
        with transaction.atomic():
            fact = Fact.objects.create(
                kind=KIND, payload={"args": result.args, "kwargs": result.kwargs}, told_at=now
            )
            delivery = Delivery.objects.create(
                fact=fact, handler=task.module_path, due_at=task.run_after or now
            )
        object.__setattr__(result, "id", str(delivery.pk))
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        delivery = Delivery.objects.select_related("fact").filter(pk=_uuid(result_id)).first()
        if delivery is None or delivery.fact.kind != KIND:
            raise TaskResultDoesNotExist(result_id)
        payload = delivery.fact.payload
        return self._result(
            import_string(delivery.handler),
            payload["args"],
            payload["kwargs"],
            id=result_id,
            status=STATUS[delivery.state],
            enqueued_at=delivery.fact.told_at,
            finished_at=delivery.finished_at,
        )

    def _result(
        self, task: Task[Any, Any], args: Any, kwargs: Any, **known: Any
    ) -> TaskResult[Any]:
        unknown: dict[str, Any] = {
            "id": "",
            "status": TaskResultStatus.READY,
            "started_at": None,
            "finished_at": None,
            "last_attempted_at": None,
            "errors": [],
            "worker_ids": [],
        }
        return TaskResult(
            task=task, args=args, kwargs=kwargs, backend=self.alias, **(unknown | known)
        )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise TaskResultDoesNotExist(text) from None
