"""The papers of a mediation file and what stands in each: one table, printable empty or filled.

Labels, names and fixed words are in messages/papers.py under the same keys. What a paper leaves
empty is a line to write on, because paper stays possible everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .legal_aid import AID_GROUNDS, AID_MEANS, AID_URGENT


class Kind(StrEnum):
    """Every paper, in the order of the dossier."""

    COVER = "cover"
    APPLICATION = "application"
    ACCEPTANCE = "acceptance"
    RIGHTS = "rights"
    INVESTIGATION = "investigation"
    MINUTES = "minutes"
    AGREEMENT = "agreement"
    ORAL = "oral"
    CONFIRMATION = "confirmation"
    POLICE = "police"
    ADVANCE = "advance"
    """To the insurer of the compulsory cover, with the notice of the traffic police."""
    FUND = "fund"
    """To the rescue fund, with the notice of the traffic police."""
    AID = "legal_aid"
    VISIT = "visit"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Line:
    """Short facts, one label each."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Words of any length."""

    key: str
    lines: int = 4


@dataclass(frozen=True, slots=True)
class People:
    """Somebody with all that a paper asks about a person or a body; `key` names the role."""

    key: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be ticked."""

    key: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words under a heading."""

    key: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Who signs, side by side."""

    keys: tuple[str, ...]


Entry = Line | Area | People | Choice | Words | Sign

ABOUT_A_PERSON = (
    "name", "sex", "ethnicity", "born", "job", "contact", "address", "body",
)  # fmt: skip
"""What the ministry's forms ask of a party; sex and ethnicity are never stored, only written by hand."""
SOURCES = ("party", "own_motion", "police", "court", "insurer", "government")
REASONS_ENDED = (
    "party_left", "party_absent", "no_agreement", "time_over", "sued", "collusion", "crime", "other",
)  # fmt: skip

FUND_GROUNDS = ("fund_over_cover", "fund_not_insured", "fund_fled")
FUND_COSTS = ("fund_rescue", "fund_funeral")

PAPERS: Mapping[Kind, tuple[Entry, ...]] = {
    Kind.COVER: (
        Line(("file_name", "number", "kind", "mediator", "opened_on", "closed_on")),
        Line(("archived_on", "archivist", "keeping", "pages")),
        Words("cover_order"),
    ),
    Kind.APPLICATION: (
        People("applicant"),
        People("respondent"),
        Area("facts", 6),
        Area("requests", 4),
        Words("voluntary"),
        Sign(("applicant", "date")),
    ),
    Kind.ACCEPTANCE: (
        Line(("number", "day", "kind")),
        People("applicant"),
        People("respondent"),
        Choice("source", SOURCES),
        Area("facts", 6),
        Choice("decision", ("accepted", "declined")),
        Area("reasons", 3),
        Sign(("parties", "registrar", "committee")),
    ),
    Kind.RIGHTS: (
        Words("nature"),
        Words("rights"),
        Words("duties"),
        Words("effect"),
        Words("other_ways"),
        Words("sham"),
        Words("privacy"),
        Sign(("first_party", "second_party", "date")),
    ),
    Kind.INVESTIGATION: (
        Line(("number", "time", "venue", "purpose", "investigator", "recorder")),
        Line(("asked_person", "relation", "contact")),
        Area("questions", 18),
        Words("read_back"),
        Sign(("asked", "investigator", "recorder")),
    ),
    Kind.MINUTES: (
        Line(("number", "time", "venue", "kind", "mediator", "recorder")),
        Area("present", 3),
        Area("consent_to_guests", 2),
        Words("told"),
        Area("statements", 9),
        Area("undisputed", 4),
        Area("plans", 4),
        Area("result", 3),
        Words("read_back"),
        Sign(("first_party", "second_party", "mediator", "recorder")),
    ),
    Kind.AGREEMENT: (
        People("first_party"),
        People("second_party"),
        Area("facts", 5),
        Area("agreed", 9),
        Area("manner_term", 3),
        Area("future_treatment", 2),
        Words("closing_words"),
        Sign(("first_party", "second_party", "mediator", "recorder", "committee")),
    ),
    Kind.ORAL: (
        Line(("number", "day", "kind", "mediator")),
        People("first_party"),
        People("second_party"),
        Area("facts", 4),
        Area("agreed", 6),
        Area("manner_term", 3),
        Words("oral_words"),
        Sign(("mediator", "committee", "date")),
    ),
    Kind.CONFIRMATION: (
        People("first_applicant"),
        People("second_applicant"),
        Line(("court", "committee_name", "agreement_number", "agreed_on")),
        Area("confirm_request", 3),
        Words("promise"),
        Area("service_addresses", 3),
        Words("attachments"),
        Sign(("first_applicant", "second_applicant", "date")),
    ),
    Kind.POLICE: (
        People("first_applicant"),
        People("second_applicant"),
        Line(("happened_on", "accident_place", "certificate_number", "certificate_on")),
        Area("facts", 5),
        Area("police_request", 4),
        Words("police_words"),
        Sign(("first_applicant", "second_applicant", "date")),
    ),
    Kind.ADVANCE: (
        People("applicant"),
        Line(("happened_on", "accident_place", "certificate_number", "fund_notice")),
        Line(("advance_insurer", "advance_policy", "advance_vehicle")),
        Area("facts", 5),
        Line(("fund_sum", "advance_hospital", "advance_account")),
        Words("advance_words"),
        Sign(("applicant", "date")),
    ),
    Kind.FUND: (
        People("applicant"),
        Line(("happened_on", "accident_place", "certificate_number", "fund_notice")),
        Area("facts", 5),
        Choice("fund_ground", FUND_GROUNDS),
        Choice("fund_cost", FUND_COSTS),
        Line(("fund_sum", "fund_hospital", "fund_account")),
        Words("fund_words"),
        Sign(("applicant", "date")),
    ),
    Kind.AID: (
        Line(("number", "day", "aid_centre")),
        People("aid_applicant"),
        Area("facts", 5),
        Area("requests", 4),
        Choice("aid_ground", AID_GROUNDS),
        Choice("aid_means", AID_MEANS),
        Choice("aid_urgent", AID_URGENT),
        Words("aid_words"),
        Sign(("aid_applicant", "registrar", "date")),
    ),
    Kind.VISIT: (
        Line(("agreement_number", "party_name", "visited_on", "manner_of_visit", "visitor")),
        Area("visit_reason", 2),
        Choice("performed", ("in_full", "in_part", "not_yet")),
        Area("performance", 3),
        Choice("satisfied", ("satisfied", "partly", "unsatisfied")),
        Area("new_worries", 3),
        Sign(("asked", "visitor")),
    ),
    Kind.CLOSING: (
        Line(("number", "day", "kind", "mediator")),
        Choice("outcome", ("settled", "ended")),
        Choice("reason_ended", REASONS_ENDED),
        Area("reasons", 3),
        Words("guidance"),
        Area("guidance_given", 3),
        Sign(("parties", "mediator", "committee")),
    ),
}
