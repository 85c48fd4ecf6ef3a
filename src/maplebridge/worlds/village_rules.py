"""What a demo village wrote down for itself: rules in force, a draft that is talked about, a family's precept.

All of it is invented and says so. Played through the verbs that people use, in a handful of rows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.precepts import actions
from maplebridge.precepts.models import RulesEdition
from maplebridge.precepts.public import Deciding, Decision, Way
from maplebridge.precepts.rules.articles import Typed

from . import cast

TITLE = "村规民约（演示内容，虚构）"
ARTICLES = (
    ("红白喜事", "红白喜事从简办，不比排场，不互相攀比。"),
    ("门前屋后", "门前屋后自己扫，公共地方大家一起扫。垃圾分类放好。"),
    ("邻里有事", "邻里有事先坐下来谈。谈不拢，请调解员来一起谈。"),
    ("老人孩子", "外出的人常打电话回家。邻居多看一眼留守的老人和孩子。"),
    ("防火防电", "电动车不进屋、不飞线充电。田里不烧秸秆。"),
)
NEW_ARTICLE = ("夜里安静", "晚上十点以后，广场舞和音响停下来。")
SAID = "夏天太热，能不能十点半？（演示内容）"
ANSWER = "记下了，开会时一起商量。"
PRECEPT = "吃亏是福，勤俭是根。邻居好，赛金宝。（演示内容）"
NAME = "王家"


def add_village_rules(now: datetime) -> None:
    """Rules of the cast's village that have been in force for some weeks, and what goes on beside them."""
    chief, head = _viewer(cast.CHIEF, now), _viewer(cast.HEAD, now)
    if chief.home_grid_id is None:
        return
    begun = now - timedelta(days=75)
    draft = actions.begin(viewer=head, place_id=chief.home_grid_id, title=TITLE, now=begun)
    typed = [Typed(0, place, *words) for place, words in enumerate(ARTICLES)]
    draft = actions.revise(
        viewer=head, rules_id=draft.rules_id, revision=draft.revision, title=TITLE, typed=typed,
        now=begun,
    )  # fmt: skip
    met = calendar.today(now - timedelta(days=60))
    edition = actions.adopt(
        viewer=head, rules_id=draft.rules_id, now=now - timedelta(days=59),
        sent=Deciding(_decision(met), met + timedelta(days=1), draft.revision),
    )  # fmt: skip
    for kind, days in (("sent", 3), ("noted", 6)):
        actions.file_step(
            viewer=head, edition_id=edition.pk, kind=kind, day=met + timedelta(days=days),
            words="演示内容", now=now - timedelta(days=50),
        )  # fmt: skip
    _talk(chief, head, edition, now - timedelta(days=4))
    _family(now - timedelta(days=20))


def _decision(met: date) -> Decision:
    return Decision(
        way=Way.HOUSEHOLDS, met_on=met, entitled=104, present=83, votes_for=79, against=1,
        abstaining=3, record="村民会议记录第 2 号（演示）",
    )  # fmt: skip


def _talk(chief: Viewer, head: Viewer, edition: RulesEdition, at: datetime) -> None:
    """A draft with one article more, and what a resident said to it."""
    draft = actions.begin(viewer=head, place_id=edition.rules.place_id, title="", now=at)
    kept = [
        Typed(one.number, place, one.heading, one.text) for place, one in enumerate(edition.listed)
    ]
    draft = actions.revise(
        viewer=head, rules_id=draft.rules_id, revision=draft.revision, title=TITLE,
        typed=[*kept, Typed(0, len(kept), *NEW_ARTICLE)], now=at,
    )  # fmt: skip
    said = actions.comment(
        viewer=chief, rules_id=draft.rules_id, article=draft.listed[-1].number, text=SAID,
        now=at + timedelta(hours=3),
    )  # fmt: skip
    actions.decide_comment(
        viewer=head, comment_id=said.pk, shown=True, answer=ANSWER, now=at + timedelta(days=1)
    )


def _family(at: datetime) -> None:
    """Granny Wang lives alone: with her own yes everybody at home has agreed."""
    actions.write_precept(
        viewer=_viewer(cast.ELDER, at), text=PRECEPT, shown_name=NAME, on_paper=False, now=at
    )


def _viewer(member: cast.Member, at: datetime) -> Viewer:
    return people.viewer_of(people.Person.objects.get(phone=member.phone), now=at)
