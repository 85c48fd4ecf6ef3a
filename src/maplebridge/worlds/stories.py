"""How a concern goes: who did what when, from the report up to now. Pure; chance comes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from maplebridge.matters.public import ClosingCode, State, Verb

from . import words

CLOSE_DAYS = 7
_HOURS = (1, 0, 0, 0, 0, 1, 4, 9, 12, 11, 9, 8, 6, 5, 7, 8, 8, 9, 11, 12, 11, 8, 5, 2)
"""How many concerns come in at each hour of the day."""
_WEEKDAYS = (11, 10, 10, 10, 10, 8, 8)


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern to be told: when, in which grid (counted over the world), and in whose words.

    `script` names a story of the cast; "" is one by chance. `number` counts from 0 in order of
    time, `reference` within its year from 1.
    """

    at: datetime
    grid: int
    script: str = ""
    number: int = 0
    year: int = 0
    reference: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline. `by` is reporter, worker, operator (of the community), helper or
    system."""

    at: datetime
    verb: Verb
    by: str
    to: State
    text: str = ""
    code: str = ""
    stars: int = 0
    solved: bool = True
    photo: str = ""


def schedule(count: int, grid_weights: list[int], now: datetime, chance: Random) -> list[Concern]:
    """The concerns of one year up to an hour ago, and those of the cast, in order of time."""
    found = [Concern(_scripted_at(now, script), 0, script) for script in SCRIPTED]
    latest = now - timedelta(hours=1)
    grids = range(len(grid_weights))
    while len(found) < count + len(SCRIPTED):
        at = _moment(chance, now)
        if now - timedelta(days=365) < at < latest:
            found.append(Concern(at, chance.choices(grids, grid_weights)[0]))
    found.sort(key=lambda one: (one.at, one.grid, one.script))
    return list(_numbered(found))


def _moment(chance: Random, now: datetime) -> datetime:
    """A moment of the year: more in the evening than at night, fewer at the weekend."""
    while True:
        days = chance.randint(0, 365)
        hour = chance.choices(range(24), _HOURS)[0]
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
        at = midnight + timedelta(
            hours=hour, minutes=chance.randint(0, 59), seconds=chance.randint(0, 59)
        )
        if chance.randint(1, max(_WEEKDAYS)) <= _WEEKDAYS[at.weekday()]:
            return at


def _numbered(found: list[Concern]) -> Iterator[Concern]:
    counted: dict[int, int] = {}
    for number, one in enumerate(found):
        year = one.at.year
        counted[year] = counted.get(year, 0) + 1
        yield replace(one, number=number, year=year, reference=counted[year])


def story(concern: Concern, category: str, text: str, now: datetime, chance: Random) -> list[Step]:
    """The steps of a concern that happened up to `now`, the report first."""
    told = _SCRIPTS[concern.script](concern.at) if concern.script else None
    steps = told or _by_chance(concern.at, category, text, chance, now)
    happened = [step for step in steps if step.at < now]
    while happened[-1].verb is Verb.REFER:
        happened.pop()  # whoever is asked next has not looked yet: still with the first
    return happened


def _office(at: datetime, chance: Random) -> datetime:
    """The same moment, or the next morning when no office is open."""
    if at.hour >= 18:
        at = at.replace(hour=8, minute=chance.randint(31, 59)) + timedelta(days=1)
    elif at.hour < 8:
        at = at.replace(hour=8, minute=chance.randint(31, 59))
    return at


def _by_chance(at: datetime, category: str, text: str, chance: Random, now: datetime) -> list[Step]:
    steps = [Step(at, Verb.REPORT, "reporter", State.RECEIVED, text)]
    luck = chance.random()
    if luck < 0.03:
        gone = at + timedelta(hours=chance.uniform(0.2, 6))
        why = chance.choice(words.WITHDRAWN)
        code = ClosingCode.WITHDRAWN.value
        return [*steps, Step(gone, Verb.WITHDRAW, "reporter", State.CLOSED, why, code)]
    accepted = _office(at + timedelta(hours=chance.lognormvariate(0.5, 0.9)), chance)
    by = "worker"
    if chance.random() < _handed_on(at, category, text, now):
        by = "operator"
        reasons = words.REFERRED_STAIRS if _on_stairs(category, text) else words.REFERRED
        steps.append(Step(accepted, Verb.REFER, "worker", State.REFERRED, chance.choice(reasons)))
        accepted = _office(accepted + timedelta(hours=chance.lognormvariate(1.5, 0.6)), chance)
    steps.append(Step(accepted, Verb.ACCEPT, by, State.ACCEPTED, chance.choice(words.ACCEPTED)))
    if luck > 0.93:
        more = accepted + timedelta(hours=chance.uniform(0.5, 5))
        added = chance.choice(words.ADDED)
        steps.append(Step(more, Verb.ADD_WORDS, "reporter", State.ACCEPTED, added))
    answered = _answer(steps, accepted, category, chance, by, slow=luck > 0.90)
    if luck < 0.08:
        again = answered + timedelta(hours=chance.uniform(3, 40))
        why = chance.choice(words.DISPUTES)
        steps.append(Step(again, Verb.DISPUTE, "reporter", State.REOPENED, why))
        accepted = _office(again + timedelta(hours=chance.uniform(0.5, 6)), chance)
        steps.append(Step(accepted, Verb.ACCEPT, by, State.ACCEPTED))
        answered = _answer(steps, accepted, category, chance, by, slow=False)
    _end(steps, answered, chance)
    return steps


def _on_stairs(category: str, text: str) -> bool:
    return category == "lighting" and "楼道" in text


def _handed_on(at: datetime, category: str, text: str, now: datetime) -> float:
    """How likely the grid worker hands it on to the community: seldom, except lamps on stairs. From
    last month on those are asked of the community more often, because the rule was changed."""
    if not _on_stairs(category, text):
        return 0.05
    changed = (now.replace(day=1) - timedelta(days=1)).replace(day=1)
    return 0.3 if at.date() >= changed.date() else 0.75


def _answer(
    steps: list[Step], accepted: datetime, category: str, chance: Random, by: str, *, slow: bool
) -> datetime:
    hours = chance.lognormvariate(2.9, 0.7) * (4 if slow else 1)
    answered = _office(accepted + timedelta(hours=hours), chance)
    code = chance.choices(
        [ClosingCode.FIXED, ClosingCode.ANSWERED, ClosingCode.NOT_OURS, ClosingCode.CANNOT_FIX],
        [78, 14, 4, 4],
    )[0].value
    text = chance.choice(words.CONCERNS[category].answers)
    photo = category if chance.random() < 0.02 else ""
    steps.append(Step(answered, Verb.ANSWER, by, State.ANSWERED, text, code, photo=photo))
    return answered


def _end(steps: list[Step], answered: datetime, chance: Random) -> None:
    if chance.random() < 0.62:
        stars = chance.choices([5, 4, 3, 2, 1], [52, 28, 12, 5, 3])[0]
        text = chance.choice(words.PRAISE if stars > 3 else words.GRUMBLES)
        at = answered + timedelta(hours=min(chance.lognormvariate(1.8, 1.0), 160))
        steps.append(
            Step(at, Verb.RATE, "reporter", State.CLOSED, text, stars=stars, solved=stars > 1)
        )
    else:
        at = answered + timedelta(days=CLOSE_DAYS, minutes=chance.randint(1, 9))
        steps.append(Step(at, Verb.CLOSE_UNDISPUTED, "system", State.CLOSED))


# The cast


SCRIPTED = {
    "lamp": timedelta(hours=2),
    "pothole": timedelta(days=22),
    "stairs": timedelta(days=2),
    "bin": timedelta(days=9),
    "leak": timedelta(days=5),
    "wire": timedelta(hours=1, minutes=10),
    "bench": timedelta(days=21),
}
"""The stories of the cast and how long ago each was reported."""
CATEGORIES = {
    "lamp": "lighting", "pothole": "road", "stairs": "stairs", "bin": "rubbish", "leak": "water",
    "wire": "hazard", "bench": "other",
}  # fmt: skip
REPORTERS = {
    "lamp": 0, "pothole": 1, "stairs": 0, "bin": 0, "leak": 1, "wire": 0, "bench": 1,
}  # fmt: skip
"""Which resident of the grid reports, counted from 0: the elder, then the younger one."""
GRIDS = {"wire": 2}
"""Stories that play in another grid of the first community than its first."""


def _scripted_at(now: datetime, script: str) -> datetime:
    """Some days ago in the morning, or some hours ago."""
    at = now - SCRIPTED[script]
    return at.replace(hour=9, minute=36) if SCRIPTED[script].days else at


def _lamp(at: datetime) -> list[Step]:
    text = "门口的路灯坏了两天，晚上倒垃圾看不见台阶，怕摔跤。"
    return [Step(at, Verb.REPORT, "reporter", State.RECEIVED, text, photo="lighting")]


def _pothole(at: datetime) -> list[Step]:
    text = "幼儿园后门的路面有个大坑，推婴儿车过不去，下雨全是水。"
    heard = "谢谢您，坑我看过了，已报市政，等他们排班。"
    return [
        Step(at, Verb.REPORT, "reporter", State.RECEIVED, text, photo="road"),
        Step(at + timedelta(hours=3), Verb.ACCEPT, "worker", State.ACCEPTED, heard),
    ]


def _stairs(at: datetime) -> list[Step]:
    text = "老年活动室的楼梯灯不亮，我眼睛不好，上下都扶着墙走。"
    done = "感应灯换了新的，扶手也紧了螺丝。王奶奶，您今晚试试看亮不亮。"
    fixed = ClosingCode.FIXED.value
    return [
        Step(at, Verb.REPORT, "reporter", State.RECEIVED, text, photo="stairs"),
        Step(at + timedelta(hours=2), Verb.ACCEPT, "worker", State.ACCEPTED, "下午带电工过来。"),
        Step(
            at + timedelta(hours=26), Verb.ANSWER, "worker", State.ANSWERED, done, fixed,
            photo="stairs_done",
        ),
    ]  # fmt: skip


def _bin(at: datetime) -> list[Step]:
    text = "门口的垃圾桶满了两天没人收，味道很大，夏天更受不了。"
    done = "今天上午清运了，桶也冲洗干净，以后这里每天收两次。"
    fixed = ClosingCode.FIXED.value
    return [
        Step(at, Verb.REPORT, "reporter", State.RECEIVED, text, photo="rubbish"),
        Step(at + timedelta(hours=1), Verb.ACCEPT, "worker", State.ACCEPTED, "马上联系清运队。"),
        Step(at + timedelta(hours=4), Verb.TAKE_PART, "helper", State.ACCEPTED),
        Step(
            at + timedelta(hours=24), Verb.ANSWER, "worker", State.ANSWERED, done, fixed,
            photo="rubbish_done",
        ),
        Step(
            at + timedelta(hours=32), Verb.RATE, "reporter", State.CLOSED,
            "当天就来收了，小吴还帮着扫地，谢谢你们。", stars=5,
        ),
    ]  # fmt: skip


def _leak(at: datetime) -> list[Step]:
    text = "厨房墙根一直渗水，应该是外面那根水管的问题，地上总是湿的。"
    done = "请水工挖开换了接头，看了一天没有再渗。"
    again = "昨晚又开始渗了，拖把都拖不干，请再来看看。"
    fixed = ClosingCode.FIXED.value
    return [
        Step(at, Verb.REPORT, "reporter", State.RECEIVED, text),
        Step(at + timedelta(hours=4), Verb.ACCEPT, "worker", State.ACCEPTED, "傍晚我带水工过来看看。"),
        Step(at + timedelta(days=2), Verb.ANSWER, "worker", State.ANSWERED, done, fixed),
        Step(at + timedelta(days=4, hours=11), Verb.DISPUTE, "reporter", State.REOPENED, again),
    ]  # fmt: skip


def _wire(at: datetime) -> list[Step]:
    text = "桥边有根电线垂下来了，离地只有一人高，孩子放学要走那里。"
    return [Step(at, Verb.REPORT, "reporter", State.RECEIVED, text)]


def _bench(at: datetime) -> list[Step]:
    text = "能不能在凉亭那里放两张长椅？老人走累了可以坐一坐。"
    done = "已放了两张木椅，请您看看位置合适不合适。"
    fixed = ClosingCode.FIXED.value
    return [
        Step(at, Verb.REPORT, "reporter", State.RECEIVED, text),
        Step(at + timedelta(hours=5), Verb.ACCEPT, "worker", State.ACCEPTED, "好主意，我去问问。"),
        Step(at + timedelta(days=6), Verb.ANSWER, "worker", State.ANSWERED, done, fixed),
        Step(
            at + timedelta(days=6, hours=8), Verb.RATE, "reporter", State.CLOSED,
            "位置正好，奶奶们都去坐了。", stars=5,
        ),
    ]  # fmt: skip


_SCRIPTS = {
    "lamp": _lamp, "pothole": _pothole, "stairs": _stairs, "bin": _bin, "leak": _leak,
    "wire": _wire, "bench": _bench,
}  # fmt: skip
