"""Pages of the bank."""

from .assets import assets, decide_asset
from .auditing import audit_pack
from .banks import banks, council, end_seat, found, home
from .closing import close_month
from .deciding import decide, deed, photo, second_look, waiting
from .entering import enter, enter_many
from .fund import decide_spending, donate, donors, fund, purposes, receipt, receipts, spend
from .handed import handed, undo
from .honours import certificate, decide_nomination, honours, nominate
from .household import my_deeds, statement
from .notices import answer, entries, notice, objections, publish
from .pacts import agree_pact, bring_along, neighbours
from .papers import certificate_paper, papers, receipt_paper
from .rewards import (
    add_reward,
    cancel,
    pick_up,
    redemption,
    redemptions,
    reserve,
    reward,
    rewards,
    shelf,
)
from .rules import change_kind, change_rules, rules
from .sheets import sealed, sheet, sheet_paper, sheets
from .slips import check_slip, find_slip, own_slip, print_slips, slips, slips_file, slips_paper
from .statements import match, reconcile
from .workbook import (
    blank_workbook,
    import_bad,
    import_run,
    import_step,
    workbook,
    workbook_file,
)

__all__ = [
    "add_reward",
    "agree_pact",
    "answer",
    "assets",
    "audit_pack",
    "banks",
    "blank_workbook",
    "bring_along",
    "cancel",
    "certificate",
    "certificate_paper",
    "change_kind",
    "change_rules",
    "check_slip",
    "close_month",
    "council",
    "decide",
    "decide_asset",
    "decide_nomination",
    "decide_spending",
    "deed",
    "donate",
    "donors",
    "end_seat",
    "enter",
    "enter_many",
    "entries",
    "find_slip",
    "found",
    "fund",
    "handed",
    "home",
    "honours",
    "import_bad",
    "import_run",
    "import_step",
    "match",
    "my_deeds",
    "neighbours",
    "nominate",
    "notice",
    "objections",
    "own_slip",
    "papers",
    "photo",
    "pick_up",
    "print_slips",
    "publish",
    "purposes",
    "receipt",
    "receipt_paper",
    "receipts",
    "reconcile",
    "redemption",
    "redemptions",
    "reserve",
    "reward",
    "rewards",
    "rules",
    "sealed",
    "second_look",
    "sheet",
    "sheet_paper",
    "sheets",
    "shelf",
    "slips",
    "slips_file",
    "slips_paper",
    "spend",
    "statement",
    "undo",
    "waiting",
    "workbook",
    "workbook_file",
]
