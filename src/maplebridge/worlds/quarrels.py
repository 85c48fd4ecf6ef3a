"""Two quarrels of the cast before the mediator, played through the verbs of mediation. All of it is invented.

One is in the middle of its talks: items, a round of silent offers, a draft with a doubt. The other is
agreed and waits for one signature and the seal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
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

ASKS, PAYS = offers.Side.ASKS, offers.Side.PAYS
ITEMS = (
    ("电动车修理", 68_000, 68_000, "修理单"),
    ("手机屏幕", 62_000, 30_000, "维修报价"),
    ("误工两天", 60_000, None, ""),
)


def add_quarrels(now: datetime) -> None:
    """Both files, as of yesterday and of a week ago, and the accident."""
    stage = Stage(now)
    stage.talking()
    stage.signing()


class Stage:
    def __init__(self, now: datetime) -> None:
        self.now = now
        members = (cast.MEDIATOR, cast.ELDER, cast.YOUNGER, cast.VOLUNTEER, cast.CHIEF)
        found = {one.phone: one for one in Person.objects.filter(
            phone__in=[one.phone for one in members]
        )}  # fmt: skip
        self.people: Mapping[cast.Member, Person] = {one: found[one.phone] for one in members}
        mediator = self.people[cast.MEDIATOR]
        self.post = Post.objects.filter(person=mediator, role=Role.MEDIATOR.value).get()

    def as_(self, who: cast.Member, at: datetime) -> Viewer:
        return viewer_of(self.people[who], now=at)

    def begun(
        self, at: datetime, kind: str, facts: str, asks: cast.Member, pays: cast.Member, lane: Lane
    ) -> MediationFile:
        """Taken in at the desk, looked at, agreed to by both, led and begun."""
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
            viewer=desk, file_id=file.pk, answers=dict.fromkeys(QUESTIONS, Answer.NO), now=at
        )
        actions.decide(viewer=desk, file_id=file.pk, verb=Verb.ACCEPT, now=at)
        for who in (asks, pays):
            actions.say(
                viewer=self.as_(who, at), file_id=file.pk, party_id=self.party(file, who).pk,
                about=About.MEDIATION, said=True, how=How.HERE, now=at,
            )  # fmt: skip
        actions.appoint(viewer=desk, file_id=file.pk, post_id=self.post.pk, now=at)
        actions.step(viewer=desk, file_id=file.pk, verb=Verb.BEGIN, now=at)
        return file

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
