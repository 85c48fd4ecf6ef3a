"""Pictures in an S3-compatible store: a real one over HTTP, and one that is away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from maplebridge.core import files
from maplebridge.core.errors import Unavailable
from maplebridge.core.models import StoredFile
from maplebridge.matters.models import Matter
from tests import world
from tests.servers import free_port

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BUCKET = "maplebridge-files"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def use(settings: Any, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": endpoint,
        "default_acl": None,
        "client_config": Config(connect_timeout=1, read_timeout=5, retries={"max_attempts": 1}),
    }
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}


@pytest.fixture
def bucket(store: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    use(settings, monkeypatch, store)
    client = boto3.client("s3", endpoint_url=store)
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use(settings, monkeypatch, f"http://127.0.0.1:{free_port()}")


def keys(client: Any) -> set[str]:
    return {one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def test_a_picture_is_kept_read_and_forgotten_in_the_store(bucket: Any) -> None:
    stored = files.ingest(world.photo(), now=NOW)
    again = files.ingest(world.photo(), now=NOW)
    assert stored.pk == again.pk
    assert {key.rsplit("/", 1)[-1] for key in keys(bucket)} == {stored.sha256, stored.thumb_sha256}
    with files.open(stored, thumb=True) as small:
        assert small.read(3) == b"\xff\xd8\xff"
    answer = files.response(stored)
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]  # a FileResponse
    assert files.forget(stored)
    assert keys(bucket) == set()


def test_a_bucket_that_is_not_there_is_said_and_nothing_is_kept(
    store: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(settings, monkeypatch, store)
    settings.STORAGES["default"]["OPTIONS"]["bucket_name"] = "another-bucket"
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(Unavailable):
        files.ingest(world.photo(), now=NOW)
    assert not StoredFile.objects.exists()


@pytest.mark.usefixtures("away")
def test_a_store_that_is_away_is_said_and_the_words_stay() -> None:
    cast = world.build_world()
    with pytest.raises(Unavailable):
        files.ingest(world.photo(), now=NOW)
    client = world.client_for(cast.wang)
    data = {"words": "楼道的灯不亮了", "photos": world.photo(), "place": str(cast.grid.pk)}
    answer = client.post(reverse("matters:report"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "楼道的灯不亮了" in page
    assert "图片存储暂时连不上" in page
    assert not StoredFile.objects.exists()
    assert not Matter.objects.exists()


def test_a_photo_whose_store_went_away_is_said_and_the_pages_go_on(
    bucket: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = files.ingest(world.photo(), now=NOW)
    use(settings, monkeypatch, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable):
        files.open(stored)
    assert Client().get(reverse("portal:home")).status_code == 200
