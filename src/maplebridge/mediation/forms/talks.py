"""What is entered in talks and agreements: items, silent offers, words, payments, signatures, visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import Fen

from ..actions import Paying, Words
from ..messages.papers import TICKS
from ..messages.talks import MANNERS
from ..models import Agreement, Party
from ..rules.instalments import GRACE_MAX, PARTS_MAX, Means
from ..rules.lint import CLAUSE_MAX
from ..rules.offers import ROUNDS_MAX, SHARE_BP_MAX, Terms
from ..rules.parts import Side
from ..rules.talks import CLAUSES_MAX
from .intake import day, words

FACTS_MAX = 4_000


def yuan(label: Any, *, least: str = "0.01", **more: Any) -> forms.DecimalField:
    """A sum in yuan with two places at most."""
    money = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label, min_value=Decimal(least), max_digits=12, decimal_places=2, widget=money, **more
    )


def fen(amount: Decimal | None) -> Fen | None:
    return None if amount is None else Fen(int(amount * 100))


def named(parties: Sequence[Party]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in parties]


def others_said(form: forms.Form, mark: str) -> bool:
    """Whether something was sent for a party that is not on this form any more: an old page, whose
    words must not become those of somebody else."""
    return any(
        name.startswith(mark) and name not in form.fields and form.data[name] for name in form.data
    )


class ItemForm(forms.Form):
    party = forms.ChoiceField(label=_("Whose item is it?"))
    label = forms.CharField(label=_("What is claimed for?"), max_length=80)
    claimed = yuan(_("Claimed, in yuan"))
    evidence = forms.CharField(
        label=_("Which paper stands behind it?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["party"].choices = named(parties)  # type: ignore[attr-defined]  # a choice
        if len(parties) == 1:
            self.fields["party"].initial = str(parties[0].pk)
            self.fields["party"].widget = forms.HiddenInput()


class AnswerItemForm(forms.Form):
    admitted = yuan(
        _("Admitted, in yuan"), least="0",
        help_text=_("0 when nothing is admitted. It is no admission for a court, should talks fail."),
    )  # fmt: skip


class SettleItemForm(forms.Form):
    agreed = yuan(
        _("Agreed, in yuan"), least="0", required=False,
        help_text=_("Empty while it is open."),
    )  # fmt: skip
    likely = yuan(
        _("What you hold for probable, in yuan"), least="0", required=False,
        help_text=_("For your own range only. The parties never see it."),
    )  # fmt: skip


class OffersForm(forms.Form):
    about = forms.CharField(
        label=_("Which sum is it about?"), max_length=120,
        help_text=_("One sum, such as everything that is still open."),
    )  # fmt: skip
    asks = forms.ChoiceField(label=_("Who asks for it?"))
    pays = forms.ChoiceField(label=_("Who would pay it?"))
    rounds = forms.IntegerField(
        label=_("Rounds at most"), min_value=1, max_value=ROUNDS_MAX, initial=3
    )
    settle = forms.IntegerField(
        label=_("A gap of so much in a hundred is split"), min_value=0,
        max_value=SHARE_BP_MAX // 100, initial=5,
    )  # fmt: skip

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("asks", "pays"):
            self.fields[name].choices = named(parties)  # type: ignore[attr-defined]  # a choice
        others = [one for one in parties if one.side != Side.APPLICANT]
        self.fields["pays"].initial = str(others[0].pk) if others else None

    def terms(self) -> Terms:
        """Near is three times the gap that is split, ten in a hundred at least."""
        settle = int(self.cleaned_data["settle"]) * 100
        return Terms(self.cleaned_data["rounds"], settle, max(1_000, 3 * settle))


class FigureForm(forms.Form):
    figure = yuan(_("Your figure, in yuan"), least="0")


class WordsOfDraftForm(forms.Form):
    facts = words(_("What happened, and what was in dispute"), FACTS_MAX, 6)
    clauses = words(
        _("What is promised beside money"), 8_000, 6, required=False,
        help_text=_("One promise a line: who does what, by which day."),
    )  # fmt: skip
    future_treatment = words(
        _("Future treatment"), 600, 2, required=False,
        help_text=_("What of it is included in the sums, what is settled apart."),
    )  # fmt: skip
    owing = forms.MultipleChoiceField(
        label=_("Who owes something?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("For each of them a payment has to stand in the agreement."),
    )  # fmt: skip
    total = yuan(_("Total that was agreed, in yuan"), required=False)
    recorder = forms.CharField(label=_("Recorder"), max_length=60, required=False)
    grace_days = forms.IntegerField(
        label=_("Days of grace for each part"), min_value=0, max_value=GRACE_MAX, initial=0
    )
    all_due_after = forms.IntegerField(
        label=_("After how many late parts is everything due?"), min_value=1, max_value=PARTS_MAX,
        required=False, help_text=_("Empty when the parties did not agree on that."),
    )  # fmt: skip
    oral = forms.BooleanField(
        label=_("Agreed by word of mouth: only registered, nobody signs but the mediator"),
        required=False,
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owing"].choices = named(parties)  # type: ignore[attr-defined]  # a choice

    def clean_clauses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["clauses"].splitlines()]
        kept = [line for line in lines if line]
        if len(kept) > CLAUSES_MAX or any(len(line) > CLAUSE_MAX for line in kept):
            raise forms.ValidationError(
                _("At most %(most)s promises of %(letters)s characters each."),
                params={"most": CLAUSES_MAX, "letters": CLAUSE_MAX},
            )
        return kept

    def said(self) -> Words:
        data = self.cleaned_data
        return Words(
            facts=data["facts"], clauses=data["clauses"],
            future_treatment=data["future_treatment"], total=fen(data["total"]),
            recorder=data["recorder"], grace_days=data["grace_days"],
            all_due_after=data["all_due_after"],
            owing=[UUID(one) for one in data["owing"]],
        )  # fmt: skip

    @staticmethod
    def kept(found: Agreement | None, facts: str) -> dict[str, Any]:
        """What stands in the draft, or the facts of the file for a new one."""
        if found is None:
            return {"facts": facts}
        return {
            "facts": found.facts, "clauses": "\n".join(found.clauses), "oral": found.oral,
            "future_treatment": found.future_treatment, "recorder": found.recorder,
            "total": None if found.total_fen is None else Decimal(found.total_fen) / 100,
            "owing": found.owing, "grace_days": found.grace_days, "all_due_after": found.all_due_after,
        }  # fmt: skip


class PayForm(forms.Form):
    payer = forms.ChoiceField(label=_("Who pays?"))
    payee = forms.ChoiceField(label=_("Who receives it?"))
    payee_name = forms.CharField(
        label=_("Name on the account, if it is another"), max_length=60, required=False
    )
    amount = yuan(_("Sum, in yuan"))
    manner = forms.ChoiceField(
        label=_("How?"), choices=[(one.value, words) for one, words in MANNERS.items()],
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )  # fmt: skip
    account = forms.CharField(label=_("Bank and account"), max_length=120, required=False)
    first_on = day(_("Due on, or the first part due on"))
    parts = forms.IntegerField(
        label=_("In how many monthly parts?"), min_value=1, max_value=PARTS_MAX, initial=1,
        help_text=_("Equal parts; the last carries the odd fen. A day off moves to the next working day."),
    )  # fmt: skip
    at_once = yuan(_("Or: what the payer can spare at once, in yuan"), least="0", required=False)
    monthly = yuan(
        _("and then each month, in yuan"), least="0", required=False,
        help_text=_("As the payer says; then the parts follow from the means."),
    )  # fmt: skip

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, usual in (("payer", parties[-1:]), ("payee", parties[:1])):
            self.fields[name].choices = named(parties)  # type: ignore[attr-defined]  # a choice
            self.fields[name].initial = str(usual[0].pk) if usual else ""

    def clean_first_on(self) -> date:
        first: date = self.cleaned_data["first_on"]
        if not 2000 <= first.year <= 2100:
            raise forms.ValidationError(_("Please give a day of this century."))
        return first

    def paying(self) -> Paying:
        data = self.cleaned_data
        amount, monthly = fen(data["amount"]), fen(data["monthly"])
        assert amount is not None
        means = Means(fen(data["at_once"]) or Fen(0), monthly) if monthly else None
        return Paying(
            payer_id=UUID(data["payer"]), payee_id=UUID(data["payee"]),
            payee_name=data["payee_name"], amount=amount, manner=data["manner"],
            account=data["account"], first_on=data["first_on"], parts=data["parts"],
            means=means,
        )  # fmt: skip


class SignForm(forms.Form):
    name = forms.CharField(label=_("Your name, as a signature"), max_length=60)
    code = forms.CharField(
        label=_("Code from the message"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip
    strokes = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class MediatorSignForm(forms.Form):
    strokes = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class PaperSignForm(forms.Form):
    name = forms.CharField(label=_("Who signed or sealed on paper?"), max_length=60, required=False)
    scan = forms.FileField(label=_("Photo or scan of the signed paper"))


class PaidForm(forms.Form):
    amount = yuan(_("Paid, in yuan"))
    paid_on = day(_("When?"))
    proof = forms.FileField(label=_("Photo of the receipt"), required=False)


class AppliedForm(forms.Form):
    applied_on = day(_("Handed in at the court on"))


class VisitForm(forms.Form):
    party = forms.ChoiceField(label=_("Whom did you ask?"))
    visited_on = day(_("When?"))
    by_phone = forms.BooleanField(label=_("By phone"), required=False)
    performed = forms.ChoiceField(
        label=_("Is it kept?"), widget=forms.RadioSelect,
        choices=[(one, TICKS[one]) for one in ("in_full", "in_part", "not_yet")],
    )  # fmt: skip
    content = forms.ChoiceField(
        label=_("Content with the mediation?"), required=False,
        choices=[("", "—"), *((one, TICKS[one]) for one in ("satisfied", "partly", "unsatisfied"))],
    )  # fmt: skip
    words = words(_("What they said, and what was arranged"), 600, 3, required=False)

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["party"].choices = named(parties)  # type: ignore[attr-defined]  # a choice
