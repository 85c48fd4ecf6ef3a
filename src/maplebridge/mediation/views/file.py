"""The page of one file: what comes next, its clocks, its parties, its record, who sees what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..messages import (
    ACCESS,
    BODIES,
    CAPACITIES,
    CHAIRS,
    CLOCKS,
    ENDINGS,
    HATS,
    HOWS,
    IDENTITIES,
    KINDS,
    LACKS,
    LANES,
    PAUSES,
    POWERS,
    ROUTES,
    SEEN_AS,
    SIDES,
    SOURCES,
    STANDS,
    STATES,
    THINGS,
    VERBS,
    WHENS,
    cited,
)
from ..messages.next_steps import NEXT_STEPS
from ..messages.resting import HAPPENED
from ..messages.steps import step_words
from ..models import OfficeSeat, Party, Step
from ..queries.access import Loaded
from ..queries.express import on_lane
from ..queries.next_things import What
from ..queries.signing import Signing, seen_of, signing_of
from ..rules import screening
from ..rules.guides import GUIDES
from ..rules.next_step import Next, next_of
from ..rules.parts import About, Lane
from ..rules.stages import AGREEMENTS, PENDING, State, Verb
from ..rules.visibility import TABLE, Access, Hat, Thing
from . import sittings
from .deciding import findings
from .express import clock_words
from .leading import bond_of
from .pages import key_of, loaded_for, signed_in, today, viewer_of

STEPS_SHOWN = 100
STEPS_OPEN, STEPS_FOLDED = 5, 3
"""So many of the newest steps stand open; a fold is for at least so many."""
TRAFFIC = "traffic"
"""The kind of quarrel that is reckoned by the book."""
QUIET = frozenset({Verb.APPOINT, Verb.LEAVE, Verb.SUBMIT, Verb.NOTIFY})
"""Steps with a place of their own on the page."""
SCREENED = frozenset({Verb.ACCEPT, Verb.DECLINE, Verb.REFER})
STEPS = frozenset({Next.BEGIN, Next.RESUME, Next.GUIDE})
"""What comes next by a step of its own name."""
PAGES = {Next.WRITE: "agreement", Next.SIGN: "agreement", Next.SEAL: "agreement"}
"""Where the page has another name than the thing."""


@require_safe
@signed_in
def show(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    loaded = loaded_for(request, casefile_id, left_too=True)
    file, standing = loaded.file, loaded.standing
    if standing.left_at is not None:
        return _until_they_left(request, loaded)
    steps = list(queries.steps_of(loaded)[:STEPS_SHOWN])
    names = _names(loaded, steps, viewer)
    writes = policy.may_write(standing) and not file.is_over
    signing = signing_of(loaded)
    over = file.stage in {State.TERMINATED, State.GUIDED, State.DECLINED, State.REFERRED}
    context = {
        "guide": file.kind in GUIDES, "adds": writes and file.stage in PENDING | {State.DRAFT},
        "file": file, "kind": KINDS[file.kind], "look": STATES[file.state],
        "source": SOURCES[file.source], "lane": LANES[file.lane],
        "hats": [HATS[one] for one in Hat if one in standing.hats],
        "pause": PAUSES.get(file.paused_for, ""), "waits_for": _waits_for(loaded), "ending": ENDINGS.get(file.ending, ""),
        "draft": file.stage is State.DRAFT, "writes": writes,
        "lacks": [_lack(one) for one in queries.lacking(loaded)] if writes or standing.own else [],
        **_ahead(loaded, signing),
        "clocks": _clocks(loaded, now), "express": _express(loaded, now),
        "traffic": file.kind == TRAFFIC,
        "parties": [
            _party(loaded, one, writes) | {"signed": one.pk in signing.signed}
            for one in loaded.parties
        ],
        "seats": [_seat(loaded, one, writes) for one in loaded.seats],
        **_record(steps, names, loaded),
        "lead": file.lead, "table": _table(), "notes": policy.sees_notes(standing),
        "readings": policy.sees_readings(standing), "may_hold": policy.may_hold(standing),
        "sittings": sittings.shown(loaded),
        "sets": Verb.NOTIFY in policy.open_steps(standing, file.stage),
        "tie": bond_of(loaded), "leads": Hat.LEAD in standing.hats and file.stage in PENDING,
        "findings": findings(loaded) if over and file.answers else [],
        "routes": [ROUTES[one] for one in screening.AFTER]
        if file.stage in {State.TERMINATED, State.GUIDED} else [],
    }  # fmt: skip
    return render(request, "mediation/file.html", context)


def _until_they_left(request: HttpRequest, loaded: Loaded) -> HttpResponse:
    """What a party that left talks of others sees: the file as it stood then, and nothing to press."""
    file = loaded.file
    steps = list(queries.steps_of(loaded)[:STEPS_SHOWN])
    names = _names(loaded, steps, viewer_of(request))
    state = steps[0].to_state if steps else State.SUBMITTED.value
    parties = [_party(loaded, one, False) for one in loaded.parties]
    nothing = {name: False for one in parties for name in one if name.startswith("may_")}
    context = {
        "file": file, "kind": KINDS[file.kind], "look": STATES[state], "left": True,
        "source": SOURCES[file.source], "lane": LANES[file.lane], "readings": True,
        "hats": [HATS[one] for one in Hat if one in loaded.standing.hats],
        "parties": [one | nothing for one in parties], "sittings": sittings.shown(loaded),
        "seats": [_seat(loaded, one, False) for one in loaded.seats],
        **_record(steps, names, loaded), "table": _table(),
        "routes": [ROUTES[one] for one in screening.AFTER],
    }  # fmt: skip
    return render(request, "mediation/file.html", context)


def _names(loaded: Loaded, steps: list[Step], viewer: Viewer) -> dict[UUID, str]:
    """Who acted; only whom neither the file nor the session knows is asked for."""
    known = {one.person_id: one.name for one in loaded.parties if one.person_id}
    if viewer.person_id is not None:
        known[viewer.person_id] = viewer.name
    if loaded.file.lead is not None:
        known[loaded.file.lead.person_id] = loaded.file.lead.person.name
    strangers = {one.actor_id for one in steps if one.actor_id} - known.keys()
    return people.names_for(strangers, viewer) | known


def _ahead(loaded: Loaded, signing: Signing) -> dict[str, Any]:
    """The one thing to do next, who still has to sign, and the other steps that are open."""
    open_ = policy.open_steps(loaded.standing, loaded.file.stage)
    todo = next_of(seen_of(loaded, signing))
    quiet = QUIET | SCREENED | {Verb.SCREEN} | ({Verb(todo.value)} if todo in STEPS else set())
    moves = [(one.value, VERBS[one]) for one in open_ if one not in quiet]
    appoints = Verb.APPOINT in open_ and todo is not Next.APPOINT
    ahead: dict[str, Any] = {"moves": moves, "appoints": appoints, "todo": None, "unsigned": []}
    if todo is not None:
        words, lede, icon = NEXT_STEPS[todo]
        ahead["todo"] = {"words": words, "lede": lede, "icon": icon, "url": _page_of(loaded, todo)}
    if signing.state == "signing":
        ahead["unsigned"] = [one.name for one in signing.missing]
        ahead["unsealed"] = not signing.missing
    return ahead


def _page_of(loaded: Loaded, todo: Next) -> str:
    if todo in STEPS:
        return reverse("mediation:step", args=[loaded.file.pk, todo.value])
    if todo is Next.SAY:
        asked = next(
            one for one in loaded.present
            if one.pk in loaded.standing.settles and queries.agrees(one, About.MEDIATION) is None
        )  # fmt: skip
        return reverse("mediation:say", args=[loaded.file.pk, asked.pk])
    return reverse(f"mediation:{PAGES.get(todo, todo.value)}", args=[loaded.file.pk])


def _lack(one: queries.Lacking) -> dict[str, Any]:
    return {
        "words": LACKS[one.what], "name": one.party.name if one.party else "",
        "party": one.party, "what": one.what.value, "asks": one.what is What.CONSENT,
    }  # fmt: skip


def _clocks(loaded: Loaded, now: datetime) -> list[dict[str, Any]]:
    running = queries.running(loaded.file, queries.days_of(now), today())
    own = {str(one) for one in loaded.standing.own}
    reads = policy.may_write(loaded.standing)
    found = [one for one in running if not one.party or reads or one.party in own]
    return [
        {
            "words": CLOCKS[one.term.code], "end": one.end.day if one.end else None,
            "certain": one.end is None or one.end.certain, "late": one.late, "law": cited(one.term.law),
        }
        for one in found
    ]  # fmt: skip


def _waits_for(loaded: Loaded) -> str | Promise:
    """What can be entered as over, for who may; "" when nothing rests."""
    if loaded.file.stage is not State.SUSPENDED or not policy.may_say_it_happened(loaded.standing):
        return ""
    return HAPPENED[loaded.file.paused_for]


def _express(loaded: Loaded, now: datetime) -> dict[str, Any] | None:
    """The clock of the quick lane while it runs; for a file that is on it."""
    if loaded.file.lane != Lane.EXPRESS or loaded.file.stage not in PENDING:
        return None
    lane = on_lane(loaded.file)
    if lane is None or lane.clock.stopped is not None:
        return None
    return clock_words(lane.clock, now)


def _party(loaded: Loaded, one: Party, writes: bool) -> dict[str, Any]:
    """A party as the viewer sees it: number and address covered, unless they are its own."""
    own = one.pk in loaded.standing.own
    open_ = one.pk in loaded.standing.own
    said = queries.agrees(one, About.MEDIATION)
    last = [row for row in one.consents.all() if row.about == About.MEDIATION]
    pending = loaded.file.stage in PENDING and one.left_at is None
    return {
        "party": one, "side": SIDES[one.side], "own": own,
        "phone": one.phone if open_ else people.mask_phone(one.phone),
        "address": one.address if open_ else "", "has_address": bool(one.address),
        "capacity": "" if one.capacity == "full" else CAPACITIES[one.capacity],
        "body": BODIES[one.body] if one.body else "",
        "identity": IDENTITIES.get(one.identity, ""), "said": said,
        "how": HOWS[last[-1].how] if last else "", "said_at": last[-1].said_at if last else None,
        "paper": bool(last and last[-1].paper_id),
        "speakers": [
            {
                "row": row, "stands": STANDS[row.stands], "power": POWERS[row.power],
                "may_end": writes or one.pk in loaded.standing.settles,
            }
            for row in one.representatives.all() if row.ended_at is None
        ],
        "may_say": pending and policy.may_say_for(loaded.standing, one.pk),
        "may_leave": pending and policy.may_leave_for(loaded.standing, one),
        "may_contact": not own and policy.may_open_contact(loaded.standing, one.pk),
        "may_edit": not loaded.file.emptied and (one.pk in loaded.standing.settles or writes),
        "may_choose": pending and one.pk in loaded.standing.settles
        and loaded.file.lead_id is None and loaded.file.stage in {State.ACCEPTED, State.CHOOSING},
        "may_refuse": pending and one.pk in loaded.standing.settles
        and loaded.file.lead_id is not None,
        "may_speak": pending and (writes or one.pk in loaded.standing.settles),
    }  # fmt: skip


def _seat(loaded: Loaded, one: OfficeSeat, writes: bool) -> dict[str, Any]:
    pending = loaded.file.stage in PENDING and one.left_at is None
    answers = [
        {
            "party": party,
            "said": queries.agrees(party, About.SEAT, one.pk),
            "may_say": pending and policy.may_say_for(loaded.standing, party.pk),
        }
        for party in loaded.present
    ]
    return {
        "seat": one, "chair": CHAIRS[one.chair], "open": queries.seat_is_open(one, loaded.parties),
        "answers": answers, "may_leave": pending and writes,
    }  # fmt: skip


def _record(steps: list[Step], names: dict[UUID, str], loaded: Loaded) -> dict[str, Any]:
    """The timeline, oldest first; what is long past is folded away. `steps` come newest first."""
    lines = [_line(one, names, loaded) for one in reversed(steps)]
    cut = len(lines) - STEPS_OPEN
    return (
        {"steps": lines} if cut < STEPS_FOLDED else {"earlier": lines[:cut], "steps": lines[cut:]}
    )


def _line(one: Step, names: dict[UUID, str], loaded: Loaded) -> dict[str, Any]:
    """A line of the record as the timeline draws it."""
    who = names.get(one.actor_id, "") if one.actor_id else ""
    hat = HATS.get(one.hat, "")
    words = getattr(one, "words", None)
    return {
        "title": step_words(one.verb, one.code), "at": one.at, "who": f"{who} · {hat}" if who and hat else who,
        "words": words.text if words is not None else "", "icon": _icon(one), "tone": "plain",
        "articles": [cited(article) for article in one.articles],
    }  # fmt: skip


def _icon(one: Step) -> str:
    if one.verb in {state.value for state in AGREEMENTS}:
        return "check"
    if one.verb == "alert":
        return "bell"
    return STATES[one.to_state][2] if one.from_state != one.to_state else "edit"


def _table() -> list[dict[str, Any]]:
    """The table of who sees what, in words, a row a thing."""
    rows = []
    for thing in Thing:
        cells = []
        for hat in Hat:
            cell = TABLE[thing][hat]
            words = str(ACCESS[cell.access])
            if cell.when is not None:
                words = f"{words} ({WHENS[cell.when]})"
            cells.append((HATS[hat], words, cell.access is Access.NOTHING))
        rows.append({"thing": THINGS[thing], "cells": cells})
    return rows


@require_safe
@signed_in
def readings(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """Who read the file and opened numbers: for its parties and for who keeps the books."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    after = request.GET.get("after")
    found, older = queries.readings_of(loaded, viewer, after=key_of(after) if after else None)
    names = {one.pk: one.name for one in loaded.parties}
    rows = [
        {
            "who": name, "hat": HATS.get(one.hat, ""), "what": SEEN_AS[one.what], "at": one.at,
            "reason": one.reason, "of": names.get(one.party_id, "") if one.party_id else "",
        }
        for one, name in found
    ]  # fmt: skip
    context = {
        "file": loaded.file, "rows": rows, "newer": request.path if after else "",
        "older": f"?after={older}" if older else "",
    }  # fmt: skip
    return render(request, "mediation/readings.html", context)
