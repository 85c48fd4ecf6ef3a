"""The query budget of each page: tests/budgets.py holds BUDGETS = {URL name: most queries}."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

BUDGET_MAX = 30
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def get_names(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """Names, with namespaces, of our own URLs that answer GET; `?` plus the path of a nameless one."""
    if patterns is None:
        from django.urls import get_resolver

        patterns = list[Any](get_resolver().url_patterns)
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from get_names(pattern.url_patterns, inner)
        elif is_ours(pattern.callback) and answers_get(pattern.callback):
            yield f"{prefix}{pattern.name}" if pattern.name else f"?{pattern.pattern}"


def is_ours(view: Any) -> bool:
    home = getattr(view, "view_class", view)
    return str(home.__module__).startswith("maplebridge.")


def answers_get(view: Any) -> bool:
    """False for views behind require_POST and class views without get()."""
    if view_class := getattr(view, "view_class", None):
        return hasattr(view_class, "get")
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            content = cell.cell_contents
            if isinstance(content, (list, tuple)) and content and set(map(str, content)) <= METHODS:
                return "GET" in content
        view = getattr(view, "__wrapped__", None)
    return True


def budgets(names: Iterable[str], declared: Mapping[str, int]) -> list[str]:
    """Every page has a budget, no budget lacks its page, none is above the house limit."""
    known = set(names)
    problems = [
        f"The address {name[1:]!r} has no name, so nothing can link to it or measure it. Name it."
        for name in sorted(known)
        if name[0] == "?"
    ]
    problems += [
        f"{name} has no query budget; a page that asks once per row goes unseen until it is slow. "
        "Add it to tests/budgets.py with what it needs today."
        for name in sorted(known - set(declared))
        if name[0] != "?"
    ]
    problems += [
        f"tests/budgets.py: {name} is no page any more. Remove the line."
        for name in sorted(set(declared) - known)
    ]
    return problems + [
        f"tests/budgets.py: {name} may ask {most} times; {BUDGET_MAX} is the most in this house. "
        "Join or prefetch in queries.py."
        for name, most in declared.items()
        if most > BUDGET_MAX
    ]
