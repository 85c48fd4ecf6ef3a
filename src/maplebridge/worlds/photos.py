"""Demo photographs that are drawings of our own, each marked 示例 so that nobody takes it for real."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from maplebridge.core import files

SIZE = (960, 720)
_NIGHT, _DAY, _GROUND, _WALL = "#22304a", "#cfe0ea", "#8a8f8c", "#d9d2c4"
_RED, _YELLOW, _GREEN, _DARK = "#b3402f", "#f4d46a", "#5b8a5a", "#3a3f44"

# The strokes of 示 and 例 on a board of 100 by 100: drawn, so that no font is needed.
_SIGNS = (
    (
        ((22, 18), (78, 18)), ((8, 42), (92, 42)), ((50, 42), (50, 92), (38, 84)),
        ((28, 58), (14, 82)), ((72, 58), (88, 82)),
    ),
    (
        ((26, 6), (8, 48)), ((18, 32), (18, 94)), ((32, 16), (68, 16)), ((50, 16), (34, 56)),
        ((46, 36), (66, 36), (58, 66), (32, 92)), ((40, 52), (52, 62)), ((76, 22), (76, 70)),
        ((92, 6), (92, 92), (82, 84)),
    ),
)  # fmt: skip

Draw = ImageDraw.ImageDraw


def keep_photos(now: datetime) -> dict[str, UUID]:
    """Draw and keep every picture once, through the same door as an upload; name → file id."""
    return {name: _keep(name, picture, now) for name, picture in PICTURES.items()}


def crossing() -> SimpleUploadedFile:
    """Two cars and a bicycle where a road is crossed, for the scene of an accident."""
    image = Image.new("RGB", SIZE, _DAY)
    draw = ImageDraw.Draw(image)
    _street(draw, _DAY)
    for left, colour in ((120, _RED), (520, _GREEN)):
        draw.rectangle((left, 560, left + 280, 640), fill=colour)
        draw.polygon(
            ((left + 50, 560), (left + 90, 505), (left + 200, 505), (left + 240, 560)), fill=colour
        )
        for wheel in (left + 55, left + 225):
            draw.ellipse((wheel - 32, 612, wheel + 32, 676), fill=_DARK)
    for wheel in (420, 490):
        draw.ellipse((wheel - 28, 640, wheel + 28, 696), outline=_DARK, width=7)
    draw.line((420, 668, 455, 620, 490, 668), fill=_DARK, width=7)
    return _sheet(image, draw, "crossing.png")


def power_of_attorney() -> SimpleUploadedFile:
    """A sheet with lines and the mark 示例, where the demo needs a paper that somebody shows."""
    image = Image.new("RGB", SIZE, "#f7f4ec")
    draw = ImageDraw.Draw(image)
    for at in range(160, 620, 60):
        draw.line((120, at, 840, at), fill="#b9b4a6", width=4)
    draw.ellipse((640, 500, 800, 660), outline=_RED, width=8)
    return _sheet(image, draw, "power.png")


def _sheet(image: Image.Image, draw: Draw, name: str) -> SimpleUploadedFile:
    _mark(draw)
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def _keep(name: str, picture: Callable[[Draw], None], now: datetime) -> UUID:
    image = Image.new("RGB", SIZE, _DAY)
    draw = ImageDraw.Draw(image)
    picture(draw)
    _mark(draw)
    target = io.BytesIO()
    image.save(target, "PNG")
    upload = SimpleUploadedFile(f"{name}.png", target.getvalue(), "image/png")
    return files.ingest(upload, now=now).pk


def _mark(draw: Draw) -> None:
    draw.rectangle((24, 24, 252, 144), fill="white", outline=_RED, width=5)
    for at, strokes in enumerate(_SIGNS):
        left = 42 + at * 104
        for stroke in strokes:
            points = [(left + x * 0.9, 40 + y * 0.9) for x, y in stroke]
            draw.line(points, fill=_RED, width=8, joint="curve")


def _street(draw: Draw, sky: str) -> None:
    draw.rectangle((0, 0, 960, 480), fill=sky)
    draw.rectangle((560, 150, 900, 480), fill=_WALL)
    for row in range(3):
        for column in range(3):
            left, top = 595 + column * 100, 190 + row * 90
            draw.rectangle((left, top, left + 60, top + 56), fill=_DARK if sky == _NIGHT else _DAY)
    draw.rectangle((0, 480, 960, 720), fill=_GROUND)


def _lamp(draw: Draw) -> None:
    _street(draw, _NIGHT)
    draw.rectangle((330, 170, 348, 600), fill=_DARK)
    draw.line((339, 175, 450, 150), fill=_DARK, width=14)
    draw.polygon(((420, 150), (500, 150), (480, 190), (440, 190)), fill="#6f7681")


def _pothole(draw: Draw) -> None:
    _street(draw, _DAY)
    draw.polygon(((330, 480), (590, 480), (860, 720), (60, 720)), fill="#6b6e6f")
    draw.ellipse((330, 560, 620, 660), fill=_DARK)
    draw.ellipse((370, 580, 580, 640), fill="#5d7f95")


def _bin(draw: Draw, *, full: bool) -> None:
    _street(draw, _DAY)
    for left, colour in ((250, _GREEN), (430, "#4b6a8f")):
        draw.polygon(
            ((left, 390), (left + 140, 390), (left + 122, 620), (left + 18, 620)), fill=colour
        )
        draw.rectangle((left - 8, 370, left + 148, 394), fill=_DARK)
        for at in range(5 if full else 0):
            x = left + at * 28
            draw.ellipse(
                (x, 318 - at % 2 * 14, x + 62, 384), fill="#e7e2d8", outline=_DARK, width=3
            )
    if full:
        draw.ellipse((180, 590, 270, 660), fill="#e7e2d8", outline=_DARK, width=3)


def _stairs(draw: Draw, *, lit: bool) -> None:
    draw.rectangle((0, 0, 960, 720), fill="#efe6cf" if lit else "#3b3a40")
    for step in range(7):
        left, top = 180 + step * 90, 640 - step * 62
        draw.rectangle((left, top, 960, top + 62), fill="#b9b2a3" if lit else "#55545c")
        draw.line((left, top, 960, top), fill=_DARK, width=4)
    draw.line((170, 560, 800, 126), fill=_RED, width=12)
    draw.rectangle((450, 0, 462, 60), fill=_DARK)
    draw.ellipse((416, 56, 496, 136), fill=_YELLOW if lit else "#77757c", outline=_DARK, width=4)


def _water(draw: Draw) -> None:
    draw.rectangle((0, 0, 960, 720), fill="#e9e6df")
    draw.rectangle((0, 0, 960, 90), fill="#c9c4b8")
    draw.ellipse((340, 40, 640, 150), fill="#b9ab8d")
    for at in range(3):
        x, y = 420 + at * 70, 210 + at % 2 * 60
        draw.ellipse((x, y, x + 26, y + 40), fill="#5d8fb0")
    draw.polygon(((330, 560), (650, 560), (610, 680), (370, 680)), fill="#4b6a8f")


PICTURES: dict[str, Callable[[Draw], None]] = {
    "lighting": _lamp,
    "road": _pothole,
    "rubbish": lambda draw: _bin(draw, full=True),
    "rubbish_done": lambda draw: _bin(draw, full=False),
    "stairs": lambda draw: _stairs(draw, lit=False),
    "stairs_done": lambda draw: _stairs(draw, lit=True),
    "water": _water,
}
