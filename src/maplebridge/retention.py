"""How long personal data is kept, one line a table, and the test that proves the purge.

Each table with personal data states purpose, legal basis and days in its docstring; the figure
here is the one that the purge duty uses. `None` days: kept until the event that `until` names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    model: str
    days: int | None
    until: str
    proved_by: str


OWN_ROWS = (
    "maplebridge.channels.queries.own.own_rows",
    "maplebridge.organisations.queries.own.own_rows",
    "maplebridge.matters.queries.own.own_rows",
    "maplebridge.square.queries.own.own_rows",
    "maplebridge.review.queries.own.own_rows",
    "maplebridge.timebank.queries.own.own_rows",
    "maplebridge.bank.queries.own.own_rows",
    "maplebridge.precepts.queries.own.own_rows",
    "maplebridge.mediation.queries.own.own_rows",
)
"""What the apps above people add to the copy that a person takes away; see people's own rows."""

NOT_COPIED = {
    "bank.StatementLine": "lines of the village's own account; whoever paid has them from their bank",
    "bank.BankImport": "a council's file, for days; what was entered from it is in the copy",
    "bank.SlipPart": "slips of all households on their way to a printer, for days; each can print its own",
    "bank.BankImportRow": "rows of a council's file on their way in, for days; the deeds are in the copy",
    "bank.Donation": "a name on a receipt that the giver holds; it is joined to nobody known here",
    "core.AuditEntry": "ids and codes of what was done, sealed as proof; what it did stands in the "
    "tables that it names",
    "core.StoredFile": "the bytes of a photo, at the address of the photo that the copy names",
    "core.SealedDocument": "the matter that the copy holds, printed; made anew on its page",
    "mediation.CaucusNote": "what somebody said to a mediator alone; they read it on the file's page "
    "while there are talks, and it is then destroyed",
    "mediation.SealedFigure": "a sealed figure; whoever put it sees it on the page of the offers",
    "mediation.Reckoning": "one sheet about everybody in an accident; each of them reads it in the "
    "file and takes it along as PDF",
    "mediation.SigningCode": "a hash of a code, for ten minutes",
    "mediation.StepWords": "what others wrote with a step; it stands on the file's page",
    "mediation.FileReading": "who read the file stands on its page; openings of one's number are in "
    "the log that the copy holds",
    "mediation.MediatorProfile": "what a mediator writes of an office; it stands on the roster",
    "mediation.Tie": "what a mediator declared; it stands on the file's page",
    "mediation.CalendarFeed": "a secret address; its owner sees it on the page of the calendar",
    "mediation.OfficeSeat": "who advises by office; no data of the parties",
    "matters.MatterWords": "the words of the matter that the copy holds, cut up to be found",
    "matters.InsideWords": "what workers wrote to share out the work, cut up to be found",
    "matters.MatterBand": "numbers made of the words of the matter that the copy holds",
    "matters.MatterGroup": "a worker's name for a cause or a site that several residents share, never "
    "for a person",
    "matters.PhotoPiece": "bytes of a photo that is on its way, for a day; the copy names it",
    "matters.ImportRun": "an office's file; names and numbers of callers are left out of it",
    "matters.ImportDraft": "an office's file on its way in; columns of callers are left out of it",
    "matters.ImportRefusal": "row, old number and the word that was not understood of what was not taken over, nobody's name",
}
"""Tables with personal data that the copy leaves out, and why."""

AFTER_TALKS = "tests/mediation/test_after.py::test_what_talks_leave_goes_with_the_words_of_the_file"
RETENTION: tuple[Retention, ...] = (
    Retention(
        "core.AuditEntry",
        None,
        "kept: ids and codes only, nobody's once the person's row is emptied",
        "tests/core/test_audit.py",
    ),
    Retention(
        "core.StoredFile",
        None,
        "until the last row that points to it is purged; a day where none ever did",
        "tests/core/test_files.py",
    ),
    Retention(
        "core.SealedDocument",
        None,
        "until the thing it is about is forgotten: the words go, code and hash stay",
        "tests/core/test_documents.py::test_a_forgotten_thing_leaves_a_document_that_says_nothing",
    ),
    Retention(
        "square.Publication",
        None,
        "the night after the words of its matter are emptied; its words at once when taken back",
        "tests/square/test_retention.py",
    ),
    Retention(
        "square.PublicPicture",
        None,
        "with the photo it is a copy of; at once when taken back",
        "tests/square/test_retention.py",
    ),
    Retention(
        "square.Interest",
        None,
        "until taken back, or with the publication",
        "tests/square/test_following.py",
    ),
    Retention(
        "square.Following",
        None,
        "until stopped, the account is closed, or with the publication",
        "tests/square/test_following.py",
    ),
    Retention("square.Alert", 90, "since at", "tests/square/test_following.py"),
    Retention(
        "square.Claim",
        None,
        "the night after the words of its matter are emptied",
        "tests/square/test_claims.py",
    ),
    Retention(
        "people.Person",
        730,
        "since left_on: name and phone emptied",
        "tests/people/test_retention.py",
    ),
    Retention(
        "people.Account",
        1,
        "since created_at, unproved; else until closed",
        "tests/people/test_retention.py",
    ),
    Retention("people.HouseholdMember", 730, "since ended_on", "tests/people/test_retention.py"),
    Retention("people.Mandate", 1095, "since its end", "tests/people/test_retention.py"),
    Retention("people.Consent", 1095, "since withdrawn_at", "tests/people/test_retention.py"),
    Retention("people.StaffSession", 1095, "since ends_at", "tests/people/test_retention.py"),
    Retention("people.AccessRecord", 1095, "since at", "tests/people/test_retention.py"),
    Retention("people.Leave", 1095, "since last_day", "tests/people/test_retention.py"),
    Retention("people.ProgramToken", 90, "since its end", "tests/people/test_retention.py"),
    Retention(
        "organisations.Delegate",
        1095,
        "since its end; one that nobody answered 30 days after the question, a refused one at once",
        "tests/organisations/test_retention.py",
    ),
    Retention("channels.Incoming", 30, "since received_at", "tests/channels/test_retention.py"),
    Retention("channels.IncomingFile", 30, "with its message", "tests/channels/test_retention.py"),
    Retention("channels.Outgoing", 90, "since made_at", "tests/channels/test_retention.py"),
    Retention(
        "channels.Sender",
        None,
        "until the person takes it back or closes the account",
        "tests/channels/test_linking.py",
    ),
    Retention(
        "channels.ChosenWay",
        None,
        "until the person chooses anew or closes the account",
        "tests/channels/test_ways.py",
    ),
    Retention("channels.LinkCode", 1, "since expires_at", "tests/channels/test_retention.py"),
    Retention("matters.Conversation", 30, "since last_at", "tests/matters/test_conversing.py"),
    Retention(
        "matters.MatterAddress",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_conversing.py",
    ),
    Retention(
        "channels.PushDevice",
        365,
        "since created_at; before that when switched off, or gone",
        "tests/channels/test_push.py",
    ),
    Retention(
        "matters.Matter",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_the_loop.py",
    ),
    Retention(
        "matters.ProgramReport",
        90,
        "since the matter was closed: name, number and address emptied",
        "tests/open311/test_contacts.py",
    ),
    Retention(
        "matters.ContactReading",
        1095,
        "since the last activity of a closed matter",
        "tests/open311/test_contacts.py",
    ),
    Retention(
        "matters.MatterWords",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_search.py",
    ),
    Retention(
        "matters.InsideWords",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_search_lines.py",
    ),
    Retention(
        "matters.MatterAttribute",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_questions.py",
    ),
    Retention(
        "matters.MatterEvent",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_the_loop.py",
    ),
    Retention(
        "matters.MatterPhoto",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_the_loop.py",
    ),
    Retention(
        "matters.MatterGroup",
        1095,
        "since it was made, once no matter of it has words: the name, and what its tasks say",
        "tests/matters/test_groups.py::test_a_group_is_forgotten_after_its_matters",
    ),
    Retention(
        "matters.MatterTask",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_tasks.py::test_the_words_and_photos_of_tasks_go_with_the_matter",
    ),
    Retention(
        "matters.Rating",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_the_loop.py",
    ),
    Retention(
        "matters.Helper",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_the_loop.py",
    ),
    Retention(
        "matters.ImportRun",
        7,
        "since its last progress: the workbook goes, at once when it is read; figures stay",
        "tests/matters/work_side/test_importing.py::test_workbooks_and_refusals_go_in_time",
    ),
    Retention(
        "matters.ImportDraft",
        7,
        "since the last step: all of it; at once when it is taken over or put away",
        "tests/matters/work_side/test_preparing.py::test_a_workbook_being_prepared_goes_in_time",
    ),
    Retention(
        "matters.ImportRefusal",
        90,
        "since the last progress of its run",
        "tests/matters/work_side/test_importing.py::test_workbooks_and_refusals_go_in_time",
    ),
    Retention(
        "matters.PhoneCall",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/work_side/test_console.py::test_the_call_goes_with_its_matter",
    ),
    Retention(
        "matters.SavedView",
        None,
        "until its owner deletes it or holds no post any more",
        "tests/matters/work_side/test_inbox.py::test_views_go_when_their_owner_holds_no_post_any_more",
    ),
    Retention(
        "matters.CoReporter",
        1095,
        "since the last activity of a closed matter",
        "tests/matters/test_joining.py",
    ),
    Retention(
        "matters.MatterBand",
        30,
        "since the matter was closed",
        "tests/matters/test_twins.py",
    ),
    Retention(
        "matters.PhotoUpload",
        1,
        "since the last piece; else until its report is received",
        "tests/matters/test_outbox.py",
    ),
    Retention(
        "matters.PhotoPiece",
        1,
        "since the last piece; else until the photo is whole",
        "tests/matters/test_outbox.py",
    ),
    Retention(
        "bank.BankCouncilMember",
        None,
        "kept with the book: an id only, nobody's once the person's row is emptied",
        "tests/bank/test_founding.py::test_a_seat_names_nobody_once_the_person_is_forgotten",
    ),
    Retention(
        "bank.Deed",
        1095,
        "since done_on: note, photo and refusal emptied",
        "tests/bank/test_retention.py",
    ),
    Retention("bank.DeedWitness", 1095, "since the deed", "tests/bank/test_retention.py"),
    Retention(
        "bank.Objection",
        1095,
        "since answered_at: words, answer and person emptied",
        "tests/bank/test_retention.py",
    ),
    Retention(
        "bank.Donation",
        3650,
        "since given_on: the donor's name; number and amount stay with the book",
        "tests/bank/test_fund.py::test_a_donor_is_forgotten_and_the_receipt_stays",
    ),
    Retention(
        "bank.Nomination",
        365,
        "since made_at, without a choice: name and words; at once when the household says no",
        "tests/bank/test_honours.py",
    ),
    Retention(
        "bank.StatementLine",
        1095,
        "since day: the bank's words; day and amount stay",
        "tests/bank/test_statements.py::test_the_words_of_the_bank_are_forgotten",
    ),
    Retention(
        "bank.Redemption",
        None,
        "kept with the book: ids only, nobody's once the person's row is emptied",
        "tests/bank/test_redeeming.py::test_a_redemption_names_nobody",
    ),
    Retention(
        "bank.RedemptionUndone",
        None,
        "kept with the book: the id of the council member, nobody's once the person's row is emptied",
        "tests/bank/test_undoing.py",
    ),
    Retention(
        "bank.BankImport",
        7,
        "since its last progress: the file goes, at once when it is read; figures stay",
        "tests/bank/test_workbook.py::test_files_and_rows_go_in_time",
    ),
    Retention(
        "bank.SlipPart",
        7,
        "since the last part of its printing was made",
        "tests/bank/test_printing.py::test_the_files_go_after_seven_days",
    ),
    Retention(
        "bank.BankImportRow",
        30,
        "since the last progress of its import; at once when it was entered",
        "tests/bank/test_workbook.py::test_files_and_rows_go_in_time",
    ),
    Retention(
        "bank.OpeningBalance",
        None,
        "kept with the book: ids only, nobody's once the person's row is emptied",
        "tests/bank/test_openings.py::test_opening_points_name_nobody",
    ),
    Retention(
        "timebank.Member",
        730,
        "since active_at, with no minutes and no visit left",
        "tests/timebank/test_retention.py",
    ),
    Retention(
        "timebank.Offer",
        None,
        "until its owner stops or closes the account",
        "tests/timebank/test_retention.py",
    ),
    Retention(
        "timebank.Request",
        365,
        "since ended_at: words, wishes and times asked for; the row after the days of its visits",
        "tests/timebank/test_retention.py",
    ),
    Retention(
        "timebank.Visit", 1825, "since its request ended", "tests/timebank/test_retention.py"
    ),
    Retention("timebank.VisitRating", 365, "since at", "tests/timebank/test_retention.py"),
    Retention("timebank.Kinship", 730, "since used_at", "tests/timebank/test_retention.py"),
    Retention(
        "precepts.RulesComment",
        365,
        "since its draft ended: person, words and answer",
        "tests/precepts/test_retention.py",
    ),
    Retention(
        "precepts.FamilyPrecept",
        365,
        "since the last member left the household; at once when the household deletes it",
        "tests/precepts/test_retention.py",
    ),
    Retention(
        "precepts.PreceptVoice",
        None,
        "until the words of its precept are deleted or emptied",
        "tests/precepts/test_retention.py",
    ),
    Retention(
        "mediation.MediationFile",
        3650,
        "since it was over with an agreement, 1,095 days without one: its words; a draft 30 days; "
        "not while it is held for a lawsuit",
        "tests/mediation/test_retention.py",
    ),
    Retention(
        "mediation.Party",
        3650,
        "with its file: name, number, address, job and the rest emptied",
        "tests/mediation/test_retention.py",
    ),
    Retention(
        "mediation.Representative", 3650, "with its file", "tests/mediation/test_retention.py"
    ),
    Retention("mediation.PartyConsent", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention("mediation.OfficeSeat", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention("mediation.StepWords", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention("mediation.FileReading", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention("mediation.ClaimItem", 3650, "with its file", AFTER_TALKS),
    Retention(
        "mediation.Reckoning",
        3650,
        "with its file",
        "tests/mediation/test_file_reckoning.py::"
        "test_what_is_missing_is_said_with_the_page_that_mends_it_and_then_it_is_computed",
    ),
    Retention("mediation.SceneRecord", 3650, "with its file", "tests/mediation/test_scene.py"),
    Retention("mediation.Advance", 3650, "with its file", "tests/mediation/test_advances.py"),
    Retention("mediation.SilentOffers", 3650, "with its file", AFTER_TALKS),
    Retention(
        "mediation.Agreement", 3650, "with its file: its words; sums and days stay", AFTER_TALKS
    ),
    Retention("mediation.AgreedPayment", 3650, "with its file: receiver and account", AFTER_TALKS),
    Retention("mediation.Signature", 3650, "with its file", AFTER_TALKS),
    Retention("mediation.PaidNote", 3650, "with its file", AFTER_TALKS),
    Retention("mediation.CourtConfirmation", 3650, "with its file", AFTER_TALKS),
    Retention("mediation.FollowUp", 3650, "with its file", AFTER_TALKS),
    Retention("mediation.CountedDay", 3650, "with its file", "tests/mediation/test_counting.py"),
    Retention("mediation.Handover", 3650, "with its file", "tests/mediation/test_court.py"),
    Retention("mediation.AidWish", 3650, "with its file", "tests/mediation/test_court.py"),
    Retention("mediation.MoreDays", 3650, "with its file", "tests/mediation/test_counting.py"),
    Retention(
        "mediation.SealedFigure",
        None,
        "until its silent offers end, or it is taken back, or the talks are over",
        "tests/mediation/test_silent_offers.py::test_no_figure_outlives_the_offers",
    ),
    Retention(
        "mediation.SigningCode",
        1,
        "since made_at, or until it was used",
        "tests/mediation/test_signing.py::test_codes_that_nobody_used_are_gone_after_a_day",
    ),
    Retention(
        "mediation.LeadChoice",
        None,
        "until the talks are over",
        "tests/mediation/test_leading.py",
    ),
    Retention(
        "mediation.MediatorProfile",
        None,
        "until the mediator empties it, or the term of the post is over",
        "tests/mediation/test_leading.py",
    ),
    Retention("mediation.Tie", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention("mediation.Sitting", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention(
        "mediation.SittingNotice", 3650, "with its file", "tests/mediation/test_retention.py"
    ),
    Retention("mediation.MinutesSign", 3650, "with its file", "tests/mediation/test_retention.py"),
    Retention(
        "mediation.CalendarFeed",
        None,
        "until the person ends it or closes the account",
        "tests/mediation/test_sittings.py",
    ),
    Retention(
        "mediation.CaucusNote",
        None,
        "until the talks are over, with or without an agreement; a hold does not keep it",
        "tests/mediation/test_retention.py::test_what_was_said_alone_is_gone_when_the_talks_are_over",
    ),
    Retention("review.CallBack", 365, "since drawn_at: the words", "tests/review/test_calls.py"),
)
