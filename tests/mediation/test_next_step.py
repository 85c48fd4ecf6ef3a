"""One loud button a page: what comes next for whoever opens a file."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.mediation.rules.next_step import Next, Seen, next_of
from maplebridge.mediation.rules.stages import TALKS, State, Verb, may_follow
from tests.mediation.cast import Room
from tests.mediation.test_signing import Sent, fixed, sign, texts
from tests.world import client_for

__all__ = ["texts"]
CASES = [
    (Seen(State.SUBMITTED, keeps=True), Next.SCREEN),
    (Seen(State.SUBMITTED, party=True, unasked=True), Next.SAY),
    (Seen(State.SUBMITTED, party=True), None),
    (Seen(State.IN_SESSION, party=True, unasked=True), Next.SAY),
    (Seen(State.PROPOSAL, party=True, unasked=True, agreement="signing", unsigned=True), Next.SIGN),
    (Seen(State.AGREED, party=True, unasked=True, agreement="in_effect"), Next.KEPT),
    (Seen(State.TERMINATED, party=True, unasked=True), None),
    (Seen(State.ACCEPTED, keeps=True), Next.APPOINT),
    (Seen(State.ACCEPTED, leads=True, led=True, lacks=True), None),
    (Seen(State.ACCEPTED, leads=True, led=True), Next.BEGIN),
    (Seen(State.NOTICED, leads=True, keeps=True, led=True), Next.BEGIN),
    (Seen(State.IN_SESSION, leads=True, led=True), Next.ITEMS),
    (Seen(State.IN_SESSION, leads=True, led=True, items=True), Next.WRITE),
    (Seen(State.IN_SESSION, leads=True, led=True, agreement="draft"), Next.WRITE),
    (Seen(State.IN_SESSION, party=True), Next.ITEMS),
    (Seen(State.PROPOSAL, party=True, agreement="signing", unsigned=True), Next.SIGN),
    (Seen(State.PROPOSAL, party=True, agreement="signing"), None),
    (Seen(State.PROPOSAL, leads=True, agreement="signing", complete=True), Next.SEAL),
    (Seen(State.SUSPENDED, leads=True), Next.RESUME),
    (Seen(State.SUSPENDED, party=True), None),
    (Seen(State.AGREED, party=True, agreement="in_effect"), Next.KEPT),
    (Seen(State.TERMINATED, leads=True), Next.GUIDE),
    (Seen(State.ARCHIVED, leads=True, agreement="in_effect"), None),
]


@pytest.mark.parametrize(("seen", "wanted"), CASES)
def test_the_next_thing_is_one_and_fits_who_looks(seen: Seen, wanted: Next | None) -> None:
    assert next_of(seen) is wanted


@given(
    st.builds(
        Seen, st.sampled_from(State), *[st.booleans()] * 6, st.booleans(),
        st.sampled_from(["", "draft", "signing", "in_effect"]), st.booleans(), st.booleans(),
    )
)  # fmt: skip
def test_a_step_is_never_offered_where_it_may_not_follow(seen: Seen) -> None:
    steps = {Next.BEGIN: Verb.BEGIN, Next.RESUME: Verb.RESUME, Next.GUIDE: Verb.GUIDE}
    found = next_of(seen)
    if found in steps:
        assert may_follow(seen.state, steps[found])
    if found in {Next.SIGN, Next.SEAL, Next.WRITE, Next.ITEMS}:
        assert seen.state in TALKS
    if not (seen.leads or seen.keeps or seen.party):
        assert found in {None, Next.SIGN, Next.KEPT}


def test_the_page_says_who_still_signs_and_has_one_loud_button(room: Room, texts: Sent) -> None:
    file, cast = fixed(room), room.world
    sign(file, cast.wang, cast.wang, texts)
    for who, loud in ((room.he, 0), (cast.wang, 0), (cast.chen, 1)):
        client = client_for(who)
        client.get(f"/mediation/{file.pk}/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/mediation/{file.pk}/").content.decode()
        assert len(asked) <= 15
        assert "尚未签名：陈邻居" in page
        assert page.count("button-primary") == loud
    sign(file, cast.chen, cast.chen, texts)
    page = client_for(room.he).get(f"/mediation/{file.pk}/").content.decode()
    assert "阅读并签字" in page
    assert page.count("button-primary") == 1
