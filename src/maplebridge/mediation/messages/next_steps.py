"""The words on the one loud button of a file, and the sentence above it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..rules.next_step import Next

NEXT_STEPS = {
    Next.SAY: (_("Yes or no"), _("Do you want to be mediated? Nothing happens without your yes."), "check"),
    Next.SCREEN: (_("Can it be mediated here?"), _("Go through the questions; then take it on or say where it belongs."), "search"),
    Next.APPOINT: (_("Who leads?"), _("Nobody leads the talks yet."), "people"),
    Next.BEGIN: (_("Begin the talks"), _("Everybody agreed. The talks can begin."), "speak"),
    Next.ITEMS: (_("Item sheet"), _("Go through what is asked for, item by item."), "coin"),
    Next.WRITE: (_("Write the agreement"), _("What both settled on goes into the agreement."), "edit"),
    Next.SIGN: (_("Read and sign"), _("The words stand still and can be signed."), "edit"),
    Next.SEAL: (_("Seal it for the committee"), _("All have signed."), "check"),
    Next.RESUME: (_("Go on with the talks"), _("The talks rest."), "arrow"),
    Next.KEPT: (_("How it is kept"), _("Payments, visits and the court, each with its day."), "coin"),
    Next.GUIDE: (_("The parties know the other ways"), _("Tell both which ways stay open, and note it."), "route"),
}  # fmt: skip
