"""What is forgotten, and when; and that a person takes their own words away."""

from __future__ import annotations

from datetime import timedelta

from maplebridge.people.models import HouseholdMember
from maplebridge.precepts import actions
from maplebridge.precepts.models import FamilyPrecept, PreceptVoice, RulesComment, RulesEdition
from maplebridge.precepts.queries.own import own_rows
from tests.people.ground import NOW, TODAY
from tests.precepts.hamlet import Hamlet

YEAR = timedelta(days=365)


def test_comments_lose_person_and_words_a_year_after_the_draft_ended(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    said = actions.comment(
        viewer=hamlet.sees(hamlet.wang), rules_id=rules_id, article=0, text="写得好", now=NOW
    )
    actions.purge_expired(now=NOW + 3 * YEAR)
    said.refresh_from_db()
    assert said.text == "写得好", "an open draft forgets nothing"
    hamlet.adopt(rules_id)
    actions.purge_expired(now=NOW + YEAR)
    said.refresh_from_db()
    assert said.person_id == hamlet.wang.pk
    actions.purge_expired(now=NOW + YEAR + timedelta(seconds=1))
    said.refresh_from_db()
    assert said.person is None
    assert said.text == ""
    assert RulesEdition.objects.get().listed, "the rules stay"


def test_a_precept_is_emptied_a_year_after_the_last_member_left(hamlet: Hamlet) -> None:
    actions.write_precept(
        viewer=hamlet.sees(hamlet.wang), text="勤俭", shown_name="王家", on_paper=False,
        now=NOW,
    )  # fmt: skip
    stays = HouseholdMember.objects.filter(household__home=hamlet.ground.home)
    stays.exclude(person=hamlet.son).update(ended_on=TODAY)
    actions.purge_expired(now=NOW + 3 * YEAR)
    assert FamilyPrecept.objects.get().text, "the son lives there"
    stays.update(ended_on=TODAY)
    actions.purge_expired(now=NOW + YEAR)
    assert FamilyPrecept.objects.get().text
    actions.purge_expired(now=NOW + YEAR + timedelta(days=1))
    assert FamilyPrecept.objects.get().text == ""
    assert not PreceptVoice.objects.exists()


def test_a_person_takes_away_their_words_and_voices(hamlet: Hamlet) -> None:
    rules_id = hamlet.drafted()
    actions.comment(
        viewer=hamlet.sees(hamlet.wang), rules_id=rules_id, article=0, text="写得好", now=NOW
    )
    actions.write_precept(
        viewer=hamlet.sees(hamlet.wang), text="勤俭", shown_name="", on_paper=False,
        now=NOW,
    )  # fmt: skip
    mine = {rows.name: list(rows.plain()) for rows in own_rows(hamlet.wang.pk, NOW)}
    assert [row["text"] for row in mine["words_on_rules"]] == ["写得好"]
    assert [row["text"] for row in mine["family_precepts"]] == ["勤俭"]
    assert [row["said"] for row in mine["precept_voices"]] == ["agreed"]
    others = {rows.name: list(rows.plain()) for rows in own_rows(hamlet.li.pk, NOW)}
    assert not any(others.values())
    assert RulesComment.objects.count() == 1
