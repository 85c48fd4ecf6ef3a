"""How a source of law is named on a page: rules keep its name and article as the law writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LAWS: dict[str, _StrPromise] = {
    "人民調解法": _("People's Mediation Law"),
    "人民法院在線調解規則": _("Online Mediation Rules of the People's Courts"),
    "道路交通事故處理程序規定": _("Procedural Rules for Road Traffic Accidents"),
    "機動車交通事故責任強制保險條例": _("Compulsory Cover Regulation"),
    "道路交通安全法": _("Road Traffic Safety Law"),
    "民事訴訟法": _("Civil Procedure Law"),
    "民事訴訟法司法解釋": _("Interpretation of the Civil Procedure Law"),
    "法釋〔2011〕5": _("Provisions on the Judicial Confirmation of Mediation, 2011"),
    "法律援助法": _("Legal Aid Law"),
    "土地管理法": _("Land Administration Law"),
    "民法典": _("Civil Code"),
    "勞動爭議調解仲裁法": _("Law on Mediation and Arbitration of Labour Disputes"),
}


def cited(source: str) -> str:
    """“民法典 19” in the reader's language; a source without a name here stands as it is."""
    law, _between, number = source.rpartition(" ")
    if law not in LAWS:
        return source
    return gettext("%(law)s art. %(number)s") % {"law": LAWS[law], "number": number}
