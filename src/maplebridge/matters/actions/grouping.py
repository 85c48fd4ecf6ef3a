"""Groups of matters with one cause: make one, add and take out, news and answers to all, end it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import HeldPost, Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import GroupMember, Matter, MatterGroup, MatterTask
from ..rules.groups import MEMBERS_MAX, NAME_MAX, GroupState, GroupVerb
from ..rules.input import storable, tidy
from ..rules.states import ANSWER_CODES, OPEN, Verb
from .bulk import BULK_MAX, Outcome, done_before
from .leaving import forget_tasks
from .residents import add_words
from .steps import check, check_words, fetch, optional, step
from .working import answer


def make_group(
    *, viewer: Viewer, id: UUID, name: str, matter_ids: Sequence[UUID], now: datetime
) -> MatterGroup:
    """Make an empty group, led by that post of the viewer that can answer all these matters.

    `id` is made by the client: sent again, the group that was made is given back.
    """
    name = checked_name(name)
    with transaction.atomic():
        earlier = MatterGroup.objects.filter(pk=id).first()
        if earlier is not None:
            if not policy.leads(viewer, earlier) or earlier.name != name:
                raise RuleBroken("matter_id_taken")
            return earlier
        lead = _lead_for(viewer, matter_ids)
        group = MatterGroup(id=id, name=name, lead_id=lead.post_id, path=lead.path, made_at=now)
        group.save(force_insert=True)
        audit.record(
            viewer=viewer, verb="group.make", thing=group, now=now, deputy_for=lead.deputy_for
        )
        return group


def add_several(
    *, viewer: Viewer, group_id: UUID, matter_ids: Sequence[UUID], now: datetime
) -> list[Outcome]:
    """Put each matter into the group by itself; what cannot be added is told beside it."""
    chosen = list(dict.fromkeys(matter_ids))
    if not chosen:
        raise RuleBroken("bulk_nothing_chosen")
    if len(chosen) > BULK_MAX:
        raise RuleBroken("bulk_too_many", most=BULK_MAX)
    return _each(
        viewer, chosen, lambda pk: add(viewer=viewer, group_id=group_id, matter_id=pk, now=now)
    )


def add(*, viewer: Viewer, group_id: UUID, matter_id: UUID, now: datetime) -> GroupMember:
    """Put a matter that the viewer works on into the group; it is in one group at a time.

    A matter of an ended group leaves that one. Being added again changes nothing.
    """
    with transaction.atomic():
        group = _fetch_group(group_id)
        matter = check(viewer, fetch(matter_id), Verb.GROUP, now)
        _check_running(group)
        there = GroupMember.objects.select_related("group").filter(matter=matter, removed_at=None)
        earlier = there.first()
        if earlier is not None and earlier.group_id == group.pk:
            return earlier
        if earlier is not None and earlier.group.ended_at is None:
            raise RuleBroken("group_elsewhere", reference=matter.reference, name=earlier.group.name)
        lead = people.Post.objects.get(pk=group.lead_id)
        if not policy.reaches(lead.pk, lead.role, lead.path, matter):
            raise RuleBroken("group_lead_far", reference=matter.reference)
        if group.members.filter(removed_at=None).count() >= MEMBERS_MAX:
            raise RuleBroken("group_full", most=MEMBERS_MAX)
        there.update(removed_at=now)
        member = GroupMember.objects.create(group=group, matter=matter, added_at=now)
        step(viewer, matter, Verb.GROUP, now, text=group.name)
        return member


def remove(*, viewer: Viewer, group_id: UUID, matter_id: UUID, now: datetime) -> None:
    """Take a matter out of the group; it goes on as before."""
    with transaction.atomic():
        group = _fetch_group(group_id)
        matter = check(viewer, fetch(matter_id), Verb.UNGROUP, now)
        _check_running(group)
        found = group.members.filter(matter=matter, removed_at=None)
        if not found.update(removed_at=now):
            raise RuleBroken("group_not_in", reference=matter.reference)
        step(viewer, matter, Verb.UNGROUP, now, text=group.name)


def tell_all(
    *, viewer: Viewer, group_id: UUID, sending_id: UUID, text: str, now: datetime
) -> list[Outcome]:
    """One piece of news to every open matter: each reporter reads it on their own way."""
    text = tidy(text)
    check_words(text, missing="matter_words_missing")
    group = _led(viewer, group_id, GroupVerb.NEWS)
    return _each(
        viewer, _open_ones(group),
        lambda pk: add_words(
            viewer=viewer, matter_id=pk, text=text, id=uuid5(sending_id, str(pk)), now=now
        ),
    )  # fmt: skip


def answer_all(
    *,
    viewer: Viewer,
    group_id: UUID,
    sending_id: UUID,
    text: str,
    code: str,
    left: str = "",
    now: datetime,
) -> list[Outcome]:
    """One answer to every open matter. Each is rated, disputed or left alone by its own reporter.

    The same `sending_id` answers nothing twice. `left` says why tasks stay open, of the group or of
    a matter; without it those of the group stand in the way of all (RuleBroken).
    """
    text = tidy(text)
    check_words(text, missing="matter_answer_missing")
    if code not in ANSWER_CODES:
        raise RuleBroken("matter_code_unknown")
    group = _led(viewer, group_id, GroupVerb.ANSWER)
    of_group = group.tasks.filter(ended_at=None).exists()
    if of_group and not optional(left):
        raise RuleBroken("group_task_open")
    members = group.members.filter(removed_at=None).values_list("matter", flat=True)
    ids = {pk: uuid5(sending_id, str(pk)) for pk in members}
    earlier = [pk for pk, line in ids.items() if done_before(viewer, pk, line, Verb.ANSWER)]
    open_ones = [pk for pk in _open_ones(group, but=bool(earlier)) if pk not in earlier]
    outcomes = _each(
        viewer, open_ones,
        lambda pk: answer(
            viewer=viewer, matter_id=pk, text=text, code=code, left=left, of_group=of_group,
            event_id=ids[pk], now=now,
        ),
    )  # fmt: skip
    titles = queries.titles_of(viewer, earlier)
    return [
        *(Outcome(pk, *titles.get(pk, ("", "")), earlier=True) for pk in earlier),
        *outcomes,
    ]


def end_group(*, viewer: Viewer, group_id: UUID, now: datetime) -> MatterGroup:
    """The cause is gone: nothing more is done with the group. Its matters go on by themselves."""
    with transaction.atomic():
        group = lock_group(viewer, group_id, GroupVerb.END)
        if group.tasks.filter(ended_at=None).exists():
            raise RuleBroken("group_tasks_first")
        group.ended_at = now
        group.save(update_fields=["ended_at"])
        audit.record(viewer=viewer, verb="group.end", thing=group, now=now)
        return group


def checked_name(name: str) -> str:
    """A name in one line. Raises RuleBroken."""
    name = " ".join(tidy(name).split())
    if not name or len(name) > NAME_MAX or not storable(name):
        raise RuleBroken("group_name", most=NAME_MAX)
    return name


def lock_group(viewer: Viewer, group_id: UUID, verb: GroupVerb) -> MatterGroup:
    """The group, locked: Missing, Forbidden, then whether it has ended."""
    return _checked(viewer, _fetch_group(group_id), verb)


def forget_groups(*, days: int, now: datetime) -> None:
    """Empty names and tasks of groups none of whose matters has words any more."""
    living = Matter.objects.filter(pk=OuterRef("matter")).exclude(words="")
    inside = GroupMember.objects.filter(Exists(living), group=OuterRef("pk"))
    old = MatterGroup.objects.filter(~Exists(inside), made_at__lt=now - timedelta(days=days))
    while ids := list(old.exclude(name="").order_by("made_at").values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            forget_tasks(MatterTask.objects.filter(group__in=ids), now)
            groups = MatterGroup.objects.filter(pk__in=ids)
            groups.filter(ended_at=None).update(ended_at=now)
            groups.update(name="")


def _fetch_group(group_id: UUID) -> MatterGroup:
    found = MatterGroup.objects.select_for_update(of=("self",), no_key=True)
    group = found.filter(pk=group_id).first()
    if group is None:
        raise Missing("group_missing")
    return group


def _led(viewer: Viewer, group_id: UUID, verb: GroupVerb) -> MatterGroup:
    group = MatterGroup.objects.filter(pk=group_id).first()
    if group is None:
        raise Missing("group_missing")
    return _checked(viewer, group, verb)


def _checked(viewer: Viewer, group: MatterGroup, verb: GroupVerb) -> MatterGroup:
    standing = queries.standing_in(viewer, group)
    if standing is policy.GroupStanding.OUTSIDER:
        raise Missing("group_missing")
    if standing not in policy.WITH_GROUPS[verb]:
        raise Forbidden("group_not_yours")
    _check_running(group)
    assert policy.allows_group(standing, GroupState.RUNNING, verb)
    return group


def _check_running(group: MatterGroup) -> None:
    if group.ended_at is not None:
        raise RuleBroken("group_ended", name=group.name)


def _open_ones(group: MatterGroup, *, but: bool = False) -> list[UUID]:
    """Matters that wait for an answer, longest in the group first. Raises RuleBroken when none does,
    but when an earlier try has answered them."""
    members = group.members.filter(removed_at=None, matter__state__in=sorted(OPEN))
    found = list(members.order_by("added_at", "id").values_list("matter", flat=True))
    if not found and not but:
        raise RuleBroken("group_nobody_open")
    return found


def _lead_for(viewer: Viewer, matter_ids: Sequence[UUID]) -> HeldPost:
    """The narrowest of the viewer's posts that can answer all of the matters they work on."""
    found = Matter.objects.filter(pk__in=list(matter_ids)[: BULK_MAX + 1])
    matters = [one for one in found if policy.standing_of(viewer, one) in policy.WORKERS]
    fitting = [
        post
        for post in viewer.posts
        if matters
        and all(policy.reaches(post.post_id, post.role, post.path, one) for one in matters)
    ]
    if not fitting:
        raise RuleBroken("group_no_post")
    return max(fitting, key=lambda post: len(post.path))


def _each(viewer: Viewer, ids: Sequence[UUID], act: Callable[[UUID], object]) -> list[Outcome]:
    """One transaction a matter; a refusal undoes nothing else."""
    titles, outcomes = queries.titles_of(viewer, ids), []
    for pk in ids:
        reference, title = titles.get(pk, ("", ""))
        try:
            act(pk)
        except Missing as missing:
            outcomes.append(Outcome(pk, "", "", problem=missing.sentence))
        except RuleBroken as broken:
            outcomes.append(Outcome(pk, reference, title, problem=broken.sentence))
        else:
            outcomes.append(Outcome(pk, reference, title))
    return outcomes
