"""What a person did that the rules do not allow, said in one translatable sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_sentences: dict[str, str | Promise] = {}


class RuleBroken(Exception):
    """A person's request breaks a rule. Nothing was written.

    `code` is one of the registered sentences; `facts` fill its named placeholders and never hold
    more personal data than the person who reads the sentence may see.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The sentence in the language that is active now."""
        return str(_sentences[self.code]) % self.facts

    def __str__(self) -> str:
        return self.sentence if self.code in _sentences else self.code


class Forbidden(RuleBroken):
    """The viewer sees this place but holds no post that may do this: HTTP 403."""


class Missing(RuleBroken):
    """There is no such thing, or it lies outside the viewer's place: HTTP 404, told alike."""


class Unavailable(RuleBroken):
    """Something that we depend on cannot be reached just now: HTTP 503, and worth another try."""


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Add an app's sentences, once, from its AppConfig.ready. Raises ValueError on a taken code."""
    for code, sentence in sentences.items():
        if _sentences.get(code, sentence) is not sentence:
            raise ValueError(f"two sentences for the code {code!r}")
        _sentences[code] = sentence


def registered() -> Mapping[str, str | Promise]:
    """All sentences by code, for tests and documentation."""
    return dict(_sentences)
