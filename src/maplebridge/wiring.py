"""All cross-module traffic and every schedule, on one page.

HANDLERS names, for each fact, the reactions that the worker delivers (dotted paths, each with an
effect of exactly once per fact). AT_ONCE names the few that run in the transaction that tells,
because nobody may see the moment in between; they are short, and a fault of theirs undoes the step.
CLOCK names the duties that the worker runs by the clock. BOOKS names what else is sealed.
WALLET_CODES names what may be paid out of the accounts of households, helpers and funds.
"""

from __future__ import annotations

from maplebridge import events
from maplebridge.core.clock import Cadence, daily, every

HANDLERS: dict[type, list[str]] = {
    events.MatterReported: [
        "maplebridge.square.handlers.ask_for_release",
        "maplebridge.channels.handlers.ring_the_bell",
        "maplebridge.matters.handlers.sign_for_twins",
        "maplebridge.matters.handlers.tell_programs",
        "maplebridge.matters.handlers.nudge_the_worker",
        "maplebridge.matters.handlers.tell_it_was_received",
    ],
    events.MatterAnswered: [
        "maplebridge.square.handlers.end_the_search_for_helpers",
        "maplebridge.square.handlers.look_again_when_answered",
        "maplebridge.matters.handlers.tell_programs",
        "maplebridge.matters.handlers.nudge_the_reporter",
    ],
    events.MatterClosed: [
        "maplebridge.square.handlers.end_the_search_for_helpers",
        "maplebridge.square.handlers.tell_followers_of_the_end",
        "maplebridge.square.handlers.take_back_what_was_withdrawn",
        "maplebridge.square.handlers.follow_the_matter",
        "maplebridge.matters.handlers.end_what_is_not_needed",
        "maplebridge.bank.handlers.reward_those_who_took_part",
        "maplebridge.matters.handlers.tell_programs",
        "maplebridge.matters.handlers.nudge_the_reporter",
    ],
    events.MatterReopened: [
        "maplebridge.square.handlers.follow_the_matter",
        "maplebridge.channels.handlers.ring_the_bell",
        "maplebridge.matters.handlers.sign_for_twins",
        "maplebridge.matters.handlers.tell_programs",
        "maplebridge.matters.handlers.nudge_the_worker",
    ],
    events.MatterPlaced: ["maplebridge.matters.handlers.sign_for_twins"],
    events.MatterHandedOn: ["maplebridge.matters.handlers.nudge_the_worker"],
    events.PublicMatterPublished: ["maplebridge.square.handlers.tell_followers"],
    events.MatterEscalated: ["maplebridge.channels.handlers.ring_the_bell"],
    events.TaskAsked: [
        "maplebridge.channels.handlers.ring_the_bell",
        "maplebridge.matters.handlers.nudge_who_is_asked",
    ],
    events.TaskEnded: ["maplebridge.matters.handlers.nudge_the_keeper"],
    events.PostAsked: ["maplebridge.matters.handlers.write_to_the_post"],
    events.DeadlinesChanged: ["maplebridge.matters.handlers.count_deadlines_anew"],
    events.HelpMoved: ["maplebridge.square.handlers.tell_of_help"],
    events.DelegateInvited: ["maplebridge.square.handlers.tell_who_was_asked"],
    events.OrganisationEnded: ["maplebridge.square.handlers.free_what_it_had"],
    events.TermEnded: ["maplebridge.matters.handlers.pass_on_what_it_had"],
    events.BuildingsMoved: [
        "maplebridge.people.handlers.follow_moved_buildings",
        "maplebridge.matters.handlers.follow_moved_buildings",
    ],
    events.TrainingRequested: ["maplebridge.matters.handlers.learn_the_model"],
    events.ImportUploaded: ["maplebridge.matters.handlers.look_through_workbook"],
    events.ImportRequested: ["maplebridge.matters.handlers.import_workbook"],
    events.BankImportRequested: ["maplebridge.bank.handlers.work_on_import"],
    events.SlipsRequested: ["maplebridge.bank.handlers.print_slips"],
    events.HomesEnded: ["maplebridge.people.handlers.end_stays_in_ended_homes"],
    events.AccountClosed: [
        "maplebridge.organisations.handlers.forget_who_acts",
        "maplebridge.mediation.handlers.forget_calendar",
        "maplebridge.timebank.handlers.forget_who_offers",
        "maplebridge.square.handlers.forget_who_follows",
        "maplebridge.channels.handlers.forget_addresses",
    ],
    events.StepTaken: [
        "maplebridge.matters.handlers.tell_the_reporter",
        "maplebridge.matters.handlers.tell_those_who_joined",
        "maplebridge.matters.handlers.tell_programs_of_a_step",
    ],
    events.MessageReceived: ["maplebridge.matters.handlers.take_message"],
    events.PictureAnnounced: ["maplebridge.channels.handlers.fetch_picture"],
    events.MessageQueued: ["maplebridge.channels.handlers.deliver"],
    events.WebhookQueued: ["maplebridge.channels.handlers.deliver_webhook"],
}

AT_ONCE: dict[type, list[str]] = {
    # Sorted into a kind without a public spot, its spot is public no more from that step on.
    events.MatterSorted: [
        "maplebridge.square.handlers.follow_the_matter",
        "maplebridge.matters.handlers.nudge_the_reporter",
    ],
    # Found to lie elsewhere, it is shown there, and nobody sees the wrong spot from that step on.
    events.MatterPlaced: ["maplebridge.square.handlers.follow_the_matter"],
}

BOOKS = {
    # What `maplebridge audit seal` closes and `maplebridge audit verify` recomputes beside the audit.
    "timeline": (
        "maplebridge.matters.actions.seal_all",
        "maplebridge.matters.queries.verify_timeline",
    ),
    "ledger": ("maplebridge.ledger.actions.seal_closed", "maplebridge.ledger.queries.verify_books"),
}

WALLET_CODES: dict[str, frozenset[str]] = {
    # By kind of account. An account of such a kind has a floor: never less than nothing available.
    # The database holds the same list, and only a migration can change it there: see
    # ledger/migrations/_codes.py. There is no code for a fine: nothing is taken away for conduct.
    "household": frozenset({"redeem", "expire", "merge", "return", "move"}),
    "helper": frozenset({"spend", "gift", "donate", "inherit", "merge"}),
    "pool": frozenset({"grant"}),
    "fund": frozenset({"spend", "return", "move"}),
    "stock": frozenset({"hand_out", "write_off"}),
}

CLOCK: list[tuple[Cadence, str]] = [
    (every(minutes=5), "maplebridge.core.audit.seal"),
    (every(minutes=5), "maplebridge.matters.actions.seal_recent"),
    (daily("02:10"), "maplebridge.matters.actions.seal_all"),
    (every(minutes=30), "maplebridge.square.actions.release_lapsed"),
    (every(minutes=10), "maplebridge.square.actions.send_messages"),
    (every(minutes=30), "maplebridge.square.actions.tell_above"),
    (daily("03:45"), "maplebridge.square.actions.purge_expired"),
    (daily("00:20"), "maplebridge.square.actions.count_figures"),
    (every(minutes=5), "maplebridge.ledger.actions.fold_tails"),
    (every(minutes=10), "maplebridge.bank.actions.post_due"),
    (daily("01:10"), "maplebridge.bank.actions.look_after_households"),
    (daily("03:50"), "maplebridge.bank.actions.purge_expired"),
    (every(minutes=5), "maplebridge.ledger.actions.expire_due"),
    (daily("02:20"), "maplebridge.ledger.actions.expire_all"),
    (every(minutes=10), "maplebridge.ledger.actions.seal_closed"),
    (every(minutes=5), "maplebridge.bank.actions.release_uncollected"),
    (every(minutes=5), "maplebridge.matters.actions.act_on_alarms"),
    (every(minutes=10), "maplebridge.matters.actions.lapse_looks"),
    (every(minutes=30), "maplebridge.matters.actions.pass_on_ended"),
    (every(minutes=10), "maplebridge.matters.actions.close_undisputed"),
    (every(minutes=1), "maplebridge.channels.actions.queue_due"),
    (every(minutes=1), "maplebridge.channels.actions.poll_mailbox"),
    (every(minutes=10), "maplebridge.matters.actions.report_unplaced"),
    (every(minutes=60), "maplebridge.matters.actions.purge_uploads"),
    (every(minutes=10), "maplebridge.matters.actions.reread_words"),
    (daily("02:30"), "maplebridge.matters.actions.learn_nightly"),
    (daily("03:10"), "maplebridge.people.actions.purge_expired"),
    (daily("03:12"), "maplebridge.organisations.actions.purge_expired"),
    (daily("03:15"), "maplebridge.matters.actions.purge_expired"),
    (daily("03:17"), "maplebridge.matters.actions.keep_signatures"),
    (daily("03:18"), "maplebridge.matters.actions.importing.purge_imports"),
    (daily("03:25"), "maplebridge.review.actions.purge_expired"),
    (daily("06:00"), "maplebridge.review.actions.draft_due"),
    (daily("03:20"), "maplebridge.core.outbox.purge_delivered"),
    (daily("03:25"), "maplebridge.channels.actions.purge_expired"),
    (daily("03:26"), "maplebridge.bank.actions.forget_donors"),
    (daily("03:26"), "maplebridge.bank.actions.forget_nominations"),
    (daily("03:26"), "maplebridge.bank.actions.forget_statements"),
    (daily("03:26"), "maplebridge.bank.actions.forget_imports"),
    (daily("03:26"), "maplebridge.bank.actions.forget_slips"),
    (daily("03:27"), "maplebridge.channels.actions.purge_devices"),
    (daily("03:30"), "maplebridge.channels.actions.purge_webhook_deliveries"),
    (daily("00:35"), "maplebridge.insight.actions.count_kinds"),
    (daily("01:30"), "maplebridge.insight.actions.count_villages"),
    (daily("01:40"), "maplebridge.insight.actions.count_handling"),
    (daily("03:29"), "maplebridge.precepts.actions.purge_expired"),
    (every(minutes=5), "maplebridge.timebank.actions.tell_overdue"),
    (daily("00:40"), "maplebridge.timebank.actions.lapse"),
    (daily("03:35"), "maplebridge.timebank.actions.purge_expired"),
    (every(minutes=10), "maplebridge.mediation.actions.ring"),
    (daily("07:30"), "maplebridge.mediation.actions.resume_due"),
    (daily("03:37"), "maplebridge.mediation.actions.purge_expired"),
    (daily("03:38"), "maplebridge.mediation.actions.forget_codes"),
    (daily("08:10"), "maplebridge.mediation.actions.remind"),
    (daily("03:40"), "maplebridge.core.files.sweep"),
]
