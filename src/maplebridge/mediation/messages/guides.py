"""The sentences of the guides: questions, what may be agreed, what is weighed, first wordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Names = dict[str, _StrPromise]

TO_ASK: Names = {
    "paper_of_plot": _("Which certificate or approval is there for the plot, and in whose name?"),
    "one_household": _(
        "Does a household have more than one plot? One household, one plot (Land Administration Law, art. 62)."
    ),
    "boundary": _("Where do both say that the boundary runs? Draw it; do not decide it."),
    "what_stands": _("What stands there or is being built, and does the work rest now?"),
    "since_when": _("Since when, and what was it like before?"),
    "whose_remains": _("Whose remains lie there, and which relatives have a say? Ask all of them."),
    "where_grave": _("Where is the grave, on whose land, and by which permission?"),
    "permitted_there": _(
        "May there be a grave at that place and at the new one? Not on farmland or in forest, nor by water or roads (Regulations on Funerals, art. 10)."
    ),
    "who_moves": _("Who moves it, who pays, and who is there when it is opened?"),
    "rites": _("Which rites and which day matter to the family?"),
    "registered": _("Was the marriage registered? Is it to end?"),
    "lived_together": _("How long did they live together?"),
    "what_given": _(
        "What was given as bride price, when, by whom to whom, and which papers show it?"
    ),
    "gifts_apart": _(
        "What was no bride price: presents on holidays and birthdays of small value, daily spending (Supreme People’s Court, Fa Shi 2024 No. 1, art. 3)."
    ),
    "parents_take_part": _(
        "Did parents give or receive it? Then they may be parties too (art. 4)."
    ),
    "what_is_owed_for": _("What is the debt for? What was lost at gambling is not owed."),
    "other_loan": _("Is a part of it a real loan, with money handed over for something else?"),
    "threats": _("Were there threats, or was somebody held? Then the police come first."),
    "family_money": _("Whose money was it, and what does the family live on now?"),
    "what_began": _("What began it: a feast, a house, a gift, a word?"),
    "village_rules_say": _("What do the village rules say about feasts and gifts?"),
    "who_was_hurt": _("Who feels belittled, and by what?"),
    "what_both_want": _("What would both like to see between them in a year?"),
    "what_disturbs": _("What exactly disturbs: noise, water, smoke, light, a way?"),
    "tried_already": _("What was tried already, and what helped for a while?"),
    "who_else": _("Whom else does it touch, such as tenants, owners, the property manager?"),
    "expert_needed": _(
        "Does somebody have to look at it first, such as a plumber or an appraiser?"
    ),
    "contract": _("Which contract, which fee and which service were agreed?"),
    "months_owed": _("Which months are open, and since when was it asked for in writing?"),
    "what_lacks": _("Which service was lacking, when, and how is that shown?"),
    "owners_meeting": _(
        "Did the owners decide on it? What concerns all of them is theirs to decide (Civil Code, art. 278)."
    ),
    "cut_off": _(
        "Was water, power, heat or gas cut off to make somebody pay? That is not allowed (Civil Code, art. 944)."
    ),
}
MAY: Names = {
    "conduct": _("What each will do or leave, with a day on which both look again."),
    "money": _("A sum, who pays it to whom, by when and how."),
    "keep_as_is": _("That nothing changes at the place until the right to it is decided."),
    "moving": _("That a grave is moved: where to, by whom, by which day, at whose cost."),
    "return_things": _("That things are given back: which, where, by which day."),
    "by_rules": _("That both keep to what the village rules say."),
    "works": _("Works: what is repaired, by whom, by which day, who looks at it."),
}
WEIGHS: Names = {
    "w_amount": _("How much it was"),
    "w_custom": _("What is customary here"),
    "w_together": _("Whether they registered, and how long they lived together"),
    "w_children": _("Pregnancy, birth, children"),
    "w_use": _("What it was really used for, and the dowry"),
    "w_fault": _("Whose fault weighs how much"),
    "w_income": _("What families here earn, and whether giving it brought hardship"),
}
ITEMS: Names = {
    "repair_of_wall": _("Repair of the wall"),
    "loss_by_building": _("Loss by the building"),
    "moving_costs": _("Costs of moving the grave"),
    "gravestone": _("Gravestone"),
    "distress_remains": _("Distress because of the remains"),
    "bride_price_back": _("Bride price to be given back"),
    "dowry_back": _("Dowry to be given back"),
    "things_damaged": _("Things damaged"),
    "repair": _("Repair"),
    "fees_owed": _("Fees for the open months"),
    "reduction": _("Reduction for service that was lacking"),
    "works_cost": _("Cost of the works"),
}
CLAUSES: Names = {
    "stop_building": _("Both leave the place as it is until the right to it has been decided."),
    "leave_passage": _("____ leaves a passage of ____ metres free at all times."),
    "rebuild_by": _("____ takes away ____ by ____ and puts the place in order."),
    "move_by": _("____ moves the grave to ____ by ____; the family is told three days before."),
    "care_for_remains": _("The remains are moved with care and in the presence of ____."),
    "no_new_grave": _(
        "No new grave is made at the old place; only a permitted burial place is used."
    ),
    "respect_rites": _("Each side lets the other hold its rites undisturbed."),
    "things_back_by": _("____ gives back ____ at ____ by ____."),
    "no_more_claims": _(
        "With this the bride price and the gifts between both families are settled."
    ),
    "no_harassing": _(
        "Neither side comes to the home or workplace of the other because of it any more."
    ),
    "no_gambling": _("____ stays away from gambling; the families help with it."),
    "no_pressing": _(
        "Nobody asks for what was lost at gambling, and nobody is pressed or threatened for it."
    ),
    "household_money": _("The household’s money is kept by ____ until ____."),
    "keep_to_rules": _("Both keep to the village rules on feasts and gifts."),
    "no_comparing": _("Neither side speaks ill of the other’s feast, house or gifts."),
    "apology": _("____ says sorry to ____ in person by ____."),
    "quiet_hours": _("Between ____ and ____ o’clock it is quiet."),
    "repair_by": _("____ has ____ repaired by ____ and asks ____ to look at it."),
    "tell_before": _("Whoever works at home, or holds a feast, tells the other a day before."),
    "pay_in_parts": _("____ pays the open fees in parts, as it stands under the payments."),
    "works_by": _("The property manager has ____ put right by ____."),
    "open_books": _("The property manager shows how the fees of ____ were used by ____."),
    "no_cutting_off": _("Water, power, heat and gas are not cut off because of fees."),
    "look_again": _("On ____ both look together at how it goes, with the mediator."),
}
