"""The dossier of a file as one archive: what is printed in one PDF, what is kept beside it."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from maplebridge.core import audit, calendar, documents, files
from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import FileReading
from ..queries.access import Loaded, get_file
from ..queries.dossier import Dossier, dossier_of
from .private import READERS

IN_MEMORY = 8 * 1024 * 1024
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day of every entry, so that the same dossier is the same archive."""


def take_dossier(
    *, viewer: Viewer, file_id: UUID, language: str, now: datetime
) -> tuple[Loaded, IO[bytes]]:
    """The archive, to read and close; the parties read that it was taken.

    Takes a second or two: call it outside a transaction. Raises Forbidden, Missing, and RuleBroken
    as documents.sheet does.
    """
    loaded = get_file(viewer, file_id, now)
    if not policy.may_take_dossier(loaded.standing):
        raise Forbidden("mediation_not_yours")
    made = _zipped(dossier_of(loaded, language, calendar.today(now)), language)
    assert viewer.person_id is not None
    hat = next(one for one in READERS if one in loaded.standing.hats)
    with transaction.atomic():
        FileReading.objects.create(
            file=loaded.file, reader_id=viewer.person_id, hat=hat.value, what="dossier",
            day=calendar.today(now), at=now,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="mediation.take_dossier", thing=loaded.file, now=now)
    return loaded, made


def _zipped(dossier: Dossier, language: str) -> IO[bytes]:
    printed = documents.sheet(
        template="mediation/dossier_sheet.html", context={"dossier": dossier},
        style="mediation/paper.css", language=language,
    )  # fmt: skip
    with translation.override(language):
        name = _("Dossier")
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  handed over
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(f"00 {name}.pdf", FIRST_DAY), printed)
        for number, one in enumerate(dossier.enclosed, start=1):
            entry = zipfile.ZipInfo(f"{number:02} {one.title}.{one.ending}", FIRST_DAY)
            with files.open(one.file) as kept:
                archive.writestr(entry, kept.read())
    file.seek(0)
    return file
