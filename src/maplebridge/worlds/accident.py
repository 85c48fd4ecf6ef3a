"""A road accident of the cast, reckoned and agreed: two insured cars and a cyclist. All of it is invented.

Jiangxi's figures of 2024 and local rules that the three agreed on; the sums are the engine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from maplebridge.core import calendar, files, outbox
from maplebridge.core.values import Fen, uuid7
from maplebridge.mediation import actions
from maplebridge.mediation.actions import advances, express, reckonings, scene, sitting, taking
from maplebridge.mediation.models import ClaimItem, MediationFile, Party, SittingNotice
from maplebridge.mediation.queries.reckonings import looked_at, version
from maplebridge.mediation.rules.advances import Kind
from maplebridge.mediation.rules.damages.claim import Blame
from maplebridge.mediation.rules.lint import Manner
from maplebridge.mediation.rules.parts import About, How, Lane, Side
from maplebridge.mediation.rules.reckonings import Document, side_key
from maplebridge.mediation.rules.scene import Record
from maplebridge.mediation.rules.screening import QUESTIONS, Answer
from maplebridge.mediation.rules.sittings import Served, SittingKind
from maplebridge.mediation.rules.stages import Verb
from maplebridge.mediation.rules.taking import net

from . import cast, performing
from .photos import crossing, power_of_attorney
from .quarrels import Stage

RIDER, FIRST, SECOND = cast.YOUNGER, cast.CHIEF, cast.VOLUNTEER
INSURERS = (
    ("赣枫财产保险公司（示例）", cast.ADJUSTER.name, cast.ADJUSTER.phone),
    ("江桥财产保险公司（示例）", "许理赔", "15400000072"),
)
FACTS = (
    "{day}，郑大明驾驶小客车右转，与吴小梅驾驶的小客车先后碰到骑电动自行车直行的林晓雨。"
    "交警认定郑大明负主要责任，吴小梅负次要责任，林晓雨无责任。林晓雨右腕骨折，住院十八天，评定为十级伤残。"
)

DETERMINED = "郑大明右转时没有让直行车先行，负主要责任；吴小梅没有与前车保持安全距离，负次要责任；林晓雨按信号灯通行，无责任。"
MINUTES = (
    "调解员告知三方权利义务，核对身份，宣读交通事故认定书，三方对责任没有异议。\n"
    "林晓雨提交病历、发票、误工证明和鉴定意见，逐项说明损失。郑大明、吴小梅核对后认可医疗费、住院伙食补助费、营养费、"
    "护理费、误工费、交通费和修车费；残疾赔偿金、精神损害抚慰金按本案适用的标准计算。\n"
    "郑大明已先付八千元，三方同意在赔款中扣除。两家保险公司的赔款先付，余下部分三方商定付款日期。\n"
    "以上笔录已当场宣读。"
)

ACCOUNTS = {True: "农业银行 6228 4800 0000 0000 027", False: "江西农信 6226 8200 0000 0000 018"}
"""Of the cyclist, and of who gets back what he paid too much. Made up."""


def add_accident(now: datetime) -> None:
    """As of four weeks ago: reckoned, agreed, sealed. The insurers paid, the second driver the first of
    six parts, and since yesterday the application of all five lies at the court."""
    stage = Stage(now)
    at = now - timedelta(days=28)
    file = _begun(stage, at - timedelta(hours=3))
    desk = stage.as_(cast.MEDIATOR, at)
    about: dict[str, Any] = {"file_id": file.pk, "now": at}
    parties = {who: stage.party(file, who) for who in (RIDER, FIRST, SECOND)}
    paid = advances.Advanced(
        Kind.PARTY, parties[RIDER].pk, [advances.Part(Fen(800_000), parties[FIRST].pk)],
        calendar.today(at) - timedelta(days=149), paper="医院预收款收据（示例）",
    )  # fmt: skip
    begun = at - timedelta(hours=3)
    advances.note_advance(viewer=stage.as_(FIRST, begun), file_id=file.pk, one=paid, now=begun)
    _at_the_scene(stage, file, parties, begun)
    outbox.deliver_all(begun)  # told as of its day; later it would be expired
    document = _claim(at, parties)
    reckonings.fill_in(viewer=desk, change=lambda _before: document, **about)
    insurers = [
        express.Insurer(name, agent, phone, power_of_attorney()) for name, agent, phone in INSURERS
    ]
    number = express.accept_sheet(viewer=desk, insurers=insurers, **about)
    for item in ClaimItem.objects.filter(file=file):
        actions.answer_item(
            viewer=stage.as_(FIRST, at), item_id=item.pk, admitted=item.as_item.claimed, **about
        )
        actions.settle_item(viewer=desk, item_id=item.pk, agreed=item.as_item.claimed, **about)
    row = version(file, number)
    found = looked_at(row.document, row.made_at).found
    assert found is not None, "it was just computed"
    first_on = calendar.today(at) + timedelta(days=1)
    names = {str(one.pk): one.name for one in Party.objects.filter(file=file, left_at=None)}
    chosen = [
        taking.Chosen(
            one, first_on, 1 if one.insurer or one.payee != str(parties[RIDER].pk) else 6,
            Manner.TRANSFER.value, ACCOUNTS[one.payee == str(parties[RIDER].pk)],
        )
        for one in net(found, names)
    ]  # fmt: skip
    clauses = ("郑大明、吴小梅当面向林晓雨道歉。",)
    express.settle_terms(
        viewer=desk, number=number, chosen=chosen, clauses=clauses, answers={}, **about
    )
    _signed(stage, file, at)
    performing.pay(stage, file, now - timedelta(days=2))
    performing.ask_court(stage, file, now - timedelta(days=1), (RIDER,))
    outbox.deliver_all(now)


def _begun(stage: Stage, at: datetime) -> MediationFile:
    """Taken in for three, each of whom said yes, and begun."""
    desk, happened = stage.as_(cast.MEDIATOR, at), calendar.today(at) - timedelta(days=150)
    sides = ((Side.APPLICANT, RIDER), (Side.RESPONDENT, FIRST), (Side.RESPONDENT, SECOND))
    file = actions.take(
        viewer=desk, now=at,
        sent=actions.Sent(
            id=uuid7(), kind="traffic", facts=FACTS.format(day=f"{happened.year}年{happened.month}月{happened.day}日"), place_id=stage.post.place_id, lane=Lane.STAGED,
            happened_on=happened,
        ),
        parties=tuple(
            actions.Someone(side=side, name=who.name, phone=who.phone) for side, who in sides
        ),
    )  # fmt: skip
    about: dict[str, Any] = {"file_id": file.pk, "now": at}
    actions.answer(viewer=desk, answers=dict.fromkeys(QUESTIONS, Answer.NO), **about)
    actions.decide(viewer=desk, verb=Verb.ACCEPT, **about)
    for _side, who in sides:
        actions.say(
            viewer=stage.as_(who, at), party_id=stage.party(file, who).pk, about=About.MEDIATION,
            said=True, how=How.HERE, **about,
        )  # fmt: skip
    actions.appoint(viewer=desk, post_id=stage.post.pk, **about)
    _sat_together(stage, file, [who for _side, who in sides], at)
    return MediationFile.objects.get(pk=file.pk)


def _sat_together(
    stage: Stage, file: MediationFile, whom: Sequence[cast.Member], at: datetime
) -> None:
    """One session with all three, an hour later and agreed to by all; its minutes are signed by each."""
    begins = at + timedelta(hours=1)
    setting = sitting.Setting(
        SittingKind.JOINT, begins, 90, where="徐家坊街道人民调解室（示例）", early=True
    )
    desk = stage.as_(cast.MEDIATOR, at)
    held = sitting.set_sitting(viewer=desk, file_id=file.pk, one=setting, now=at)
    for party in Party.objects.filter(file=file).exclude(
        pk__in=SittingNotice.objects.filter(sitting=held).values("party")
    ):
        sitting.tell(
            viewer=desk, file_id=file.pk, sitting_id=held.pk, party_id=party.pk,
            how=Served.PHONE, now=at,
        )  # fmt: skip
    about: dict[str, Any] = {"file_id": file.pk, "now": begins + timedelta(hours=1)}
    actions.step(viewer=desk, verb=Verb.BEGIN, file_id=file.pk, now=begins)
    sitting.write_minutes(viewer=desk, sitting_id=held.pk, text=MINUTES, read_back=True, **about)
    for who in whom:
        sitting.sign_minutes(
            viewer=stage.as_(who, at), sitting_id=held.pk, party_id=stage.party(file, who).pk,
            signed=True, how=How.HERE, **about,
        )  # fmt: skip


def _at_the_scene(
    stage: Stage, file: MediationFile, parties: dict[cast.Member, Party], at: datetime
) -> None:
    """A picture that the cyclist brought, and the determination as it was served."""
    happened = calendar.today(at) - timedelta(days=150)
    blames = {FIRST: Blame.MAIN, SECOND: Blame.MINOR, RIDER: Blame.NONE}
    certificate = scene.Found(
        Record.CERTIFICATE, happened + timedelta(days=9), "示例第 0417 号", "江桥区交警大队（示例）",
        happened + timedelta(days=10), DETERMINED,
        {parties[who].pk: blame for who, blame in blames.items()},
    )  # fmt: skip
    picture = scene.Found(Record.PICTURE, happened, words="路口，三辆车停下时的位置。")
    for who, one, sheet in (
        (RIDER, picture, crossing()), (cast.MEDIATOR, certificate, power_of_attorney())
    ):  # fmt: skip
        scene.record(
            viewer=stage.as_(who, at), file_id=file.pk, one=one, now=at,
            paper=files.ingest(sheet, now=at),
        )  # fmt: skip


def _claim(at: datetime, parties: dict[cast.Member, Party]) -> Document:
    rider, first, second = (str(parties[who].pk) for who in (RIDER, FIRST, SECOND))
    today = calendar.today(at)
    happened = today - timedelta(days=150)
    said = "parties"
    return {
        "jurisdiction": "jiangxi", "statistics_year": 2024, "accident_on": happened.isoformat(),
        "settled_on": today.isoformat(),
        "sides": [
            {"id": side_key(first), "kind": "motor", "blame": "main",
             "compulsory": {"insurer": INSURERS[0][0]},
             "commercial": [{"insurer": INSURERS[0][0], "limit": "1000000"}]},
            {"id": side_key(second), "kind": "motor", "blame": "minor",
             "compulsory": {"insurer": INSURERS[1][0]}},
            {"id": side_key(rider), "kind": "nonmotor", "blame": "none"},
        ],
        "claimants": [{
            "id": rider, "side": side_key(rider), "born": "1991-04-12", "mental_first": True,
            "disability": {"assessed_on": (today - timedelta(days=20)).isoformat(), "levels": [10]},
            "items": [
                {"head": "medical", "amount": "62480.50"},
                {"head": "hospital_meals", "days": 18, "rate": "60"},
                {"head": "nutrition", "days": 60, "rate": "30"},
                {"head": "nursing", "way": "daily", "days": 60, "rate": "150"},
                {"head": "lost_income", "way": "daily", "days": 90, "rate": "180"},
                {"head": "transport", "amount": "640"},
                {"head": "disability"},
                {"head": "mental", "amount": "3000"},
                {"head": "repair", "amount": "1350"},
            ],
        }],
        "shares": [{"claimant": rider, "by": said, "parts": [
            {"side": side_key(first), "share": "70%"}, {"side": side_key(second), "share": "30%"},
        ]}],
    }  # fmt: skip


def _signed(stage: Stage, file: MediationFile, at: datetime) -> None:
    """Each with a code, for an insurer who has no account here on the mediator's phone; then sealed."""
    desk = stage.as_(cast.MEDIATOR, at)
    about: dict[str, Any] = {"file_id": file.pk, "now": at}
    agents = {name: agent for name, agent, _phone in INSURERS}
    for party in Party.objects.filter(file=file).order_by("position"):
        name = agents.get(party.name, party.name)
        viewer = next((stage.as_(one, at) for one in stage.people if one.name == name), desk)
        code = actions.send_code(viewer=viewer, party_id=party.pk, **about)
        actions.sign(viewer=viewer, party_id=party.pk, code=code, name=name, **about)
    express.sign_and_seal(viewer=desk, strokes="", language="zh-hans", **about)
