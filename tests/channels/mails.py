"""Mails as they come, for the tests of the channel."""

from __future__ import annotations

import io
from email.message import EmailMessage
from uuid import uuid4

from PIL import Image

BOX = "help@feng.example"
WANG = "wang@qq.example"


def letter(
    text: str = "三号楼门口的灯不亮了，晚上看不清。",
    *,
    subject: str = "路灯坏了",
    sender: str = f"王 <{WANG}>",
    to: str = BOX,
    html: str = "",
    **headers: str,
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = headers.pop("message_id", f"<{uuid4().hex}@qq.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made


def jpeg(colour: str = "#3a5", exif: bool = True, side: int = 300) -> bytes:
    """A picture as a phone makes it: with the place where it was taken in it."""
    target = io.BytesIO()
    image = Image.effect_noise((side, side), 90).convert("RGB")
    image.paste(colour, (0, 0, side // 2, side // 2))
    more = {}
    if exif:
        data = Image.Exif()
        data[0x010F] = "Phone"
        data.get_ifd(0x8825)[1] = "N"
        more["exif"] = data
    image.save(target, "JPEG", **more)
    return target.getvalue()
