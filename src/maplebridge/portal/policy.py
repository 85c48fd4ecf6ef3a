"""Which addresses of the API a program's key opens: the one place where scopes are looked at."""

from __future__ import annotations

import re

from maplebridge.people.public import Scope

READ, REPORT, WORK = Scope.READ_MATTERS, Scope.REPORT_MATTERS, Scope.WORK_ON_MATTERS
ENTER, DECIDE = Scope.ENTER_DEEDS, Scope.DECIDE_DEEDS
SCOPES: dict[str, tuple[Scope, ...]] = {
    "GET matters": (READ,),
    "POST matters": (REPORT,),
    "POST matters/photos": (REPORT, WORK),
    "GET matters/{matter_id}": (READ,),
    "GET matters/{matter_id}/timeline": (READ,),
    "POST matters/{matter_id}/words": (REPORT, WORK),
    "POST matters/{matter_id}/rate": (REPORT,),
    "POST matters/{matter_id}/dispute": (REPORT,),
    "POST matters/{matter_id}/withdraw": (REPORT,),
    "POST matters/{matter_id}/recourse": (REPORT,),
    "POST matters/{matter_id}/recourse/over": (REPORT,),
    "POST matters/{matter_id}/take-part": (REPORT,),
    "POST matters/{matter_id}/accept": (WORK,),
    "POST matters/{matter_id}/answer": (WORK,),
    "POST matters/{matter_id}/refer": (WORK,),
    "POST matters/{matter_id}/return": (WORK,),
    "POST matters/{matter_id}/assign": (WORK,),
    "POST matters/{matter_id}/triage": (WORK,),
    "POST matters/{matter_id}/start": (WORK,),
    "POST matters/{matter_id}/suspend": (WORK,),
    "POST matters/{matter_id}/resume": (WORK,),
    "POST matters/{matter_id}/duplicate": (WORK,),
    "GET matters/tasks": (WORK,),
    "GET matters/{matter_id}/tasks": (WORK,),
    "POST matters/{matter_id}/tasks": (WORK,),
    "POST matters/tasks/{task_id}/take": (WORK,),
    "POST matters/tasks/{task_id}/finish": (WORK,),
    "POST matters/tasks/{task_id}/drop": (WORK,),
    "GET matters/groups": (WORK,),
    "POST matters/groups": (WORK,),
    "GET matters/groups/{group_id}": (WORK,),
    "GET matters/groups/{group_id}/matters": (WORK,),
    "POST matters/groups/{group_id}/add": (WORK,),
    "POST matters/groups/{group_id}/remove": (WORK,),
    "POST matters/groups/{group_id}/change": (WORK,),
    "POST matters/groups/{group_id}/news": (WORK,),
    "POST matters/groups/{group_id}/answer": (WORK,),
    "POST matters/groups/{group_id}/end": (WORK,),
    "GET matters/groups/{group_id}/tasks": (WORK,),
    "POST matters/groups/{group_id}/tasks": (WORK,),
    "GET bank/points": (Scope.READ_POINTS,),
    "GET bank/statement": (Scope.READ_POINTS,),
    "GET bank/deeds": (Scope.READ_POINTS,),
    "GET bank/deeds/{deed_id}": (Scope.READ_POINTS, ENTER, DECIDE),
    "POST bank/banks/{bank_id}/deeds": (ENTER,),
    "POST bank/deeds/{deed_id}/withdraw": (ENTER,),
    "GET bank/banks/{bank_id}/deeds/waiting": (DECIDE,),
    "POST bank/deeds/{deed_id}/approve": (DECIDE,),
    "POST bank/deeds/{deed_id}/refuse": (DECIDE,),
    "GET bank/redemptions": (Scope.READ_POINTS, Scope.SPEND_POINTS),
    "POST bank/rewards/{reward_id}/reserve": (Scope.SPEND_POINTS,),
    "POST bank/redemptions/{redemption_id}/cancel": (Scope.SPEND_POINTS,),
    "GET territory/places": (Scope.READ_PLACES,),
    "GET territory/locate": (Scope.READ_PLACES,),
}
"""Any one of the scopes is enough. What is not listed, such as a reporter's contact, takes no key; the open book of a
bank, which everybody reads, asks for none."""
OPEN311: dict[str, tuple[Scope, ...]] = {
    "POST requests": (Scope.REPORT_BY_OPEN311,),
    "GET updates": (Scope.REPORT_BY_OPEN311, Scope.UPDATE_BY_OPEN311),
    "HEAD updates": (Scope.REPORT_BY_OPEN311, Scope.UPDATE_BY_OPEN311),
    "POST updates": (Scope.UPDATE_BY_OPEN311,),
}
"""By the name of the address below /open311/; the others take no key and need none."""
_PREFIX = "api/v1/"


def needed(method: str | None, route: str) -> tuple[Scope, ...]:
    """The scopes of which the address wants one, by Django's route; none where it takes no key."""
    named = re.sub(r"<\w+:(\w+)>", r"{\1}", route.removeprefix(_PREFIX).rstrip("/"))
    return SCOPES.get(f"{method} {named}", ())
