"""Hints for the council: circles of confirmations, and photos that look like earlier ones."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from maplebridge.bank import actions, queries
from maplebridge.bank.rules.likeness import distance, most_alike
from maplebridge.bank.rules.rings import Confirmation, rings
from maplebridge.core import files
from maplebridge.core.errors import Forbidden
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from tests.bank.village import Village
from tests.people.ground import NOW

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))


def edges(*pairs: tuple[UUID, UUID]) -> list[Confirmation]:
    return [Confirmation(a, b, UUID(int=100 + n)) for n, (a, b) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([(A, B), (B, A)], [(A, B)]),
        ([(A, B), (B, C), (C, A)], [(A, B, C)]),
        ([(B, C), (C, D), (D, A), (A, B)], [(A, B, C, D)]),
        ([(A, B), (B, C), (C, D), (D, E), (E, A)], []),
        ([(A, B), (B, C)], []),
        ([(A, A)], []),
    ],
)
def test_circles_of_two_to_four_are_found_once(
    pairs: list[tuple[UUID, UUID]], found: list[tuple[UUID, ...]]
) -> None:
    assert [ring.households for ring in rings(edges(*pairs)).rings] == found


@given(st.lists(st.tuples(st.sampled_from([A, B, C, D]), st.sampled_from([A, B, C, D]))))
def test_every_circle_found_is_one(pairs: list[tuple[UUID, UUID]]) -> None:
    for ring in rings(edges(*pairs)).rings:
        following = (*ring.households[1:], ring.households[0])
        assert all(step in pairs for step in zip(ring.households, following, strict=True))
        assert len(set(ring.households)) == len(ring.households)


def test_a_village_where_everybody_confirms_everybody_stops_and_says_so() -> None:
    homes = [UUID(int=number) for number in range(1, 60)]
    found = rings(edges(*((a, b) for a in homes for b in homes)))
    assert not found.whole


def test_a_circle_is_listed_until_the_council_has_looked(village: Village) -> None:
    for by, person in ((village.li, village.wang), (village.wang, village.li)):
        village.enter(person, by=by)
    village.enter(village.zhao)
    (ring,) = queries.rings_of(village.bank, NOW).rings
    assert set(ring.households) == {village.house(village.li), village.house(village.wang)}
    ask: dict[str, Any] = {"bank_id": village.bank.pk, "mark": ring.mark, "now": NOW}
    with pytest.raises(Forbidden):
        actions.look_again(viewer=village.sees(village.wang), **ask)
    for _ in range(2):
        actions.look_again(viewer=village.sees(village.chair), **ask)
    assert queries.rings_of(village.bank, NOW).rings == ()
    village.enter(village.wang)
    assert len(queries.rings_of(village.bank, NOW).rings) == 1


def picture(seed: int) -> Image.Image:
    made = Image.new("RGB", (640, 480), (200, 210, 190))
    draw = ImageDraw.Draw(made)
    for number in range(14):
        at = (seed * 7919 + number * 104729) % 1_000_003
        left, top = at % 560, at // 7 % 400
        shade = at // 11 % 256
        draw.rectangle((left, top, left + 90, top + 70), fill=(shade, 255 - shade, at % 256))
    return made


def stored(picture: Image.Image, **options: Any) -> StoredFile:
    target = io.BytesIO()
    picture.save(target, "JPEG", **options)
    upload = SimpleUploadedFile("photo.jpg", target.getvalue(), content_type="image/jpeg")
    return files.ingest(upload, now=NOW)


@pytest.mark.parametrize(
    "turn",
    [
        lambda one: one,
        lambda one: one.resize((500, 375)),
        lambda one: one.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda one: one.transpose(Image.Transpose.ROTATE_90),
    ],
    ids=["saved again", "smaller", "mirrored", "turned"],
)
def test_a_photo_that_was_handed_in_before_is_shown_beside_it(village: Village, turn: Any) -> None:
    first = village.enter(village.wang, photo_id=stored(picture(1), quality=90).pk)
    village.enter(village.li, by=village.wang, photo_id=stored(picture(2)).pk)
    again = village.enter(village.zhao, photo_id=stored(turn(picture(1)), quality=60).pk)
    assert again.looks_like == first
    assert first.looks_like is None


def test_the_camera_s_data_is_gone(village: Village) -> None:
    marked = Image.Exif()
    marked[0x010E] = "here"
    photo = stored(picture(3), exif=marked)
    with files.open(photo) as content, Image.open(content) as kept:
        assert not dict(kept.getexif())


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_distance_is_the_number_of_bits_that_differ(one: int, other: int) -> None:
    wide = (1 << 64) - 1
    assert distance(one, other) == bin((one & wide) ^ (other & wide)).count("1")
    assert distance(one, one) == 0


def test_a_photo_like_none_is_like_none() -> None:
    assert most_alike([0], [(uuid7(), (1 << 9) - 1)]) is None
    near = uuid7()
    assert most_alike([0], [(uuid7(), (1 << 8) - 1), (near, 1)]) == near


def test_a_photo_sent_again_changes_no_entry_that_stands(village: Village) -> None:
    entry = village.entry(village.wang)
    ask = {"viewer": village.sees(village.wang), "now": NOW}
    actions.enter_deed(entry=entry, **ask)
    deed = actions.enter_deed(entry=replace(entry, photo_id=stored(picture(1)).pk), **ask)
    assert deed.photo_id is None
