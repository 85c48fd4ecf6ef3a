"""Whether legal aid may be asked for: answers give reasons and articles, and nothing is kept of them.

No score and no verdict: the legal aid centre decides. Where hardship has to be shown, the line is the
province's; that of Jiangxi is not known here, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Ask(StrEnum):
    """What can be ticked."""

    INJURY = "injury"
    """Compensation for an injury at work, in traffic, by food or drugs, or by treatment."""
    SUPPORT = "support"
    WAGES = "wages"
    BENEFITS = "benefits"
    CAPACITY = "capacity"
    POLLUTION = "pollution"
    HERO = "hero"
    RESCUE = "rescue"
    ABUSE = "abuse"
    NO_INCOME = "no_income"
    """A minor, an elder or a disabled person without a fixed income."""
    ASSISTED = "assisted"
    MIGRANT = "migrant"
    """Work away from home, and the claim is for pay or for an injury at work."""
    TIME_SHORT = "time_short"
    FREEZE = "freeze"
    """Money or evidence has to be secured, or paid in advance, at once."""


AID_GROUNDS = ("injury", "support", "wages", "benefits", "capacity", "pollution")
AID_MEANS = ("hero", "rescue", "abuse", "no_income", "assisted", "migrant")
AID_URGENT = ("time_short", "freeze")

ARTICLES = {
    Ask.INJURY: "法律援助法 31",
    Ask.SUPPORT: "法律援助法 31",
    Ask.WAGES: "法律援助法 31",
    Ask.BENEFITS: "法律援助法 31",
    Ask.CAPACITY: "法律援助法 31",
    Ask.POLLUTION: "法律援助法 31",
    Ask.HERO: "法律援助法 32",
    Ask.RESCUE: "法律援助法 32",
    Ask.ABUSE: "法律援助法 32",
    Ask.NO_INCOME: "法律援助法 42",
    Ask.ASSISTED: "法律援助法 42",
    Ask.MIGRANT: "法律援助法 42",
    Ask.TIME_SHORT: "法律援助法 44",
    Ask.FREEZE: "法律援助法 44",
}
MATTERS = frozenset({
    Ask.INJURY, Ask.SUPPORT, Ask.WAGES, Ask.BENEFITS, Ask.CAPACITY, Ask.POLLUTION,
})  # fmt: skip
NO_MEANS_TEST = frozenset({Ask.HERO, Ask.RESCUE, Ask.ABUSE})
UNCHECKED = frozenset({Ask.NO_INCOME, Ask.ASSISTED, Ask.MIGRANT})
AT_ONCE = frozenset({Ask.TIME_SHORT, Ask.FREEZE})


class Means(StrEnum):
    """What has to be shown of one's means."""

    NOTHING = "nothing"
    """They do not matter."""
    PROOF_OF_GROUP = "proof_of_group"
    """A paper of the group suffices; nothing is checked."""
    DECLARED = "declared"
    """Hardship is declared; the line is the province's, and that of Jiangxi is unknown here."""


@dataclass(frozen=True, slots=True)
class Advice:
    """`reasons` with their articles; `covered`: the law names the matter; `at_once`: a lawyer may be
    sent first and the papers follow."""

    reasons: tuple[tuple[Ask, str], ...]
    covered: bool
    means: Means
    at_once: bool


def advise(ticked: Collection[Ask]) -> Advice:
    """What follows from what was ticked, in the order of the law.

    Law: 法律援助法 art. 31, 32, 34, 42, 43, 44 (in force 2022-01-01).
    """
    said = [one for one in Ask if one in set(ticked)]
    if NO_MEANS_TEST & set(said):
        means = Means.NOTHING
    elif UNCHECKED & set(said):
        means = Means.PROOF_OF_GROUP
    else:
        means = Means.DECLARED
    covered = bool((MATTERS | NO_MEANS_TEST) & set(said))
    reasons = tuple((one, ARTICLES[one]) for one in said)
    return Advice(reasons, covered, means, bool(AT_ONCE & set(said)))
