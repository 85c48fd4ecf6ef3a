"""What the bank says: one sentence a broken rule, and the names of fields, seats and states."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules import Field

SENTENCES = {
    "bank_tariff_needs_head": _(
        "Only a head of the place may enter a tariff that the council decided."
    ),
    "bank_tariff_in_the_past": _(
        "A version begins today or later, and after the one before it. Choose a later day; points that "
        "were given stay as they are."
    ),
    "bank_tariff_unreadable": _(
        "These rules cannot be read: look at “%(field)s”. Points are whole numbers up to 100."
    ),
    "bank_no_tariff": _("There is no tariff for %(day)s. Enter one and try again."),
    "bank_missing": _("There is no such bank here. Choose one from the list of banks."),
    "bank_closed": _("%(bank)s is closed. What it gave stays as it is; nothing more is entered."),
    "bank_needs_head": _(
        "A bank and its council are entered by a head of the place. Ask the village committee."
    ),
    "bank_not_a_village": _(
        "%(place)s is no village: a bank belongs to a grid or a community. Choose one of them."
    ),
    "bank_name_missing": _("Please write what the bank is called, in at most 80 characters."),
    "bank_day_ahead": _("This day is still to come. Choose today or a day before."),
    "bank_day_long_ago": _("This day is more than two years back. Look at the day once more."),
    "bank_stands_already": _(
        "%(bank)s already serves these households. A household belongs to one bank."
    ),
    "bank_not_yet": _("On %(day)s the bank had no rules yet. Choose a later day."),
    "bank_rules_need_chair": _(
        "Rules and kinds of deeds are entered by the chair of the council, or by a head of the place."
    ),
    "bank_source_missing": _(
        "Please write where this was decided, such as the meeting and its day, in at most 200 "
        "characters."
    ),
    "bank_seat_unknown": _("Please choose the seat, and whether it was an election."),
    "bank_seat_dates": _("The term ends before it begins. Choose a later last day."),
    "bank_seat_held": _("This person sits on the council in that time already."),
    "bank_seat_taken": _(
        "That seat is held in that time. End the other term first, or choose “member”."
    ),
    "bank_page_unknown": _("That page is no longer there. Go back to the first one."),
    "deed_missing": _("There is no such entry here, or it is not yours to read."),
    "deed_not_for_you": _(
        "This bank lets others enter deeds. Tell a council member; they enter it for you."
    ),
    "deed_not_entered_by_you": _("Only who entered it takes an entry back."),
    "deed_paper_entered": _(
        "Paper form %(number)s was entered already, on %(day)s. It stands once; if this is another "
        "paper, look at its number again."
    ),
    "deed_paper_unreadable": _(
        "That is no number of a paper form: one letter is wrong. It has nine letters and digits in "
        "threes and stands beside the QR."
    ),
    "deed_day": _(
        "The day does not fit: an entry is for today or up to %(days)s days back, and not before the "
        "bank was founded."
    ),
    "deed_kind_unknown": _("Please choose what was done, from the list of that day."),
    "deed_text_long": _("The note is too long. Write at most %(most)s characters."),
    "deed_household_elsewhere": _(
        "This household does not live in the bank’s village. Choose one from the list."
    ),
    "deed_households": _("Choose between one and %(most)s households."),
    "deed_witness_unknown": _("Who saw it lives in another household of the village. Choose it."),
    "deed_id_taken": _("This entry was sent before with other content. Open the form again."),
    "deed_kind_day": _(
        "This kind counts %(most)s times a day for a household, and that is reached. Choose another "
        "day if it was on another day."
    ),
    "deed_kind_month": _(
        "This kind counts %(most)s times a month for a household, and that is reached."
    ),
    "deed_points_day": _(
        "A household can earn %(most)s points a day here; %(taken)s are entered already."
    ),
    "deed_points_month": _(
        "A household can earn %(most)s points a month here; %(taken)s are entered already."
    ),
    "deed_photo_gone": _("The photo is no longer there. Choose it again."),
    "deed_decided": _("This entry was decided already. Look at how it stands now."),
    "deed_needs_council": _("This is for the council of the bank."),
    "deed_own_household": _(
        "It is about your own household. Another council member has to decide."
    ),
    "deed_own_entry": _("You entered it yourself. Another council member has to decide."),
    "deed_witnesses_missing": _(
        "%(wanted)s other households have to say that they saw it; so far %(said)s did. Ask them, "
        "and note what you hear."
    ),
    "deed_reason_missing": _("Please write why, in at most %(most)s characters."),
    "notice_missing": _("There is no such notice. Choose one from the list."),
    "notice_month_running": _("The month is not over. Publish from %(day)s on."),
    "notice_stands": _("The notice of this month is published already."),
    "notice_order": _(
        "A later month is published already; what is late goes into the next notice."
    ),
    "notice_over": _("The time for objections to this entry is over. Talk to the council."),
    "sheet_not_here": _(
        "The sheet of points is for those who live in the village. It hangs on the board there."
    ),
    "sheet_month_running": _("The month is not over. Its sheet can be made from %(day)s on."),
    "sheet_month_unknown": _("There is no such month here. Choose one that is over."),
    "sheet_no_passbook": _(
        "Your household has no passbook at this bank. The council can open one."
    ),
    "sheet_not_sealed": _(
        "This month is not sealed here. The council closes it after its end; then there are slips."
    ),
    "slip_none_yet": _(
        "There is no slip for this number in that month: it is newer than the seal."
    ),
    "slip_book_changed": _(
        "No slip is printed: what the book says of No. %(number)s now is not what was sealed. Have the "
        "book verified before anything else."
    ),
    "slips_not_ready": _(
        "The slips are not printed yet, or were let go of. Go back to the slips of the month and ask for them."
    ),
    "slips_seat_over": _(
        "Whoever asked for these slips no longer sits on the council. Another member asks for them."
    ),
    "objection_missing": _("There is no such objection."),
    "objection_words": _("Please write what is not right, in at most %(most)s characters."),
    "objection_not_here": _("Objections come from those who live in the village."),
    "objection_own": _(
        "It is about your own household, or your own objection. Another council member answers it."
    ),
    "objection_own_doing": _(
        "You approved this entry, or typed in this objection. Another council member decides for it."
    ),
    "objection_answered": _("This objection is answered already."),
    "bank_needs_chair": _(
        "Only the chair enters what the council decided, or a head of the place for it."
    ),
    "bank_pact_with_oneself": _("Choose another village: within one, points follow anyway."),
    "bank_no_bank_here": _("There is no bank where you live now. The points stay where they are."),
    "bank_no_pact": _(
        "The two villages have not agreed that points follow. Ask the councils; nothing is lost."
    ),
    "bank_nothing_left_behind": _(
        "No points of yours stand there. Those of a household whose people went to several homes stay for now: ask its council."
    ),
    "bank_needs_council": _(
        "Rewards are kept and handed over by the council of the bank. Ask one of its members."
    ),
    "bank_fund_needs_keeper": _(
        "Money and gifts are entered by the chair or the treasurer of the council. Ask one of them."
    ),
    "bank_fund_needs_council": _("Who decides on money sits on the council of the bank."),
    "bank_reward_unclear": _(
        "Please write what it is, in at most 60 characters, and a price of 1 to %(most)s points."
    ),
    "bank_reward_there": _("“%(reward)s” is in the catalogue already. Add pieces to it instead."),
    "bank_no_reward": _("There is no such reward here. Choose one from the catalogue."),
    "bank_below_floor": _(
        "No new promise can be made now: money and goods cover %(percent)s%% of the points that "
        "households hold, and the council’s floor is %(floor)s%%. %(missing)s yuan are missing. Points "
        "that were given are exchanged as before."
    ),
    "bank_pieces_wrong": _("Please choose the goods and write how many, 1 to %(most)s."),
    "bank_goods_have_a_cost": _(
        "Goods come by a gift or by a purchase, so that their cost is in the book. Enter one of them."
    ),
    "bank_not_so_many": _(
        "Only %(free)s pieces are free; the others are reserved or gone. Write a smaller number."
    ),
    "bank_why_missing": _("Please write why, in at most 200 characters."),
    "bank_no_household": _(
        "Points belong to a household, and we know none of yours. Your grid worker can enter it."
    ),
    "bank_other_village": _("%(bank)s gives its rewards to the households of its own village."),
    "bank_not_offered": _("“%(reward)s” is not offered any more. Choose something else."),
    "bank_not_exchanging": _(
        "Points are exchanged again from %(day)s on. They stay yours until then."
    ),
    "bank_none_free": _(
        "“%(reward)s” is reserved to the last piece. A piece that nobody fetches becomes free again."
    ),
    "bank_points_short": _(
        "This takes %(points)s points, more than your household has left. Nothing was reserved."
    ),
    "bank_no_redemption": _("There is no such reservation. Look at the list of your household."),
    "bank_not_reserved": _(
        "This is not reserved any more: it was fetched, given back, or its last day is over. The "
        "household can reserve it again."
    ),
    "bank_own_household": _(
        "This is for your own household. Another member of the council has to hand it over."
    ),
    "bank_no_passbook": _("There is no passbook %(number)s here. Look at the number once more."),
    "bank_not_collected": _("Only an exchange that was handed over can be undone."),
    "bank_undo_own_doing": _(
        "You handed this over yourself: another member of the council undoes it."
    ),
    "bank_slip_missing": _("Please write where the signed slip is kept, such as “box 3, slip 12”."),
    "bank_purpose_name": _(
        "Please write a name that no other purpose has, in at most 60 characters."
    ),
    "bank_gift_unclear": _("Please choose who gave, what it is, and which way money came or goes."),
    "bank_amount_wrong": _("Please write an amount in yuan, such as 120 or 35.50."),
    "bank_name_to_show": _(
        "Please write the name that may be shown, or leave the gift without one."
    ),
    "bank_no_donation": _("There is no such receipt here."),
    "bank_no_spending": _("There is no such spending here."),
    "bank_goods_are_written_off": _(
        "Goods that were given are not taken back here. Write the pieces off the shelf instead."
    ),
    "bank_taken_back_already": _("This receipt was taken back already."),
    "bank_voucher_unclear": _(
        "Please write what is paid, in at most 200 characters, as it stands on the voucher."
    ),
    "bank_purpose_short": _(
        "This purpose has less money than that, promised money left out. Choose a smaller amount or "
        "another purpose; money given for one purpose is never used for another."
    ),
    "bank_four_eyes": _("You prepared this yourself. Another member of the council has to decide."),
    "bank_spending_decided": _("This was decided already."),
    "statement_unreadable": _(
        "These rows cannot be read, each with the heading of the cell: %(rows)s. Put them right and "
        "bring the file again; nothing was entered."
    ),
    "statement_heading": _(
        "The statement has no column “%(heading)s”. Write the headings as they stand in its first row."
    ),
    "statement_missing": _("There is no such line of a statement here."),
    "statement_no_match": _(
        "This entry does not fit the line, or another line shows it already. Choose another one."
    ),
    "honour_missing": _("There is no such honour here."),
    "honour_unclear": _(
        "Please write what is honoured, in at most 60 characters, for this year or the last one."
    ),
    "honour_not_here": _("Who lives in the village, or sits on its council, names a household."),
    "honour_words": _("Please write the name and what for, in at most 60 and 300 characters."),
    "honour_named_already": _("This household is named in this category already, or said no."),
    "honour_declined": _("This household said no. Please leave it at that."),
    "honour_not_agreed": _("This household has not agreed yet. Ask it first."),
    "workbook_not_yours": _("Workbooks of the bank are taken out and brought in by its council."),
    "bank_nobody_with_number": _(
        "Nobody here has the number %(number)s. Write that of a member of the bank’s council, who answers "
        "for these rows."
    ),
    "audit_not_yours": _(
        "The auditor’s pack is for the council of the bank and the heads of its place."
    ),
    "audit_days": _("Choose a first day that is not ahead, and a last day that is not before it."),
    "import_busy": _(
        "Another workbook of this bank is being read or entered. Wait for it, or let go of it first."
    ),
    "import_run_missing": _("There is no such workbook here. Look at the list of the bank."),
    "import_not_checked": _("This workbook is not read to its end. Wait, or bring it again."),
    "import_has_bad": _(
        "%(bad)s rows cannot be entered. Put them right and bring the file again, or choose to leave "
        "them out. Nothing was entered."
    ),
    "import_nothing": _("No row of this workbook is new. Nothing has to be entered."),
    "import_columns": _(
        "The sheet has no column “%(wanted)s”; its first row says: %(names)s. Use the empty workbook "
        "of the bank, or write these headings."
    ),
    "import_no_sheet": _(
        "The workbook has no sheet “%(wanted)s”. Give that name to the right one."
    ),
    "import_stopped": _("It could not go on. Bring the same file again to see why."),
    "import_seat_over": _(
        "Whoever brought this workbook no longer sits on the council. Another member brings it again."
    ),
    "asset_missing": _("There is no such entry of what was there before."),
    "asset_why": _(
        "Please write where this figure comes from, such as the count of the drawer and who was there, in at "
        "most 200 characters."
    ),
    "asset_late": _(
        "The first month of this bank is closed, so its book has begun. What is missing comes in as a gift with "
        "a receipt."
    ),
    "opening_why": _(
        "Please write where the opening points come from, such as the paper book and the meeting that "
        "agreed to them, in at most 200 characters."
    ),
    "opening_late": _(
        "This bank has published a notice already, so its book has begun. What is missing is entered "
        "as deeds."
    ),
    "opening_own_only": _(
        "Only your own household is left. Another member of the council has to decide about it."
    ),
    "row_number": _("Write a whole number from %(least)s to %(most)s."),
    "row_no_id": _("Each row needs an id of its own that it keeps, such as 1, 2, 3."),
    "row_too_long": _("Write at most %(most)s characters."),
    "row_kind": _("This is no kind of deed of that day. Choose one from the bank’s list."),
    "row_kind_twice": _("Two kinds have this name. Write the code of one of them: %(codes)s."),
    "row_day": _("Write the day as 2026-01-31."),
    "row_passbook": _("No household of the village has passbook %(number)s now."),
    "row_id_taken": _(
        "This id stands for another deed already. Give the row a new id; what stands is not changed."
    ),
    "row_batch": _(
        "Another row of the same five hundred turned out bad, so that none of them was entered."
    ),
    "row_opening_twice": _("Passbook %(number)s stands in the file twice. Keep one of the rows."),
    "row_opening_stands": _(
        "This household began with %(points)s points already. That is not edited; what is missing is "
        "entered as a deed."
    ),
    "bank_code_unknown": _("No reservation of this bank has this code. Look at it once more."),
    "bank_person_unknown": _("There is no such person here. Look for them by name or door."),
}

FIELDS: dict[Field, Any] = {
    Field.MORAL_CULTURE: _("Moral culture"),
    Field.RULE_OF_LAW: _("Rule of law"),
    Field.MEDIATION: _("Settling disputes"),
    Field.PUBLIC_SAFETY: _("Public safety"),
    Field.ENVIRONMENT: _("Environment"),
}

SLIP_FIGURES: dict[str, Any] = {
    "opening": _("Beginning"),
    **{field.value: words for field, words in FIELDS.items()},
    "other": _("Other"),
    "adjusted": _("Adjusted"),
    "redeemed": _("Exchanged"),
    "closing": _("End"),
    "held": _("of it reserved"),
    "deeds": _("Deeds"),
}

SEATS = {
    "chair": _("Chair"),
    "treasurer": _("Treasurer"),
    "member": _("Council member"),
}

WAYS = {"elected": _("elected by the villagers"), "appointed": _("appointed")}

STATES = {
    "entered": _("waits for the council"),
    "approved": _("approved, comes with the next notice"),
    "noticed": _("in the notice, open to objections"),
    "posted": _("points are in the passbook"),
    "voided": _("taken out after an objection"),
    "refused": _("not approved"),
    "withdrawn": _("taken back"),
}

SOURCES = {
    "town": _("Town and village"),
    "sponsor": _("Sponsors"),
    "villager": _("Villagers"),
}

GIFTS = {"money": _("Money"), "goods": _("Goods")}

WAYS_OF_MONEY = {"account": _("by the bank account"), "cash": _("in cash")}

REWARD_KINDS = {"goods": _("Goods"), "service": _("Service"), "honour": _("Honour")}

REDEMPTION_STATES = {
    "reserved": _("Reserved"),
    "collected": _("Fetched"),
    "cancelled": _("Given back"),
    "expired": _("Not fetched"),
    "undone": _("Undone"),
}

ENDS = {one: STATES[one] for one in ("withdrawn", "voided", "refused")} | REDEMPTION_STATES
"""Why a promise of the book was released, where nobody had to write a reason."""

UNITS = {"PT": _("Points"), "MIN": _("Minutes"), "FEN": _("Money (yuan)")}

AUDIT_SUMMARY = _("Summary of an auditor’s pack")

LINE_KINDS = {
    "opening": _("From before the bank"),
    "donate": _("Gift"),
    "spend": _("Spending"),
    "hand_out": _("Handed out for points"),
    "write_off": _("Written off"),
}

ASSET_STATES = {
    "prepared": (_("To be decided"), "waiting", "clock"),
    "approved": (_("In the book"), "done", "check"),
    "refused": (_("Not let in"), "plain", "undo"),
}
"""What was there before the bank: how it stands, its tone and its icon."""

IMPORT_STATES = {
    "checking": (_("Being read"), "active", "inbox"),
    "checked": (_("Read, to be looked at"), "waiting", "search"),
    "entering": (_("Being entered"), "active", "inbox"),
    "done": (_("Done"), "done", "check"),
    "dropped": (_("Let go"), "plain", "undo"),
    "stopped": (_("Stopped"), "late", "warn"),
}
"""What a workbook on its way in is called, its tone and its icon."""

IMPORT_WHATS = {"deeds": _("Good deeds"), "opening": _("Opening points")}

CHARTER = {
    "witnesses": _("Other households that have to say that they saw a deed"),
    "objection_days": _("Working days in which a notice is open to objections"),
    "late_days": _("Days back for which a deed may still be entered"),
    "household_day_points": _("Most points of a household a day"),
    "household_month_points": _("Most points of a household a month"),
    "collect_days": _("Days for which a reserved piece is kept"),
    "fen_per_point": _("What a point is worth, in fen"),
    "coverage_floor_bp": _("Least cover of all points, in hundredths of a percent (0: no floor)"),
}
"""The numbers of a bank's rules."""

SHIPPED_SOURCES = {
    "A proposal that comes with Maplebridge. The council changes it as the village decides.": _(
        "A proposal that comes with Maplebridge. The council changes it as the village decides."
    ),
    "Shipped with Maplebridge; in force until a council adopts its own tariff.": _(
        "Shipped with Maplebridge; in force until a council adopts its own tariff."
    ),
}
"""Where rules come from that nobody here wrote; what a council writes stands as it was written."""


def source_of(source: str) -> Any:
    """The source of a version in the reader's language, where it is one that came with the program."""
    return SHIPPED_SOURCES.get(source, source)
