"""A village that gives itself rules: residents, a council member, its township, a household of three."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from maplebridge.core.viewer import Role, Viewer
from maplebridge.people.models import Person
from maplebridge.people.public import viewer_of
from maplebridge.precepts import actions
from maplebridge.precepts.models import RulesEdition
from maplebridge.precepts.public import Deciding, Decision, Way
from maplebridge.precepts.queries import get_rules, open_draft
from maplebridge.precepts.rules.articles import Typed
from tests.people.ground import NOW, TODAY, Ground, day

WORDS = ("垃圾分类放好，公共地方大家一起扫。", "红白喜事简办，不比排场。", "邻里有事先坐下来谈。")


class Hamlet:
    """The first grid is the natural village; Zhou sits on its council, Ma works for the township."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.wang = ground.person("王芳", home=ground.home, language="en")
        self.son = ground.person("王强", home=ground.home, language="en")
        self.granny = ground.person("王老太", home=ground.home, account=False, phone="")
        self.li = ground.person("李强", home=ground.other_home, language="en")
        self.stranger = ground.person("远客", home=ground.far_home, language="en")
        self.council = ground.worker("周理事", ground.grid, Role.COUNCIL_MEMBER)
        self.worker = ground.worker("李网格", ground.grid)
        self.township = ground.worker("马镇长", ground.street, Role.HEAD)

    def sees(self, person: Person) -> Viewer:
        return viewer_of(person, now=NOW)

    def begin(self, title: str = "安乐村村规民约") -> UUID:
        draft = actions.begin(
            viewer=self.sees(self.council), place_id=self.ground.grid.pk, title=title, now=NOW
        )
        return draft.rules_id

    def write(self, rules_id: UUID, *typed: Typed, **more: Any) -> None:
        viewer = self.sees(self.council)
        draft = open_draft(viewer, get_rules(rules_id))
        assert draft is not None
        sent: dict[str, Any] = {"revision": draft.revision, "title": draft.title} | more
        actions.revise(viewer=viewer, rules_id=rules_id, typed=typed, now=NOW, **sent)

    def drafted(self, *words: str) -> UUID:
        rules_id = self.begin()
        texts = words or WORDS
        self.write(rules_id, *(Typed(0, place, "", text) for place, text in enumerate(texts)))
        return rules_id

    def adopt(self, rules_id: UUID, valid_from: date = TODAY, **more: Any) -> RulesEdition:
        viewer = self.sees(self.council)
        draft = open_draft(viewer, get_rules(rules_id))
        assert draft is not None
        sent = Deciding(decision(**more), valid_from, draft.revision)
        return actions.adopt(viewer=viewer, rules_id=rules_id, sent=sent, now=NOW)

    def adopted(self, *words: str) -> RulesEdition:
        return self.adopt(self.drafted(*words), day(-30))


def decision(**more: Any) -> Decision:
    facts: dict[str, Any] = {
        "way": Way.VILLAGERS, "met_on": day(-40), "entitled": 100, "present": 80, "votes_for": 70,
        "against": 5, "abstaining": 5, "record": "会议记录第3号",
    }  # fmt: skip
    return Decision(**facts | more)
