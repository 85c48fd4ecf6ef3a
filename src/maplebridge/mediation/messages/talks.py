"""What talks and agreements say: refusals, doubts about a draft, and the names of their states."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from ..rules.alternatives import Bar, Track
from ..rules.instalments import Reminder, Standing
from ..rules.lint import Code, Doubt, Manner
from ..rules.offers import Distance
from ..rules.offers import State as OffersState
from ..rules.ranges import Stand

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TALKS_SENTENCES = {
    "offers_terms_odd": _(
        "Silent offers need 1 to %(rounds)s rounds, and a gap of at most %(percent)s in a hundred that "
        "is split. What a mediator is told is near cannot be less than that."
    ),
    "offers_over": _("These silent offers are over. Agree on new ones if you want to go on."),
    "offers_round_over": _(
        "That round ended in the meantime, and nothing was done. Look at the one that runs now."
    ),
    "offers_figure_odd": _("Please give a sum in yuan, from 0 to ten billion."),
    "dividing_things_odd": _(
        "Please name 1 to %(most)s things, each only once, before you spread the points."
    ),
    "dividing_points_odd": _(
        "Each side spreads exactly %(points)s points, none below zero; here are %(spread)s. Move the "
        "difference between the things."
    ),
    "ranges_input_odd": _(
        "The sheet cannot be computed: it takes up to %(items)s items and %(payers)s payers, each "
        "named once, sums from 0 to ten billion yuan, and a limit for whoever pays first."
    ),
    "ranges_shares_odd": _(
        "The shares do not fit: low, likely and high go upwards between 0 and 100 in a hundred, and the "
        "likely ones add up to no more than the whole."
    ),
    "alternatives_sum_odd": _("Please give the sum in dispute, from 0 yuan upwards."),
    "instalments_sum_odd": _(
        "A sum is paid in 1 to 120 parts of at least one fen each. Please look at sum and parts again."
    ),
    "instalments_means_short": _(
        "With these means it would take more than %(parts)s parts. Raise what is paid at once or each "
        "month, or agree on a smaller sum."
    ),
    "talks_not_now": _(
        "Items and offers belong to the talks, and %(reference)s is not there. Look at what comes next "
        "on its page."
    ),
    "item_without_name": _("Please say what the item is for."),
    "items_full": _("A file takes %(most)s items at most. Put small ones together."),
    "item_sum_odd": _("Please give a sum in yuan, up to ten billion."),
    "offers_about_missing": _("Please say which sum the offers are about."),
    "offers_two_sides": _(
        "Silent offers are between two parties of different sides that are still there."
    ),
    "offers_running": _(
        "Silent offers are running in this file. End them before you propose new ones."
    ),
    "offers_not_ready": _("Both sides have to take part before a figure is put."),
    "agreement_not_now": _(
        "An agreement is written while the parties talk. %(reference)s is not there; look at what "
        "comes next on its page."
    ),
    "agreement_no_draft": _("There is no draft yet. Write its words first."),
    "agreement_words_stand": _(
        "The words stand still to be signed. Open them again first; whoever signed signs anew."
    ),
    "agreement_too_long": _(
        "An agreement takes at most %(clauses)s promises, and %(days)s days of grace. Put some together."
    ),
    "agreement_payments_full": _(
        "An agreement takes %(most)s payments at most. Put small ones together."
    ),
    "agreement_stops": _(
        "%(count)s things on the page still stop this agreement. Put them right; nothing was changed."
    ),
    "agreement_asks": _("Please say for each question on the page why it may stay."),
    "agreement_not_signing": _(
        "This agreement is not open for signatures. Look at its page: its words may have been opened "
        "again, or it is in effect already."
    ),
    "agreement_changed": _(
        "Something about the parties changed since the words stood still. Open the words again and let "
        "everybody sign anew."
    ),
    "agreement_names_stand": _(
        "Name, side, year of birth and work of %(name)s stand in the agreement, and it is in effect. "
        "They stay as they were signed; number and address can still be changed."
    ),
    "agreement_on_its_page": _(
        "An agreement is written in this file. Open its page: it takes effect there, once all have "
        "signed."
    ),
    "agreement_not_in_effect": _("There is no agreement in effect in this file yet."),
    "signing_no_phone": _(
        "No number is known for a code. Enter one with the party, or let them sign on paper."
    ),
    "signing_again_soon": _(
        "A code was sent just now. Wait half a minute before you ask for another."
    ),
    "signing_too_many": _(
        "So many codes were sent today that no more go out for this signature. Sign on paper, or tomorrow."
    ),
    "signing_name_differs": _("Please type the name as it stands in the agreement: %(name)s."),
    "signing_code_wrong": _(
        "This is not the code that was sent. %(left)s more tries, then ask for a new one."
    ),
    "signing_code_gone": _("The code is too old or was tried too often. Ask for a new one."),
    "signing_already": _("This signature stands already."),
    "signing_guardian_signs": _(
        "For %(name)s the guardian signs, with their own account or at the mediator’s."
    ),
    "signing_nobody_speaks": _(
        "Nobody may sign for %(name)s yet. Enter the guardian or whoever may settle for them."
    ),
    "signing_no_power": _(
        "%(name)s may not sign for %(party)s. It is signed by its legal representative, by somebody whose "
        "power to settle is kept here, or by who acts for it in the register."
    ),
    "signing_incomplete": _("Still to sign: %(names)s."),
    "paid_in_the_future": _("This day is still to come. Please give the day on which it happened."),
    "paid_too_often": _(
        "A payment takes %(most)s notes at most. Ask the mediator to put it in order."
    ),
    "court_too_late": _(
        "A court could be asked until %(day)s. Either side can still go to court with the agreement."
    ),
    "court_applied": _("The application is at the court already, or the court has answered."),
    "court_missing": _("Please say which people’s court."),
    "court_not_asked": _("Nobody asked for a confirmation yet."),
    "court_not_all": _("Both sides have to ask together. Still missing: %(names)s."),
    "court_day": _("The day does not fit: not before the step it follows, and not after today."),
}

REMINDERS = {
    Reminder.BEFORE: _("%(reference)s: a payment that was agreed is due on %(day)s."),
    Reminder.ON_THE_DAY: _("%(reference)s: a payment that was agreed is due today, %(day)s."),
    Reminder.AFTER: _(
        "%(reference)s: a payment was due on %(day)s and is not noted as paid. If it was paid, write it "
        "down; if it is hard to pay, speak to the mediator."
    ),
}


class Said(NamedTuple):
    """A doubt in words: what is wrong and what to do."""

    what: _StrPromise
    cure: _StrPromise


DOUBTS: dict[Code, Said] = {
    Code.PARTIES_TOO_FEW: Said(
        _("An agreement needs two parties; fewer stand here."),
        _("Enter everybody who agrees."),
    ),
    Code.NOTHING_AGREED: Said(
        _("Nothing is agreed yet: there is no payment and no promise."),
        _("Enter what is paid or what somebody will do."),
    ),
    Code.FACTS_MISSING: Said(
        _("The agreement does not say what happened."),
        _("Write the main facts and what was in dispute; a court asks for them."),
    ),
    Code.AMOUNT_MISSING: Said(_("A payment has no sum."), _("Enter the sum in yuan.")),
    Code.CAPITALS_DIFFER: Said(
        _("The sum in figures is not the sum in capitals: %(words)s."),
        _("Take the capitals that stand beside the figures, or correct the figures."),
    ),
    Code.PAYEE_MISSING: Said(
        _("It is not said who receives the money."), _("Enter the name that stands on the account.")
    ),
    Code.ACCOUNT_MISSING: Said(
        _("A transfer has no account."), _("Enter bank and account number, or choose cash.")
    ),
    Code.DUE_MISSING: Said(
        _("A payment has no day by which it is due."),
        _("Enter the last day, or days of the parts."),
    ),
    Code.DUE_PASSED: Said(
        _("The day %(words)s has passed before anybody signs."), _("Choose a day from today on.")
    ),
    Code.DUE_FAR: Said(
        _("The last day, %(words)s, is three years away or more."),
        _("Ask whether both want that, and whether something should secure it."),
    ),
    Code.MANNER_MISSING: Said(
        _("It is not said how the money is handed over."), _("Choose transfer or cash.")
    ),
    Code.PAYER_OUTSIDE: Said(
        _(
            "A payer is no party of this agreement: %(words)s. Nobody can be bound who does not sign."
        ),
        _("Make them a party with their consent, or let a party pay."),
    ),
    Code.PAYER_IS_PAYEE: Said(
        _("%(words)s would pay themselves."), _("Correct payer or receiver.")
    ),
    Code.PAYER_WITHOUT_PAYMENT: Said(
        _("%(words)s is said to owe something, but no payment is theirs."),
        _("Enter their payment, or take the mark away and write why nothing is owed."),
    ),
    Code.PARTS_DIFFER: Said(
        _("The parts do not add up to the payment."), _("Correct a part or the sum.")
    ),
    Code.TOTAL_DIFFERS: Said(
        _("The payments do not add up to the total that was agreed."),
        _("Correct a payment or the total."),
    ),
    Code.OWNERSHIP_DECIDED: Said(
        _("“%(words)s” decides who owns something. No court confirms that."),
        _(
            "Write what each side does and pays. Rights in land are decided by the government of the "
            "township or the county, or by a court."
        ),
    ),
    Code.STATUS_DECIDED: Said(
        _("“%(words)s” decides about marriage, custody or kinship. That cannot be agreed here."),
        _("Keep the money and the conduct; the rest goes to the registry or a court."),
    ),
    Code.GUARDIAN_MISSING: Said(
        _("%(words)s cannot decide this alone, and no guardian acts for them."),
        _("Enter the guardian, who signs."),
    ),
    Code.INSURER_NOT_SIGNING: Said(
        _("%(words)s would pay but does not sign."),
        _("Ask the insurer to sign, or let the insured pay and claim it back."),
    ),
    Code.TREATMENT_WAIVED: Said(
        _("“%(words)s” can be read as giving up treatment that will be needed later."),
        _("Say in the line for future treatment what is included and what is not."),
    ),
    Code.REMEDY_CLOSED: Said(
        _(
            "“%(words)s” would close a way to court, petition or complaint. Nobody can agree to that."
        ),
        _("Take it out."),
    ),
    Code.PROSECUTION_DECIDED: Said(
        _("“%(words)s” decides about police or prosecution. That is not for the parties."),
        _("Take it out; a party may write that they forgive."),
    ),
    Code.WORDS_UNCLEAR: Said(
        _("“%(words)s” leaves open what is owed, and when."),
        _("Write a day, a sum or a thing that can be checked."),
    ),
}

STANDS = {
    Stand.CLAIMED: _("claimed"),
    Stand.ADMITTED: _("admitted"),
    Stand.DISPUTED: _("disputed"),
    Stand.AGREED: _("agreed"),
}
OFFER_STATES = {
    OffersState.OPEN: _("A round is running"),
    OffersState.SETTLED: _("Settled in the middle"),
    OffersState.ENDED: _("Ended without a result"),
}
DISTANCES = {
    Distance.OVERLAP: _("The figures met"),
    Distance.NEAR: _("Near each other"),
    Distance.FAR: _("Far apart"),
}
STANDINGS = {
    Standing.PAID: _("Paid"),
    Standing.TO_COME: _("To come"),
    Standing.DUE: _("Due today"),
    Standing.GRACE: _("In the days of grace"),
    Standing.LATE: _("Late"),
}
MANNERS = {Manner.TRANSFER: _("Transfer"), Manner.CASH: _("Cash")}
TRACKS = {
    Track.SMALL_CLAIMS: _("Small claims"),
    Track.SUMMARY: _("Summary procedure"),
    Track.ORDINARY: _("Ordinary procedure"),
}
BARS = {
    Bar.STATUS_OR_OWNERSHIP: _("It is about status or ownership."),
    Bar.FOREIGN: _("A party or the matter is foreign."),
    Bar.APPRAISAL: _("Something must be appraised, or an appraisal is contested."),
    Bar.MISSING_PARTY: _("Nobody knows where a party is."),
    Bar.COUNTERCLAIM: _("There is a counter-claim."),
    Bar.NOT_ONLY_MONEY: _("It is not only about money."),
    Bar.WAGE_UNKNOWN: _(
        "The average wage of the province is not entered, so the limit is unknown."
    ),
    Bar.TOO_LARGE: _("The sum is above half the average yearly wage of the province."),
    Bar.NOT_SIMPLE: _("Facts or duties are not clear enough."),
}


def in_words(doubt: Doubt) -> Said:
    """A doubt in the active language."""
    said = DOUBTS[doubt.code]
    return said._replace(what=said.what % {"words": doubt.words})  # type: ignore[arg-type]  # both print
