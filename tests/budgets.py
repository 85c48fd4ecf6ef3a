"""How many queries each page may ask, by URL name; tests/house sees that no page is forgotten."""

BUDGETS: dict[str, int] = {
    "bank:statement": 10,
}
