"""An old hotline's workbook on its way in, for the pages that prepare it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from maplebridge.core import files
from maplebridge.matters.models import ImportDraft
from maplebridge.matters.rules.legacy_survey import survey_of


def prepared(now: datetime) -> dict[str, Any]:
    """A workbook on its way in of which everything has been said: it could be begun."""
    cells = {"号": "2019-8", "内容": "路灯不亮", "时间": "2026-10-12 08:30", "状态": "办理中"}
    survey = survey_of([(2, cells)])
    columns = {"number": "号", "words": "内容", "reported_at": "时间", "state": "状态"}
    draft = ImportDraft.objects.create(
        name="旧热线.csv", file=files.keep(b"x", "text/csv"), seen=survey.as_json(),
        content={
            "source": "12345", "columns": columns, "states": {"办理中": "accepted"},
            "default_category": "other", "default_place": "東社區", "default_closing": "answered",
        },
        settled=["state:1"], began_at=now, moved_at=now,
    )  # fmt: skip
    return {"draft_id": draft.pk, "part": "state", "page": 1}
