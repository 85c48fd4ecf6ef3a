"""One concern said in several ways: made-up pairs on which finding repetitions is measured."""

from __future__ import annotations

import random
from dataclasses import dataclass

THINGS = (
    "楼道灯", "路灯", "电梯", "单元门", "下水道", "井盖", "消防栓", "健身器材", "垃圾桶", "停车棚",
    "水管", "围墙", "台阶", "扶手", "监控", "充电桩", "绿化带", "公告栏", "晾衣架", "排水沟",
)  # fmt: skip
PLACES = (
    "三号楼", "东门口", "菜市场旁", "幼儿园后面", "五单元", "小广场", "地下车库", "老年活动室",
    "公交站台", "河边步道", "十二栋楼下", "物业门前", "北区围墙边", "篮球场", "社区医院对面",
)  # fmt: skip
FAULTS = (
    "不亮了", "坏了好几天", "一直在漏水", "关不上门", "堵住了臭得很", "松动了很危险", "被人占用",
    "没有人清理", "晚上特别吵", "掉下来一块", "生锈断裂了", "经常停用",
)  # fmt: skip
WISHES = ("请尽快派人来修", "希望早点处理", "麻烦看一下", "老人走路不方便", "孩子差点摔倒", "")
OPENINGS = ("", "你好，", "反映一下，", "又来麻烦你们，", "请问有人管吗，")
SAME = {
    "不亮了": "不亮", "坏了好几天": "坏了几天了", "一直在漏水": "还在漏水", "关不上门": "门关不上",
    "堵住了臭得很": "堵住了很臭", "松动了很危险": "松动，很危险", "被人占用": "让人占用了",
    "没有人清理": "没人清理", "晚上特别吵": "夜里特别吵", "掉下来一块": "掉了一块下来",
    "生锈断裂了": "生锈断了", "经常停用": "老是停用",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A concern as it was reported, and as somebody else would report it."""

    words: str
    reworded: str


def pairs(count: int, seed: int = 20261127) -> list[Pair]:
    """So many different concerns, each with another wording."""
    dice, made = random.Random(seed), dict[str, Pair]()
    whole = [(place, thing, fault) for place in PLACES for thing in THINGS for fault in FAULTS]
    for place, thing, fault in dice.sample(whole, min(count, len(whole))):
        words = f"{dice.choice(OPENINGS)}{place}的{thing}{fault}，{dice.choice(WISHES)}"
        said = [
            f"{place}{thing}{SAME[fault]}",
            f"{thing}{fault}，在{place}",
            f"{place}{fault}，{thing}",
        ]
        reworded = f"{dice.choice(OPENINGS)}{dice.choice(said)}。{dice.choice(WISHES)}"
        made[words] = Pair(words, _typed(reworded, dice))
    return list(made.values())


def _typed(words: str, dice: random.Random) -> str:
    """As people type: in one message of five a character is missing."""
    if dice.random() < 0.8:
        return words
    at = dice.randrange(len(words))
    return words[:at] + words[at + 1 :]
