"""What kinds, states, steps, sides and clocks are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.parts import (
    About,
    Body,
    Capacity,
    Chair,
    How,
    Identity,
    Lane,
    Power,
    Side,
    Source,
    Stands,
)
from ..rules.stages import Ending, Pause, State, Verb
from ..rules.terms import Code
from ..rules.visibility import Hat
from .counting import COUNTING_ALERTS, COUNTING_CLOCKS

Names = dict[str, str | Promise]

KINDS: Names = {
    "traffic": _("Traffic accident"),
    "neighbours": _("Between neighbours"),
    "homestead": _("Homestead"),
    "graves": _("Graves"),
    "bride_price": _("Bride price"),
    "gambling": _("Around gambling"),
    "rivalry": _("Rivalry in spending"),
    "property_fees": _("Property management"),
    "family": _("In the family"),
    "debt": _("Money lent"),
    "other": _("Another quarrel"),
}

STATES: dict[str, tuple[str | Promise, str, str]] = {
    State.DRAFT: (_("Draft"), "plain", "edit"),
    State.SUBMITTED: (_("Received"), "waiting", "inbox"),
    State.SCREENING: (_("Being looked at"), "active", "search"),
    State.DECLINED: (_("Not taken on"), "plain", "back"),
    State.REFERRED: (_("Sent to the right place"), "plain", "route"),
    State.ACCEPTED: (_("Case taken"), "active", "check"),
    State.CHOOSING: (_("Choosing a mediator"), "active", "people"),
    State.NOTICED: (_("Session set"), "active", "clock"),
    State.IN_SESSION: (_("Talks"), "active", "speak"),
    State.SUSPENDED: (_("Resting"), "waiting", "clock"),
    State.PROPOSAL: (_("A proposal is on the table"), "active", "paper"),
    State.AGREED_ORAL: (_("Agreed by word"), "done", "check"),
    State.AGREED: (_("Agreed in writing"), "done", "check"),
    State.PERFORMING: (_("Being carried out"), "active", "route"),
    State.PERFORMED: (_("Carried out"), "done", "check"),
    State.BREACHED: (_("Not kept"), "late", "warn"),
    State.TERMINATED: (_("Ended without an agreement"), "plain", "back"),
    State.GUIDED: (_("Ended, other ways named"), "plain", "info"),
    State.REVISITED: (_("Visited again"), "done", "heart"),
    State.ARCHIVED: (_("Archived"), "plain", "paper"),
}
"""Name, tone and icon."""

VERBS: Names = {
    Verb.SUBMIT: _("Handed in"),
    Verb.SCREEN: _("Looked at"),
    Verb.DECLINE: _("Not taken on"),
    Verb.REFER: _("Sent to the right place"),
    Verb.ACCEPT: _("Case taken"),
    Verb.CHOOSE: _("Let the parties choose their mediator"),
    Verb.APPOINT: _("A mediator leads"),
    Verb.NOTIFY: _("Session set, parties told"),
    Verb.BEGIN: _("Begin the talks"),
    Verb.SUSPEND: _("Let the talks rest"),
    Verb.RESUME: _("Go on with the talks"),
    Verb.PROPOSE: _("Put a proposal on the table"),
    Verb.TALK_ON: _("Talk on"),
    Verb.AGREE_ORALLY: _("Note an agreement by word"),
    Verb.AGREE: _("Note a signed agreement"),
    Verb.START_PERFORMING: _("It is being carried out"),
    Verb.PERFORM: _("All is carried out"),
    Verb.BREACH: _("It was not kept"),
    Verb.CURE: _("It is kept after all"),
    Verb.LEAVE: _("A party left"),
    Verb.TERMINATE: _("End without an agreement"),
    Verb.GUIDE: _("The parties know the other ways"),
    Verb.REVISIT: _("Visited again"),
    Verb.ARCHIVE: _("Put into the archive"),
}

NOTES: Names = {
    "add_party": _("A party was added"),
    "change_party": _("A party’s details were put right"),
    "saw_identity": _("Identified by a paper"),
    "add_speaker": _("Somebody speaks for a party"),
    "end_speaker": _("A power ended"),
    "party_left": _("A party left, others of its side go on"),
    "say": _("A party answered"),
    "give_up": _("A party took its yes back"),
    "ask_seat": _("Somebody was asked to sit in"),
    "leave_seat": _("A seat was given up"),
    "hold": _("Kept because of a lawsuit"),
    "let_go": _("No longer kept because of a lawsuit"),
    "alert": _("A reminder was given"),
    "draft_written": _("A draft of the agreement was begun"),
    "words_fixed": _("The words of the agreement stand still"),
    "words_reopened": _("The words were opened again; signatures fell"),
    "signed": _("Signed the agreement"),
    "paid": _("A payment was noted"),
    "denied": _("A payment did not come"),
    "court": _("Confirmation by a court"),
    "visited": _("Asked how it went"),
    "day_entered": _("A day that counts was written down"),
    "more_days": _("More days for the mediation"),
    "reckoned": _("A reckoning was computed"),
    "scene_recorded": _("Something of the scene was added"),
    "scene_ended": _("Something of the scene counts no more"),
    "advanced": _("Something was paid in advance"),
    "advance_back": _("An advance was taken back"),
    "lane_step": _("A step at the scene was done"),
    "lane_left": _("Changed to step by step"),
    "lane_alarm": _("The clock of half an hour rang"),
}
"""Lines of the record that move nothing."""

SIDES: Names = {
    Side.APPLICANT: _("Applicant"),
    Side.RESPONDENT: _("Other side"),
    Side.THIRD: _("Third party"),
}
SOURCES: Names = {
    Source.PARTY: _("A party asked"),
    Source.POLICE: _("Sent by the police"),
    Source.COURT: _("Sent by the court"),
    Source.INSURER: _("Sent by an insurer"),
    Source.GOVERNMENT: _("Sent by an office"),
    Source.OWN_MOTION: _("The mediators offered it"),
}
LANES: Names = {
    Lane.EXPRESS: _("On the spot, in half an hour"),
    Lane.STAGED: _("Step by step"),
}
CAPACITIES: Names = {
    Capacity.FULL: _("Decides alone"),
    Capacity.MINOR: _("Under eighteen"),
    Capacity.LIMITED: _("Needs a guardian for this"),
}
BODIES: Names = {
    Body.PERSON: _("a person"),
    Body.COMPANY: _("Company"),
    Body.INSURER: _("Insurance company"),
    Body.OWNERS: _("Owners’ committee"),
    Body.VILLAGE: _("Village or residents’ committee"),
    Body.OTHER: _("Other organisation"),
}
STANDS: Names = {
    Stands.GUARDIAN: _("Guardian"),
    Stands.AGENT: _("Relative or friend"),
    Stands.LAWYER: _("Lawyer"),
    Stands.LEGAL_AID: _("Lawyer of legal aid"),
    Stands.STAFF: _("Member of staff"),
}
POWERS: Names = {
    Power.ATTEND: _("May sit in, speak and receive papers"),
    Power.SETTLE: _("May also give in and agree"),
}
HOWS: Names = {
    How.HERE: _("on this page"),
    How.IN_PERSON: _("in person"),
    How.PHONE: _("by phone"),
    How.PAPER: _("on paper"),
}
ABOUTS: Names = {
    About.MEDIATION: _("Mediation"),
    About.SEAT: _("A seat at the table"),
    About.EXTRACT: _("An extract of a medical record"),
    About.RECORDING: _("A recording"),
}
CHAIRS: Names = {
    Chair.CO_MEDIATOR: _("Second mediator"),
    Chair.JUDGE: _("Judge who advises"),
    Chair.POLICE: _("Police officer"),
    Chair.INSURER: _("Insurer"),
    Chair.LAWYER: _("Lawyer who advises both"),
    Chair.LEGAL_AID: _("Legal aid"),
    Chair.NOTARY: _("Notary"),
    Chair.HEALTH: _("Health office"),
    Chair.NEIGHBOUR: _("Relative, neighbour or elder"),
    Chair.EXPERT: _("Expert"),
}
IDENTITIES: Names = {
    Identity.CARD: _("Identity card"),
    Identity.HUKOU: _("Household register"),
    Identity.LICENCE: _("Licence"),
    Identity.PASSPORT: _("Passport or pass"),
    Identity.KNOWN: _("Known in person"),
}
PAUSES: Names = {
    Pause.TREATMENT: _("Treatment goes on"),
    Pause.APPRAISAL: _("An appraisal is being made"),
    Pause.REVIEW: _("The determination is being reviewed"),
    Pause.FUNERAL: _("There is a funeral"),
}
ENDINGS: Names = {
    Ending.PARTY_LEFT: _("A party left"),
    Ending.PARTY_ABSENT: _("A party did not come"),
    Ending.NO_AGREEMENT: _("No agreement was found"),
    Ending.TIME_OVER: _("The time was over"),
    Ending.SUED: _("It went to court"),
    Ending.COLLUSION: _("Signs of an arrangement against somebody else"),
    Ending.CRIME: _("It belongs to the police"),
    Ending.OTHER: _("Another reason"),
}
CLOCKS: Names = {
    Code.DECIDE: _("Say whether it is taken on"),
    Code.ASK_OTHER: _("Ask the other side"),
    Code.CHOOSE: _("Choose a mediator"),
    Code.APPOINT: _("Appoint a mediator"),
    Code.MEDIATE: _("Days for the mediation"),
    Code.CONFIRM: _("Ask the court to confirm, both together"),
    Code.POLICE_AFTER_FAILURE: _("Ask the police to mediate, both together"),
    **COUNTING_CLOCKS,
}
ALERTS: dict[Code, str | Promise] = {
    Code.DECIDE: _("File %(reference)s: say by %(day)s whether it is taken on."),
    Code.MEDIATE: _(
        "File %(reference)s: the days for the mediation end on %(day)s. All parties together can "
        "prolong it."
    ),
    Code.CONFIRM: _(
        "File %(reference)s: until %(day)s the parties can ask the court together to confirm the "
        "agreement. Afterwards it cannot be confirmed any more."
    ),
    Code.POLICE_AFTER_FAILURE: _(
        "File %(reference)s: until %(day)s the parties can ask the traffic police together to mediate."
    ),
    **COUNTING_ALERTS,
}
HATS: Names = {
    Hat.PARTY: _("Party"),
    Hat.REPRESENTATIVE: _("Speaks for a party"),
    Hat.LEAD: _("Leading mediator"),
    Hat.CO_MEDIATOR: _("Second mediator"),
    Hat.INSURER: _("Insurer"),
    Hat.ADVISER: _("Adviser"),
    Hat.COMMITTEE: _("Mediation committee"),
    Hat.COURT: _("Court"),
}
LACKS: Names = {
    "other_side": _("The other side is missing"),
    "consent": _("Has not agreed yet"),
    "guardian": _("Needs a guardian who speaks for them"),
    "lead": _("Nobody leads yet"),
}
