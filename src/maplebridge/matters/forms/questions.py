"""The questions of a kind as a form. What may be answered is judged by rules.answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language

from maplebridge.core import calendar

from ..messages import FAULTS
from ..rules import answers as rules
from ..rules.answers import LINE_MAX, Given
from ..rules.catalogue import Attribute, Category, Datatype
from ..rules.input import WORDS_MAX

PREFIX = "q"
GIVEN_MAX = 50


class QuestionsForm(forms.Form):
    """One field a question, in the reader's language, named q-CODE. `given` is what was typed."""

    use_required_attribute = False
    """The browser would insist on the answers of a kind that is no longer chosen."""

    def __init__(self, category: Category, *, given: Given, judged: bool) -> None:
        """With `judged`, what was typed is checked; else it is merely shown again."""
        self.category, self.given = category, given
        typed = {attribute.code: _typed(attribute, given) for attribute in category.attributes}
        sent = {f"{PREFIX}-{code}": value for code, value in typed.items()}
        super().__init__(sent if judged else None, initial=typed, prefix=PREFIX)
        for attribute in category.attributes:
            self.fields[attribute.code] = _field(attribute, get_language() or "en")

    @property
    def kind(self) -> str:
        """The name of the kind that asks."""
        return self.category.name(get_language() or "en")

    def clean(self) -> dict[str, Any]:
        """Errors beside their questions; an answer to what is not asked any more is left out."""
        asked = {code: values for code, values in self.given.items() if code in self.fields}
        _, faults = rules.check(self.category, asked, zone=calendar.zone())
        for fault in faults:
            sentence = FAULTS[fault.why] % {"most": fault.most}
            self.add_error(fault.code, ValidationError(sentence, fault.why))
        return super().clean() or {}


def given_in(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed into a form of questions, by code; at most GIVEN_MAX questions are read."""
    start = f"{PREFIX}-"
    names = [name for name in sent if name.startswith(start)][:GIVEN_MAX]
    return {name.removeprefix(start): sent.getlist(name) for name in names}


def asked_only(category: Category | None, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The answers to what the kind asks: those to an earlier choice of kind are left out."""
    return {code: values for code, values in given.items() if category and category.attribute(code)}


def _typed(attribute: Attribute, given: Given) -> Any:
    values = list(given.get(attribute.code, ()))
    return values if attribute.datatype is Datatype.MANY else "".join(values[:1])


def _field(attribute: Attribute, language: str) -> forms.Field:
    """A field that only draws: every answer is let through to the rule, which has the sentence."""
    more: dict[str, Any] = {
        "label": attribute.name(language),
        "help_text": attribute.hint_in(language),
        "required": attribute.required,
    }
    choices = [(key, attribute.value_name(key, language)) for key, _ in attribute.values]
    look = {"data-look": "columns"}
    if attribute.datatype is Datatype.MANY:
        return _AnyOf(choices=choices, widget=forms.CheckboxSelectMultiple(attrs=look), **more)
    if attribute.datatype is Datatype.ONE:
        return _OneOf(choices=choices, widget=forms.RadioSelect(attrs=look), **more)
    return _Line(widget=_input(attribute.datatype), **more)


class _Line(forms.CharField):
    def validate(self, value: Any) -> None:
        """The rule judges, here and below."""


class _OneOf(forms.ChoiceField):
    def validate(self, value: Any) -> None:
        pass


class _AnyOf(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        pass


def _input(datatype: Datatype) -> forms.Widget:
    if datatype is Datatype.TEXT:
        return forms.Textarea(attrs={"rows": 3, "maxlength": WORDS_MAX})
    if datatype is Datatype.NUMBER:
        return forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "maxlength": 24})
    if datatype is Datatype.DATETIME:
        return forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"})
    return forms.TextInput(attrs={"maxlength": LINE_MAX, "autocomplete": "off"})
