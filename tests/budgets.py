"""How many queries each page may ask, by URL name; tests/house sees that no page is forgotten."""

BUDGETS: dict[str, int] = {
    "bank:statement": 10,
    "matters:around": 14,
    "matters:draft": 6,
    "matters:inbox": 14,
    "matters:kinds": 6,
    "matters:list": 12,
    "matters:map": 14,
    "matters:photo": 14,
    "matters:places": 12,
    "matters:points": 14,
    "matters:receipt": 8,
    "matters:report": 14,
    "matters:sent": 18,
    "matters:show": 26,
}
