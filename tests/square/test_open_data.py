"""The feed and the table, read by others' readers: valid, resumable, and silent about what is gone."""

from __future__ import annotations

import csv
import io
from typing import Any

import feedparser
import pytest
from django.utils import timezone
from django.utils.http import http_date

from maplebridge.square import actions, queries
from tests.world import World, client_for, publish, settle, viewer

FEED = "/matters/public/feed.atom"
TABLE = "/matters/public/matters.csv"


def read(**query: Any) -> Any:
    answer = client_for(None).get(FEED, query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def rows(**query: Any) -> list[dict[str, str]]:
    answer = client_for(None).get(TABLE, query)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_an_independent_reader_reads_the_feed(world: World) -> None:
    public = publish(world, words="路灯 <b>不亮</b> & 黑\n第二行")
    parsed = read()
    assert parsed.version == "atom10"
    (entry,) = parsed.entries
    assert entry.id == f"urn:uuid:{public.matter_id}"
    assert entry.link.endswith(f"/matters/public/{public.matter_id}/")
    assert entry.content[0].value == "路灯 <b>不亮</b> & 黑\n第二行"
    assert entry.tags[0].term == "lighting"
    assert entry.published_parsed is not None


def test_the_feed_is_cut_by_place_and_kind_and_speaks_the_language_asked_for(world: World) -> None:
    publish(world)
    assert len(read(place=world.community.pk).entries) == 1
    assert len(read(place=world.street.pk, kind="lighting").entries) == 1
    assert read(place=world.other_community.pk).entries == []
    assert read(kind="water").entries == []
    assert read(language="en", kind="lighting").feed.title.endswith("Lighting")
    for wrong in ({"place": "x"}, {"state": "x"}, {"since": "2026-13-01"}):
        assert client_for(None).get(FEED, wrong).status_code == 422
        assert client_for(None).get(TABLE, wrong).status_code == 422


def test_a_reader_that_has_it_all_is_told_so_until_something_changes(world: World) -> None:
    public = publish(world)
    first = client_for(None).get(FEED)
    assert "no-cache" in first["Cache-Control"]
    etag = first["ETag"]
    client = client_for(None)
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 304
    now = timezone.now() + timezone.timedelta(seconds=5)
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private", now=now
    )
    for condition in ({"If-None-Match": etag}, {"If-Modified-Since": http_date(now.timestamp())}):
        again = client.get(FEED, headers=condition)
        assert again.status_code == 200
        assert str(public.matter_id) not in again.content.decode()


def test_the_table_goes_on_behind_any_mark(world: World, monkeypatch: Any) -> None:
    from maplebridge.square.views import data

    monkeypatch.setattr(data, "CHUNK", 2)
    made = [str(publish(world, words=f"路灯{n}").matter_id) for n in range(5)]
    whole = rows()
    assert [row["url"].split("/")[-2] for row in whole] == made
    assert tuple(whole[0]) == data.COLUMNS
    assert [row["reference"] for row in rows(after=whole[2]["mark"])] == [
        row["reference"] for row in whole[3:]
    ]
    assert rows(after=whole[4]["mark"]) == []
    assert client_for(None).get(TABLE, {"after": "x"}).status_code == 422


def test_the_table_says_the_day_and_no_minute_no_name_and_no_exact_place(world: World) -> None:
    publish(world)
    (row,) = rows()
    assert len(row["reported_on"]) == 10
    assert (row["community"], row["grid"]) == ("東社區", "第一網格")
    assert row["lon"] == f"{world.grid.lon:.6f}"
    text = str(row)
    for secret in ("王奶奶", "李网格", "1390000", "3棟"):
        assert secret not in text


@pytest.mark.parametrize("words", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_a_spreadsheet_runs_nothing(world: World, words: str) -> None:
    publish(world, words=words)
    assert rows()[0]["words"] == f"'{words}"


def test_finished_ones_are_found_by_how_they_ended(world: World) -> None:
    done, still = publish(world, words="一"), publish(world, words="二")
    now = timezone.now()
    settle(world, done.matter, now)
    found = {
        state: [row.id for row in queries.listed(queries.Wanted(state=state)).rows]
        for state in ("", "open", "finished", "withdrawn", "fixed")
    }
    assert found == {
        "": [still.matter_id, done.matter_id],
        "open": [still.matter_id],
        "finished": [done.matter_id],
        "withdrawn": [],
        "fixed": [done.matter_id],
    }


def test_other_programs_get_what_was_released(world: World) -> None:
    from django.conf import settings
    from django.utils.module_loading import import_string

    public = publish(world)
    ask = import_string(settings.RELEASED)
    told = ask([public.matter_id, world.wang.pk])[public.matter_id]
    assert (told.words, told.address, told.lon) == (
        public.words,
        "東社區 · 第一網格",
        world.grid.lon,
    )
    assert client_for(None).get(told.photos[0]).status_code == 200
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private",
        now=timezone.now(),
    )  # fmt: skip
    assert ask([public.matter_id]) == {}


@pytest.mark.parametrize("path", ["", "feed.atom", "matters.csv", "points.geojson"])
def test_a_sign_that_no_database_keeps_is_refused_in_a_filter(world: World, path: str) -> None:
    publish(world)
    answer = client_for(None).get(f"/matters/public/{path}?kind=light%00ing")
    assert answer.status_code == 400
