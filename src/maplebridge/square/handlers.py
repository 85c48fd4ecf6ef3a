"""What the public side does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.viewer import SYSTEM

from .actions import (
    alert_of_closing,
    alert_of_release,
    ask_after_report,
    end_help,
    forget_follower,
    free_claims,
    look_again,
    take_back_withdrawn,
)
from .actions.telling_help import write_of_asking, write_of_help


def ask_for_release(fact: events.MatterReported, *, now: datetime) -> None:
    """What a reporter opened to everybody waits for a post to release it."""
    ask_after_report(matter_id=fact.matter_id, now=now)


def look_again_when_answered(fact: events.MatterAnswered, *, now: datetime) -> None:
    """An answer is public once somebody has worded it for everybody."""
    look_again(matter_id=fact.matter_id, something_new=True, now=now)


def follow_the_matter(
    fact: events.MatterClosed | events.MatterReopened | events.MatterSorted | events.MatterPlaced,
    *,
    now: datetime,
) -> None:
    """How far it is, of what kind and where: feeds and caches see that something changed."""
    look_again(matter_id=fact.matter_id, something_new=False, now=now)


def take_back_what_was_withdrawn(fact: events.MatterClosed, *, now: datetime) -> None:
    """Nobody read it any more from the moment it was withdrawn; now nothing of it is kept here."""
    take_back_withdrawn(matter_id=fact.matter_id, now=now)


def tell_followers(fact: events.PublicMatterPublished, *, now: datetime) -> None:
    """Who follows the matter or its place finds it on their home page."""
    alert_of_release(matter_id=fact.matter_id, now=now)


def tell_followers_of_the_end(fact: events.MatterClosed, *, now: datetime) -> None:
    """Who follows the matter finds how it ended."""
    alert_of_closing(matter_id=fact.matter_id, now=now)


def end_the_search_for_helpers(
    fact: events.MatterAnswered | events.MatterClosed, *, now: datetime
) -> None:
    """What was answered or closed needs nobody any more."""
    end_help(viewer=SYSTEM, matter_id=fact.matter_id, now=now)


def forget_who_follows(fact: events.AccountClosed, *, now: datetime) -> None:
    """Who closed their account follows nothing."""
    forget_follower(person_id=fact.person_id)


def tell_of_help(fact: events.HelpMoved, *, now: datetime) -> None:
    """Whom it concerns learns that a helper came, finished or left: each once, by their own way."""
    write_of_help(claim_id=fact.claim_id, what=fact.what, now=now)


def free_what_it_had(fact: events.OrganisationEnded, *, now: datetime) -> None:
    """An organisation takes no part any more: what it had taken on is free for others."""
    free_claims(organisation_id=fact.organisation_id, now=now)


def tell_who_was_asked(fact: events.DelegateInvited, *, now: datetime) -> None:
    """Whoever was asked to act for an organisation hears of it, by their own way."""
    write_of_asking(person_id=fact.person_id, now=now)
