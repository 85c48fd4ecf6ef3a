"""Three quarrels of the cast before the mediator, played through the verbs of mediation. All of it is invented.

One is in the middle of its talks: items, a round of silent offers, a draft with a doubt. The other is
agreed and waits for one signature and the seal. The third is about a grave: whose the slope is belongs
to the town's government, the moving of the grave was agreed here, confirmed by a court and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from maplebridge.core import calendar
from maplebridge.core.values import Fen, uuid7
from maplebridge.core.viewer import Role, Viewer
from maplebridge.mediation import actions
from maplebridge.mediation.models import MediationFile, Party
from maplebridge.mediation.rules import offers
from maplebridge.mediation.rules.lint import Manner
from maplebridge.mediation.rules.parts import About, How, Lane, Side
from maplebridge.mediation.rules.screening import QUESTIONS, Answer
from maplebridge.mediation.rules.stages import Verb
from maplebridge.people.public import Person, Post, viewer_of

from . import cast
from .performing import confirmed_and_kept

ASKS, PAYS = offers.Side.ASKS, offers.Side.PAYS
ITEMS = (
    ("电动车修理", 68_000, 68_000, "修理单"),
    ("手机屏幕", 62_000, 30_000, "维修报价"),
    ("误工两天", 60_000, None, ""),
)


def add_quarrels(now: datetime) -> None:
    """The files, as of yesterday, of a week ago and of the quarter before."""
    stage = Stage(now)
    stage.talking()
    stage.signing()
    confirmed_and_kept(stage, *stage.grave())


class Stage:
    def __init__(self, now: datetime) -> None:
        self.now = now
        members = (
            cast.MEDIATOR, cast.ELDER, cast.YOUNGER, cast.VOLUNTEER, cast.CHIEF, *cast.GUESTS,
        )  # fmt: skip
        found = {one.phone: one for one in Person.objects.filter(
            phone__in=[one.phone for one in members]
        )}  # fmt: skip
        self.people: Mapping[cast.Member, Person] = {one: found[one.phone] for one in members}
        mediator = self.people[cast.MEDIATOR]
        self.post = Post.objects.filter(person=mediator, role=Role.MEDIATOR.value).get()

    def as_(self, who: cast.Member, at: datetime) -> Viewer:
        return viewer_of(self.people[who], now=at)

    def begun(
        self, at: datetime, kind: str, facts: str, asks: cast.Member, pays: cast.Member, lane: Lane,
        elsewhere: tuple[str, ...] = (),
    ) -> MediationFile:  # fmt: skip
        """Taken in at the desk, looked at, agreed to by both, led and begun; `elsewhere` are the
        questions of which one part goes to another office."""
        desk = self.as_(cast.MEDIATOR, at)
        file = actions.take(
            viewer=desk, now=at,
            sent=actions.Sent(id=uuid7(), kind=kind, facts=facts, place_id=self.post.place_id, lane=lane),
            parties=tuple(
                actions.Someone(side=side, name=who.name, phone=who.phone)
                for side, who in ((Side.APPLICANT, asks), (Side.RESPONDENT, pays))
            ),
        )  # fmt: skip
        actions.answer(
            viewer=desk, file_id=file.pk, now=at,
            answers=dict.fromkeys(QUESTIONS, Answer.NO) | dict.fromkeys(elsewhere, Answer.PARTLY),
        )  # fmt: skip
        actions.decide(viewer=desk, file_id=file.pk, verb=Verb.ACCEPT, now=at)
        for who in (asks, pays):
            actions.say(
                viewer=self.as_(who, at), file_id=file.pk, party_id=self.party(file, who).pk,
                about=About.MEDIATION, said=True, how=How.HERE, now=at,
            )  # fmt: skip
        actions.appoint(viewer=desk, file_id=file.pk, post_id=self.post.pk, now=at)
        actions.step(viewer=desk, file_id=file.pk, verb=Verb.BEGIN, now=at)
        return file

    def member(self, party: Party | None) -> cast.Member:
        """Who of the cast a party is."""
        assert party is not None, "everybody paid here is a party"
        return next(one for one, person in self.people.items() if person.pk == party.person_id)

    def party(self, file: MediationFile, who: cast.Member) -> Party:
        return Party.objects.get(file=file, person=self.people[who])

    def talking(self) -> None:
        at, asks, pays = self.now - timedelta(hours=20), cast.YOUNGER, cast.CHIEF
        facts = "昨天傍晚在巷口，郑大明倒三轮车时碰倒了林晓雨停着的电动车，车灯和手机屏幕碎了，没有人受伤。"
        file = self.begun(at, "traffic", facts, asks, pays, Lane.STAGED)
        about: dict[str, Any] = {"file_id": file.pk, "now": at}
        claimant, payer = self.party(file, asks), self.party(file, pays)
        for label, claimed, admitted, evidence in ITEMS:
            item = actions.add_item(
                viewer=self.as_(asks, at), party_id=claimant.pk, label=label,
                claimed=Fen(claimed), evidence=evidence, **about,
            )  # fmt: skip
            if admitted is not None:
                actions.answer_item(
                    viewer=self.as_(pays, at), item_id=item.pk, admitted=Fen(admitted), **about
                )
        desk = self.as_(cast.MEDIATOR, at)
        made = actions.open_offers(
            viewer=desk, asks_id=claimant.pk, pays_id=payer.pk, about="尚未商定的全部款项",
            terms=offers.Terms(3, 500, 1_500), **about,
        )  # fmt: skip
        for who, side in ((asks, ASKS), (pays, PAYS)):
            actions.take_part(
                viewer=self.as_(who, at), offers_id=made.pk, side=side, allows=True, **about
            )
        actions.put_figure(
            viewer=self.as_(asks, at), offers_id=made.pk, side=ASKS, number=1,
            figure=Fen(160_000), **about,
        )  # fmt: skip
        words = actions.Words(facts=facts, clauses=("郑大明尽快向林晓雨当面道歉。",))
        actions.write_draft(viewer=desk, words=words, **about)

    def signing(self) -> None:
        at, asks, pays = self.now - timedelta(days=6), cast.ELDER, cast.VOLUNTEER
        facts = "楼上吴小梅家的水管接头漏水，王秀兰家厨房的天花板发霉脱皮。双方对修不修地板有过争议，现已商定。"
        file = self.begun(at, "neighbours", facts, asks, pays, Lane.STAGED)
        desk = self.as_(cast.MEDIATOR, at)
        about: dict[str, Any] = {"file_id": file.pk, "now": at}
        claimant, payer = self.party(file, asks), self.party(file, pays)
        words = actions.Words(
            facts=facts, clauses=("吴小梅在两周内更换水管接头，换好后请王秀兰来看。", "双方今后有事先打招呼。"),
            total=Fen(180_000), grace_days=5, owing=(payer.pk,),
        )  # fmt: skip
        actions.write_draft(viewer=desk, words=words, **about)
        paying = actions.Paying(
            payer.pk, claimant.pk, "", Fen(180_000), Manner.TRANSFER.value,
            "农业银行 6228 4800 0000 0000 012",
            calendar.today(self.now) + timedelta(days=20), parts=3,
        )  # fmt: skip
        actions.add_payment(viewer=desk, paying=paying, **about)
        actions.fix_words(viewer=desk, answers={}, **about)
        signs = self.as_(pays, at)
        code = actions.send_code(viewer=signs, party_id=payer.pk, **about)
        actions.sign(viewer=signs, party_id=payer.pk, code=code, name=pays.name, **about)

    def grave(self) -> tuple[MediationFile, datetime]:
        """Taken on but for the right to the slope, and agreed on the rest: in effect, with its seal.
        Returns the file and its day."""
        at, asks, pays = self.now - timedelta(days=100), cast.ELDER, cast.CHIEF
        facts = (
            "郑大明家的祖坟在后山坡边，王秀兰家的排水沟要从旁边过。两家都说坡地归自己，又为迁坟和费用争执。"
            "坡地归谁不在这里调解，已告知向乡镇人民政府申请处理；两家愿意先谈迁坟。"
        )
        file = self.begun(at, "graves", facts, asks, pays, Lane.STAGED, elsewhere=("land_right",))
        desk = self.as_(cast.MEDIATOR, at)
        about: dict[str, Any] = {"file_id": file.pk, "now": at}
        claimant, payer = self.party(file, pays), self.party(file, asks)
        item = actions.add_item(
            viewer=self.as_(pays, at), party_id=claimant.pk, label="迁坟费用", claimed=Fen(600_000),
            evidence="殡葬服务报价", **about,
        )  # fmt: skip
        actions.answer_item(
            viewer=self.as_(asks, at), item_id=item.pk, admitted=Fen(300_000), **about
        )
        actions.settle_item(viewer=desk, item_id=item.pk, agreed=Fen(450_000), **about)
        moved = calendar.today(at) + timedelta(days=40)
        words = actions.Words(
            facts=facts, total=Fen(450_000), owing=(payer.pk,),
            clauses=(
                f"郑大明于{_day(moved)}前把祖坟迁至镇公墓，提前三天告知王秀兰。",
                "迁移遗骨妥善从事，由郑家长辈在场；原址不再建坟。",
                "坡地权属确定之前，双方都保持现场原状；本协议不涉及坡地归谁。",
                f"{_day(moved + timedelta(days=30))}由双方和调解员一起回看落实情况。",
            ),
        )  # fmt: skip
        actions.write_draft(viewer=desk, words=words, **about)
        first = calendar.today(at) + timedelta(days=30)
        paying = actions.Paying(
            payer.pk, claimant.pk, "", Fen(450_000), Manner.TRANSFER.value,
            "农村信用社 6226 8200 0000 0000 035", first, parts=2,
        )  # fmt: skip
        actions.add_payment(viewer=desk, paying=paying, **about)
        actions.fix_words(viewer=desk, answers={}, **about)
        for who in (asks, pays):
            signs, party = self.as_(who, at), self.party(file, who)
            code = actions.send_code(viewer=signs, party_id=party.pk, **about)
            actions.sign(viewer=signs, party_id=party.pk, code=code, name=who.name, **about)
        actions.sign_as_mediator(viewer=desk, **about)
        actions.put_into_effect(viewer=desk, language="zh-hans", **about)
        return file, at


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
