"""Legal aid in words: what can be ticked, and what follows."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.legal_aid import Ask, Means

AID_ASKS: dict[Ask, str | Promise] = {
    Ask.INJURY: _(
        "compensation for an injury: in traffic, at work, by food or drugs, by treatment"
    ),
    Ask.SUPPORT: _("money for the upkeep of parents, children or a spouse"),
    Ask.WAGES: _("pay that was not paid, or whether somebody was employed"),
    Ask.BENEFITS: _("social insurance, social assistance, or a survivor’s pension"),
    Ask.CAPACITY: _("that somebody cannot decide alone any more"),
    Ask.POLLUTION: _("damage by pollution"),
    Ask.HERO: _("a near relative of a hero or martyr defends their honour"),
    Ask.RESCUE: _("the injury or loss came of helping somebody in danger"),
    Ask.ABUSE: _("mistreated, abandoned, or hurt at home"),
    Ask.NO_INCOME: _("a minor, an elder or a disabled person without a steady income"),
    Ask.ASSISTED: _("receives social or judicial assistance, or a special allowance"),
    Ask.MIGRANT: _("works away from home, and it is about pay or an injury at work"),
    Ask.TIME_SHORT: _("less than seven days are left to sue"),
    Ask.FREEZE: _("money or evidence has to be secured at once"),
}
MEANS: dict[Means, str | Promise] = {
    Means.NOTHING: _("How much somebody has does not matter for this."),
    Means.PROOF_OF_GROUP: _("A paper that shows it is enough; means are not checked."),
    Means.DECLARED: _(
        "Hardship is declared in writing. Where the line lies is set by the province. That of Jiangxi is not known "
        "to this platform: ask the legal aid centre or 12348."
    ),
}
