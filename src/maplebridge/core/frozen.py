"""Rows that stand as they were entered, such as a version of rules. Triggers refuse in the database too."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

_WHY = "it stands as it was entered: enter a further one instead"


class FrozenError(TypeError):
    """A programmer tried to change or delete a row that stands for ever."""


class Frozen(models.QuerySet[Any]):
    """Refuses readably what the triggers would refuse anyway."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise FrozenError(_WHY)

    def delete(self) -> NoReturn:
        raise FrozenError(_WHY)


class Entered(models.Model):
    """A row that is entered once: save() inserts, never updates."""

    objects: ClassVar[models.Manager[Any]] = Frozen.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenError(_WHY)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenError(_WHY)
