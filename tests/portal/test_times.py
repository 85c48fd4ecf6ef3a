"""Moments are told in local time and in the words of the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from maplebridge.portal.templatetags.portal_tags import ago, day, moment, when

LATE = datetime(2019, 12, 31, 17, 5, tzinfo=UTC)  # 01:05 on New Year's Day in Nanchang


@pytest.mark.parametrize(
    ("language", "shown", "date"),
    [
        ("zh-hans", "2020年1月1日 01:05", "2020年1月1日"),
        ("zh-hant", "2020年1月1日 01:05", "2020年1月1日"),
        ("en", "1 Jan 2020 01:05", "1 Jan 2020"),
    ],
)
def test_a_moment_is_told_in_local_time(language: str, shown: str, date: str) -> None:
    with translation.override(language):
        assert moment(LATE) == shown
        assert day(LATE) == date


def test_this_year_goes_without_saying() -> None:
    now = timezone.now()
    with translation.override("en"):
        assert str(now.astimezone(timezone.get_default_timezone()).year) not in moment(now)


def test_how_long_ago_uses_one_unit() -> None:
    now = timezone.now()
    with translation.override("en"):
        assert ago(now) == "just now"
        assert ago(now - timedelta(minutes=1, seconds=5)) == "1 minute ago"
        assert ago(now - timedelta(hours=2, minutes=5)) == "2 hours ago"
        assert ago(now - timedelta(days=3, hours=1)) == "3 days ago"


def test_a_moment_carries_the_instant_for_machines() -> None:
    assert 'datetime="2019-12-31T17:05:00+00:00"' in when(LATE)
    assert when(None) == ""
