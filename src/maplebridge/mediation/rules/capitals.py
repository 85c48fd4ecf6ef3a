"""Sums in figures, and in the capitals that nobody alters with a stroke: 壹仟零伍元零伍分."""

from __future__ import annotations

import re

from maplebridge.core.values import Fen

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
FEN_MAX = Fen(10**14 - 1)
"""Twelve figures of yuan: more than any agreement, and the groups above have no agreed name."""
_PARTS = re.compile(
    rf"(?:(?P<yuan>[{DIGITS}拾佰仟万亿]{{1,60}})元)?零?(?:(?P<jiao>[{DIGITS}])角)?零?(?:(?P<fen>[{DIGITS}])分)?整?"
)
_SUM = re.compile(r"(?<![\d.,])\d{4,14}(?=\.\d\d(?!\d))", re.ASCII)
_WRITTEN_OTHERWISE = str.maketrans(
    "零〇一壹二贰貳三叁參四肆五伍六陆陸七柒八捌九玖两兩十拾百佰千仟万萬亿億元圆圓角分整正",
    "零零壹壹贰贰贰叁叁叁肆肆伍伍陆陆陆柒柒捌捌玖玖贰贰拾拾佰佰仟仟万万亿亿元元元角分整整",
)


def capitals(amount: Fen) -> str:
    """`amount` in capitals, as banks ask for it. Raises ValueError outside 0..FEN_MAX.

    Without fen it ends in 整. One 零 stands where places are left out between figures; before 分
    too when there is no 角.
    """
    if not 0 <= amount <= FEN_MAX:
        raise ValueError("no amount that is written in capitals")
    yuan, rest = divmod(amount, 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif fen and yuan:
        words += DIGITS[0]
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def yuan(amount: Fen) -> str:
    """`amount` in figures, in yuan with both places: 5,000.00."""
    return f"{amount // 100:,}.{amount % 100:02d}"


def grouped(words: str) -> str:
    """`words` with the sums in it as `yuan` writes them: 47514.00 becomes 47,514.00. A sum has both
    places; a year, a number of days or a share has none and stays."""
    return _SUM.sub(lambda found: f"{int(found[0]):,}", words)


def read_capitals(words: str) -> Fen | None:
    """The amount that `words` say; None when they say none.

    Read generously (元 or 圆, 正 or 整, simplified or traditional, a leading 人民币), then written
    anew: only what comes out the same sign for sign counts, so nothing is half understood.
    """
    plain = "".join(words.split()).removeprefix("人民币").removeprefix("人民幣")
    plain = plain.translate(_WRITTEN_OTHERWISE)
    found = _PARTS.fullmatch(plain)
    if found is None or not any(found.group("yuan", "jiao", "fen")):
        return None
    jiao, fen = (DIGITS.index(found[part] or DIGITS[0]) for part in ("jiao", "fen"))
    amount = _added(found["yuan"] or "") * 100 + jiao * 10 + fen
    if amount > FEN_MAX or _bare(capitals(Fen(amount))) != _bare(plain):
        return None
    return Fen(amount)


def _whole(yuan: int) -> str:
    """The figures before 元: groups of four, each with its places."""
    if not yuan:
        return DIGITS[0]
    written, gap = "", False
    for at in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10_000**at % 10_000
        if not group:
            gap = bool(written)
            continue
        if written and (gap or group < 1000):
            written += DIGITS[0]
        written, gap = written + _group(group) + _GROUPS[at], False
    return written


def _group(group: int) -> str:
    """Four places of a group, one 零 for places left out within it."""
    written, gap = "", False
    for at in (3, 2, 1, 0):
        figure = group // 10**at % 10
        if not figure:
            gap = bool(written)
            continue
        written += (DIGITS[0] if gap else "") + DIGITS[figure] + _PLACES[at]
        gap = False
    return written


def _added(whole: str) -> int:
    """The yuan of figures and places, by adding up; nonsense gives nonsense, which read_capitals sees."""
    total = section = figure = 0
    for sign in whole:
        if sign in DIGITS:
            figure = DIGITS.index(sign)
        elif sign in _PLACES[1:]:
            section, figure = section + figure * 10 ** _PLACES.index(sign), 0
        else:
            unit = 10 ** (4 * _GROUPS.index(sign))
            total, section, figure = total + (section + figure) * unit, 0, 0
    return total + section + figure


def _bare(words: str) -> str:
    """Without the zeros that some write and some leave out, and without the closing 整."""
    return words.removesuffix("整").replace(DIGITS[0], "")
