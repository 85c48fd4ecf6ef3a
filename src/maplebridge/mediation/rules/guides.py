"""What a mediator keeps in mind for one kind of quarrel: what to ask, what may be agreed, what goes elsewhere.

Codes only; the sentences stand in messages. A guide decides nothing and reckons nothing: where the law
weighs circumstances, it lists them and leaves the weighing to those who talk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .screening import Ground


@dataclass(frozen=True, slots=True)
class Guide:
    """The sheet of a kind. `may` is what parties can bind themselves to and a court can confirm;
    `elsewhere` what is decided by somebody else; `weighs` circumstances without any formula; `items` are
    labels to begin the item sheet with, `clauses` promises to begin the agreement with."""

    asks: tuple[str, ...]
    may: tuple[str, ...]
    elsewhere: tuple[Ground, ...]
    items: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    weighs: tuple[str, ...] = ()


GUIDES: Mapping[str, Guide] = {
    "homestead": Guide(
        ("paper_of_plot", "one_household", "boundary", "what_stands", "since_when"),
        ("conduct", "money", "keep_as_is"),
        (Ground.LAND_RIGHT, Ground.OWNERSHIP, Ground.IN_COURT),
        ("repair_of_wall", "loss_by_building"),
        ("stop_building", "leave_passage", "rebuild_by", "look_again"),
    ),
    "graves": Guide(
        ("whose_remains", "where_grave", "permitted_there", "who_moves", "rites"),
        ("moving", "money", "conduct"),
        (Ground.LAND_RIGHT, Ground.CRIME, Ground.IN_COURT),
        ("moving_costs", "gravestone", "distress_remains"),
        ("move_by", "care_for_remains", "no_new_grave", "respect_rites", "look_again"),
    ),
    "bride_price": Guide(
        ("registered", "lived_together", "what_given", "gifts_apart", "parents_take_part"),
        ("money", "return_things", "conduct"),
        (Ground.STATUS, Ground.CRIME, Ground.IN_COURT),
        ("bride_price_back", "dowry_back"),
        ("things_back_by", "no_more_claims", "no_harassing"),
        ("w_amount", "w_custom", "w_together", "w_children", "w_use", "w_fault", "w_income"),
    ),
    "gambling": Guide(
        ("what_is_owed_for", "other_loan", "threats", "family_money"),
        ("conduct", "return_things"),
        (Ground.GAMBLING_DEBT, Ground.CRIME, Ground.IN_COURT),
        ("things_damaged",),
        ("no_gambling", "no_pressing", "household_money", "look_again"),
    ),
    "rivalry": Guide(
        ("what_began", "village_rules_say", "who_was_hurt", "what_both_want"),
        ("conduct", "by_rules"),
        (Ground.CRIME, Ground.IN_COURT),
        (),
        ("keep_to_rules", "no_comparing", "apology", "look_again"),
    ),
    "neighbours": Guide(
        ("what_disturbs", "since_when", "tried_already", "who_else", "expert_needed"),
        ("conduct", "money", "works"),
        (Ground.OWNERSHIP, Ground.CRIME, Ground.IN_COURT),
        ("repair", "things_damaged"),
        ("quiet_hours", "repair_by", "tell_before", "look_again"),
    ),
    "property_fees": Guide(
        ("contract", "months_owed", "what_lacks", "owners_meeting", "cut_off"),
        ("money", "works", "conduct"),
        (Ground.OWNERSHIP, Ground.MAJOR, Ground.IN_COURT),
        ("fees_owed", "reduction", "works_cost"),
        ("pay_in_parts", "works_by", "open_books", "no_cutting_off", "look_again"),
    ),
}
"""By the code of the catalogue; traffic has its reckoning, family, debt and other their screen alone."""
