"""Copies for everybody: covered for good, without the camera's data; the original out of reach."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from maplebridge.core import files
from maplebridge.core.outbox import deliver_all
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Matter, MatterPhoto
from maplebridge.square.models import PublicPicture
from tests.world import World, client_for, viewer

SIDE = 400


def noisy(exif: bool = True) -> SimpleUploadedFile:
    """A photo in which every pixel differs from its neighbours, taken by a phone that says where."""
    picture = Image.effect_noise((SIDE, SIDE), 90).convert("RGB")
    data = Image.Exif()
    data[0x010F] = "FaceCam"
    data.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=95, **({"exif": data} if exif else {}))
    return SimpleUploadedFile("a.jpg", target.getvalue(), content_type="image/jpeg")


def with_photo(world: World) -> tuple[Matter, MatterPhoto]:
    kept = files.ingest(noisy(), now=timezone.now())
    sent = matter_actions.Report(
        words="路灯不亮", place_id=world.grid.pk, photos=(kept.pk,), everybody_sees=True
    )
    matter = matter_actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter
    deliver_all()
    return matter, MatterPhoto.objects.get()


def decide(world: World, matter: Matter, photo: MatterPhoto, **sent: Any) -> Any:
    url = f"/matters/public/{matter.pk}/release/{photo.pk}/"
    return client_for(world.li).post(url, {"decision": "show"} | sent)


def release(world: World, matter: Matter, **more: str) -> None:
    url = f"/matters/public/{matter.pk}/release/"
    assert client_for(world.li).post(url, {"words": "路灯不亮"} | more).status_code == 302


def public_copy(matter: Matter, picture: PublicPicture) -> tuple[Image.Image, bytes]:
    answer = client_for(None).get(f"/matters/public/{matter.pk}/pictures/{picture.pk}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    content = b"".join(answer.streaming_content)
    return Image.open(io.BytesIO(content)).convert("RGB"), content


def shades(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many different colours a part has, small differences of the JPEG aside."""
    part = picture.crop(box)
    return len({tuple(v // 32 for v in pixel) for pixel in part.get_flattened_data()})


def test_what_is_covered_is_a_few_blocks_and_the_rest_is_as_it_was(world: World) -> None:
    matter, photo = with_photo(world)
    assert decide(world, matter, photo, areas="0,0,500,500").status_code == 302
    release(world, matter)
    copy, content = public_copy(matter, PublicPicture.objects.get())
    inside, outside = (10, 10, 190, 190), (210, 210, 390, 390)
    with files.open(photo.file) as kept:
        original = Image.open(kept).convert("RGB")
    assert shades(original, inside) > 4
    assert shades(copy, inside) <= 3
    assert shades(copy, outside) > 4
    assert b"FaceCam" not in content
    assert b"Exif" not in content


def test_no_two_originals_can_be_told_apart_under_a_cover(world: World) -> None:
    """Two different texts of fine strokes with equal means leave the very same blocks."""
    covered = []
    for shift in (0, 1):
        picture = Image.new("L", (SIDE, SIDE))
        picture.putdata([255 * ((x + shift) % 2) for _ in range(SIDE) for x in range(SIDE)])
        target = io.BytesIO()
        picture.convert("RGB").save(target, "PNG")
        kept = files.ingest(SimpleUploadedFile("a.png", target.getvalue()), now=timezone.now())
        with files.open(files.covered(kept, [(0, 0, 1000, 1000)])) as copy:
            covered.append(Image.open(copy).convert("RGB").tobytes())
    assert covered[0] == covered[1]


def test_squares_do_the_same_without_a_script(world: World) -> None:
    matter, photo = with_photo(world)
    assert decide(world, matter, photo, square=["0", "1", "8", "9"]).status_code == 302
    assert PublicPicture.objects.get().areas == [[0, 0, 250, 125], [0, 125, 250, 125]]


def test_the_original_is_never_reached_by_everybody(world: World) -> None:
    matter, photo = with_photo(world)
    decide(world, matter, photo, areas="0,0,1000,1000")
    release(world, matter)
    picture = PublicPicture.objects.get()
    assert picture.file_id != photo.file_id
    visitor, neighbour = client_for(None), client_for(world.chen)
    for who in (visitor, neighbour):
        for kept_id in (photo.pk, photo.file_id):
            url = f"/matters/public/{matter.pk}/pictures/{kept_id}/"
            assert who.get(url).status_code == 404
        assert who.get(f"/matters/{matter.pk}/photos/{photo.pk}/").status_code in {302, 404}
        page = who.get(f"/matters/public/{matter.pk}/").content.decode()
        assert str(photo.pk) not in page
        assert str(photo.file_id) not in page


def test_a_copy_is_not_public_before_the_words_are_and_not_of_another_matter(world: World) -> None:
    matter, photo = with_photo(world)
    decide(world, matter, photo, areas="", bare="yes")
    picture = PublicPicture.objects.get()
    url = f"/matters/public/{matter.pk}/pictures/{picture.pk}/"
    assert client_for(None).get(url).status_code == 404
    assert client_for(world.li).get(
        f"/matters/public/{matter.pk}/release/{photo.pk}/copy/"
    ).status_code == 200  # fmt: skip
    release(world, matter)
    assert client_for(None).get(url).status_code == 200
    other = f"/matters/public/{photo.pk}/pictures/{picture.pk}/"
    assert client_for(None).get(other).status_code == 404


def test_a_photo_that_was_decided_against_or_not_decided_is_not_shown(world: World) -> None:
    matter, photo = with_photo(world)
    release(world, matter, photos_private="yes")
    assert "pictures" not in client_for(None).get(f"/matters/public/{matter.pk}/").content.decode()
    decide(world, matter, photo, areas="", bare="yes")
    assert "pictures" in client_for(None).get(f"/matters/public/{matter.pk}/").content.decode()
    assert decide(world, matter, photo, decision="hide").status_code == 302
    assert "pictures" not in client_for(None).get(f"/matters/public/{matter.pk}/").content.decode()


def test_a_photo_with_nothing_covered_needs_a_yes_of_its_own(world: World) -> None:
    matter, photo = with_photo(world)
    refused = decide(world, matter, photo, areas="")
    assert refused.status_code == 422
    assert not PublicPicture.objects.exists()
    assert decide(world, matter, photo, areas="", bare="yes").status_code == 302
    assert PublicPicture.objects.get().areas == []


def test_pressing_again_keeps_what_was_covered(world: World) -> None:
    """The page that comes back holds the earlier areas, and sends them again."""
    matter, photo = with_photo(world)
    decide(world, matter, photo, areas="100,100,200,300")
    url = f"/matters/public/{matter.pk}/release/{photo.pk}/"
    page = client_for(world.li).get(url).content.decode()
    assert 'name="areas" value="100,100,200,300"' in page
    assert decide(world, matter, photo, areas="").status_code == 422
    assert PublicPicture.objects.get().areas == [[100, 100, 200, 300]]


@pytest.mark.parametrize("areas", ["0,0,2000,5", "x", "0,0,9,9;" * 60])
def test_areas_that_cannot_be_read_change_nothing(world: World, areas: str) -> None:
    matter, photo = with_photo(world)
    assert decide(world, matter, photo, areas=areas).status_code == 422
    assert not PublicPicture.objects.exists()


def test_no_copy_is_made_for_who_may_not_decide(world: World) -> None:
    matter, photo = with_photo(world)
    url = f"/matters/public/{matter.pk}/release/{photo.pk}/"
    for who, status in ((world.wang, 403), (world.chen, 403), (world.wu, 404), (world.zhao, 404)):
        answer = client_for(who).post(url, {"decision": "show", "areas": ""})
        assert answer.status_code == status
    assert not PublicPicture.objects.exists()
