"""The pages of the sorting model: ask for a training, read what was measured, adopt, go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.matters import actions, queries
from maplebridge.matters.actions import learning
from maplebridge.matters.models import TrainingRun, TriageModel
from tests import world as cast
from tests.matters.test_learning_own import closed
from tests.matters.test_triage import examples
from tests.world import NOON, World

MODELS = "/matters/models/"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    queries.forget_triage_model()
    yield
    queries.forget_triage_model()


@pytest.fixture
def zhou(world: World) -> Client:
    keeper = cast.person("周总值", "13900000009")
    cast.post(keeper, Role.OPERATOR, world.jurisdiction.root)
    return cast.client_for(keeper)


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_a_training_is_asked_for_looked_at_adopted_and_gone_back_from(
    world: World, zhou: Client
) -> None:
    assert "还没有模型" in text_of(zhou.get(MODELS))
    closed(world, examples(80))
    actions.train_on_own(viewer=SYSTEM, now=NOON)
    old = TriageModel.objects.get()
    assert zhou.post(f"{MODELS}train/").status_code == 302
    assert "等待处理" in text_of(zhou.get(MODELS))
    assert "已有训练在进行" in text_of(zhou.post(f"{MODELS}train/", follow=True))
    outbox.deliver_all()
    run = TrainingRun.objects.get()
    assert (run.state, run.texts > 0) == ("done", True)
    assert queries.model_in_use() == old.pk, "nothing is used before somebody adopts it"
    new = run.model
    assert new is not None
    page = text_of(zhou.get(f"{MODELS}{new.pk}/"))
    for shown in ("照明", "第一个就对", "它说的把握可信吗", "更多文字会更好吗", "采用这个模型"):
        assert shown in page
    zhou.post(f"{MODELS}{new.pk}/adopt/")
    assert queries.model_in_use() == new.pk
    assert "恢复上一版本" in text_of(zhou.get(MODELS))
    zhou.post(f"{MODELS}{old.pk}/adopt/")
    assert queries.model_in_use() == old.pk


def test_what_hinders_a_training_is_said(world: World, zhou: Client) -> None:
    closed(world, examples(10))
    zhou.post(f"{MODELS}train/")
    outbox.deliver_all()
    page = text_of(zhou.get(MODELS))
    assert "30 件" in page
    assert "现在用本地已结案事项训练" in page, "it can be asked for again"
    assert not TriageModel.objects.exists()


def test_the_night_adopts_nothing_while_people_are_at_it(world: World) -> None:
    closed(world, examples(80))
    first = actions.train_on_own(viewer=SYSTEM, now=NOON).model
    second = actions.train_on_own(viewer=SYSTEM, adopt=False, now=NOON).model
    assert first is not None
    assert second is not None
    tomorrow = timezone.now() + timedelta(days=1)
    closed(world, examples(20, seed=2), at=tomorrow)
    actions.learn_nightly(now=tomorrow)
    assert TriageModel.objects.count() == 3
    assert queries.model_in_use() == first.pk


def test_the_oldest_go_and_the_one_in_use_and_the_one_before_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MODELS_KEPT", 1)
    closed(world, examples(80))
    made = [
        actions.train_on_own(viewer=SYSTEM, adopt=n < 3, now=NOON + timedelta(hours=n)).model
        for n in range(5)
    ]
    ids = [one.pk for one in made if one is not None]
    assert set(TriageModel.objects.values_list("pk", flat=True)) == {ids[1], ids[2], ids[4]}


def test_a_model_that_cannot_be_read_is_not_adopted(world: World, zhou: Client) -> None:
    torn = TriageModel.objects.create(made_at=NOON, source="torn", content=b"PK torn")
    answer = zhou.post(f"{MODELS}{torn.pk}/adopt/", follow=True)
    assert "重新训练" in text_of(answer)
    assert queries.model_in_use() is None
