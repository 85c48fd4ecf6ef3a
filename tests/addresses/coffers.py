"""The addresses below /bank/ and of the bank's API, by the same columns as the rest, and what is sent."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from maplebridge.core import calendar

COFFERS = """\
bank:statement              GET    in  200  200  200  200  200  200  200  200
bank:rewards                GET   200  200  200  200  200  200  200  200  200
bank:sheets                 GET    in  302  302  302  302  302  302  302  302
bank:sheet                  GET    in  200  200  200  403  200  200  200  403
bank:sheet_paper            GET    in  200  200  200  403  200  200  200  403
bank:close_month            GET    in  403  302  403  403  403  403  403  403
bank:slips                  GET    in  403  200  403  403  403  403  403  403
bank:slips_paper            GET    in  403  200  403  403  403  403  403  403
bank:print_slips            POST   in  403  302  403  403  403  403  403  403
bank:slips_file             GET    in  403  200  403  403  403  403  403  403
bank:find_slip              GET   200  200  200  200  200  200  200  200  200
bank:own_slip               GET    in  200  200  404  404  404  404  404  404
bank:check_slip             GET   200  200  200  200  200  200  200  200  200
bank:sealed                 GET   200  200  200  200  200  200  200  200  200
bank:add_reward             GET    in  403  200  403  403  403  200  403  403
bank:reward                 GET   200  200  200  200  200  200  200  200  200
bank:reserve                POST   in  302  422  422  422  422  422  422  422
bank:shelf                  POST   in  403  302  403  403  403  302  403  403
bank:redemptions            GET    in  200  200  200  200  200  200  200  200
bank:redemption             GET    in  200  404  404  404  404  404  404  404
bank:cancel_redemption      POST   in  302  302  404  404  404  302  404  404
bank:pick_up                GET    in  403  200  403  403  403  200  403  403
bank:handed                 GET    in  403  200  403  403  403  200  403  403
bank:undo                   GET    in  403  200  403  403  403  200  403  403
bank:fund                   GET   200  200  200  200  200  200  200  200  200
bank:donors                 GET   200  200  200  200  200  200  200  200  200
bank:receipts               GET    in  403  200  403  403  403  200  403  403
bank:donate                 GET    in  403  200  403  403  403  200  403  403
bank:spend                  GET    in  403  200  403  403  403  200  403  403
bank:assets                 GET    in  403  200  403  403  403  200  403  403
bank:decide_asset           POST   in  403  422  403  403  403  302  403  403
bank:purposes               GET    in  403  200  403  403  403  200  403  403
bank:receipt                GET    in  403  200  403  403  403  200  403  403
bank:receipt_paper          GET    in  403  200  403  403  403  200  403  403
bank:reconcile              GET    in  403  200  403  403  403  200  403  403
bank:match                  POST   in  403  302  403  403  403  302  403  403
bank:workbook               GET    in  403  200  403  403  403  403  403  403
bank:workbook_file          GET    in  403  200  403  403  403  403  403  403
bank:blank_workbook         GET    in  403  200  403  403  403  403  403  403
bank:audit                  GET    in  403  200  403  403  403  200  403  403
bank:import                 GET    in  403  200  403  403  403  403  403  403
bank:import_step            POST   in  403  302  403  403  403  403  403  403
bank:import_bad             GET    in  403  200  403  403  403  403  403  403
bank:honours                GET   200  200  200  200  200  200  200  200  200
bank:nominate               GET    in  200  200  200  200  200  200  200  200
bank:decide_nomination      POST   in  302  302  403  403  403  302  403  403
bank:certificate            GET    in  200  200  404  404  404  200  404  404
bank:certificate_paper      GET    in  200  200  404  404  404  200  404  404
bank:decide_spending        POST   in  403  422  403  403  403  302  403  403
bank:my_deeds               GET    in  200  200  200  200  200  200  200  200
bank:banks                  GET   200  200  200  200  200  200  200  200  200
bank:found                  GET    in  403  403  403  403  403  200  403  403
bank:end_seat               POST   in  403  403  403  403  403  302  403  403
bank:deed                   GET    in  200  200  404  404  404  404  404  404
bank:decide                 POST   in  422  302  404  404  404  404  404  404
bank:photo                  GET    in  200  200  404  404  404  404  404  404
bank:notice                 GET   200  200  200  200  200  200  200  200  200
bank:entries                GET    in  200  200  200  403  200  200  200  403
bank:answer                 POST   in  403  302  403  403  403  403  403  403
bank:home                   GET   200  200  200  200  200  200  200  200  200
bank:council                GET    in  403  403  403  403  403  200  403  403
bank:rules                  GET   200  200  200  200  200  200  200  200  200
bank:change_rules           GET    in  403  200  403  403  403  200  403  403
bank:neighbours             GET   200  200  200  200  200  200  200  200  200
bank:agree_pact             POST   in  403  302  403  403  403  302  403  403
bank:bring_along            POST   in  404  404  302  302  302  302  302  302
bank:add_kind               GET    in  403  200  403  403  403  200  403  403
bank:change_kind            GET    in  403  200  403  403  403  200  403  403
bank:enter                  GET    in  200  200  200  403  200  200  200  403
bank:papers                 GET    in  200  200  200  403  200  200  200  403
bank:enter_many             GET    in  200  200  200  403  200  200  200  403
bank:waiting                GET    in  403  200  403  403  403  403  403  403
bank:second_look            GET    in  403  200  403  403  403  403  403  403
bank:publish                POST   in  403  302  403  403  403  403  403  403
bank:objections             GET    in  403  200  403  403  403  403  403  403
api:banks                   GET   200  200  200  200  200  200  200  200  200
api:bank                    GET   200  200  200  200  200  200  200  200  200
api:show_rules              GET   200  200  200  200  200  200  200  200  200
api:list_notices            GET   200  200  200  200  200  200  200  200  200
api:show_notice             GET   200  200  200  200  200  200  200  200  200
api:list_seals              GET   200  200  200  200  200  200  200  200  200
api:show_fund               GET   200  200  200  200  200  200  200  200  200
api:list_rewards            GET   200  200  200  200  200  200  200  200  200
api:deeds                   GET   401  200  200  200  200  200  200  200  200
api:deed                    GET   401  200  200  404  404  404  404  404  404
api:bank-deeds              POST  401  422  201  422  403  422  422  422  403
api:list_waiting            GET   401  403  200  403  403  403  403  403  403
api:approve_deed            POST  401  403  422  404  404  404  404  404  404
api:refuse_deed             POST  401  403  200  404  404  404  404  404  404
api:withdraw_deed           POST  401  200  403  404  404  404  404  404  404
api:redemptions             GET   401  200  200  200  200  200  200  200  200
api:reserve                 POST  401  201  422  422  422  422  422  422  422
api:cancel_redemption       POST  401  200  404  404  404  404  404  404  404
"""


def bank_bodies() -> dict[str, dict[str, Any]]:
    return {
        "bank:shelf": {
            "what": "places",
            "places-id": "01a00000-0000-7000-8000-000000000001",
            "places-pieces": "1",
        },
        "bank:decide_nomination": {"what": "yes"},
        "bank:match": {"explained": "手续费"},
        "bank:bring_along": {"book": "00000000-0000-0000-0000-000000000000"},
        "bank:decide_spending": {"decision": "approve"},
        "bank:decide_asset": {"decision": "refuse", "why_not": "算重了"},
        "bank:decide": {"verb": "saw"},
        "bank:answer": {"upheld": "yes", "text": "查实，没有这回事"},
        "api:bank-deeds": {
            "id": "01a00000-0000-7000-8000-000000000002",
            "kind": "trees",
            "done_on": calendar.today(timezone.now()).isoformat(),
        },
        "api:refuse_deed": {"text": "记错了日子"},
        "api:reserve": {"id": "01a00000-0000-7000-8000-000000000003"},
    }
