"""What a newcomer to a demo world meets besides the year that is written in bulk: a story of every
kind of step, each played through the verbs that people use, on the days when they would have used them.

Only where this is a demo: the stories write to their residents, and such messages must lead nowhere.
All of it is invented, and what the operators wrote says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from maplebridge.channels import public as channels
from maplebridge.channels.actions import make_code, take_mail
from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import Role, Viewer
from maplebridge.matters import actions as matters
from maplebridge.matters.actions import handing, knowledge, tasks
from maplebridge.matters.models import Matter, MatterAddress, MatterPhoto
from maplebridge.people.public import Person, Post, viewer_of
from maplebridge.square import actions as square

from . import cast
from .letters import STRANGER, last_from_house, letter

WECHAT = "gh_demo"
OPENID = "oDemo-Lin-Xiaoyu"
"""The account, and the address by which one of the cast writes on WeChat."""
COVER = (420, 120, 180, 240)
"""What is covered of a drawing, so that a visitor sees a cover: left, top, width, height, of 1000."""


def add_living(now: datetime, photos: dict[str, UUID]) -> None:
    """Play every story. Facts are delivered as of the moment that they tell of."""
    told = Stories(now, photos)
    for story in (
        told.knowledge, told.repetition, told.taken_apart, told.handed_back, told.public,
        told.helped, told.by_wechat, told.by_text, told.by_mail, told.resting, told.looked, told.waiting,
    ):  # fmt: skip
        story()
        outbox.deliver_all(now)


class Stories:
    """The cast at work. Days and hours count back from the moment that the world is seen from."""

    def __init__(self, now: datetime, photos: dict[str, UUID]) -> None:
        self.now, self.photos = now, photos
        posts = Post.objects.select_related("person", "place")
        mine = posts.get(person__phone=cast.WORKER.phone, role=Role.GRID_WORKER.value)
        self.grid = mine.place
        assert self.grid.parent_id is not None, "a grid lies in a community"
        self.chair = posts.get(role=Role.OPERATOR.value, place=self.grid.parent_id)
        self.next_post = posts.get(person__phone=cast.DEPUTY.phone, role=Role.GRID_WORKER.value)

    # Who does what when

    def ago(self, days: int = 0, hours: float = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)

    def as_(self, who: cast.Member | Person, at: datetime) -> Viewer:
        person = who if isinstance(who, Person) else Person.objects.get(phone=who.phone)
        return viewer_of(person, now=at)

    def handler(self, matter: Matter) -> Person:
        """Who was asked first: the worker of the grid, unless a rule that was adopted says otherwise."""
        assert matter.handler_id is not None, "every grid of a world has its worker"
        post = Post.objects.select_related("person").get(pk=matter.handler_id)
        return post.person

    def said(
        self, who: cast.Member, at: datetime, words: str, kind: str, photo: str = "",
        *, everybody: bool = False,
    ) -> Matter:  # fmt: skip
        """A report from the phone of one of the cast, about their grid."""
        sent = matters.Report(
            words=words, category=kind, place_id=self.grid.pk, neighbours_see=everybody,
            photos=(self.photos[photo],) if photo else (), everybody_sees=everybody,
        )  # fmt: skip
        made = matters.report(viewer=self.as_(who, at), sent=sent, now=at).matter
        outbox.deliver_all(at)
        return made

    def taken(
        self, matter: Matter, at: datetime, text: str = "", who: Person | None = None
    ) -> None:
        viewer = self.as_(who or self.handler(matter), at)
        matters.accept(viewer=viewer, matter_id=matter.pk, text=text, now=at)
        outbox.deliver_all(at)

    def answered(
        self, matter: Matter, at: datetime, text: str, photo: str = "", who: Person | None = None
    ) -> None:
        matters.answer(
            viewer=self.as_(who or self.handler(matter), at), matter_id=matter.pk, text=text, code="fixed",
            photos=[self.photos[photo]] if photo else [], now=at,
        )  # fmt: skip
        outbox.deliver_all(at)

    def rated(self, who: cast.Member, matter: Matter, at: datetime, stars: int, text: str) -> None:
        viewer = self.as_(who, at)
        matters.rate(
            viewer=viewer, matter_id=matter.pk, stars=stars, solved=True, text=text, now=at
        )
        outbox.deliver_all(at)

    # The stories

    def knowledge(self) -> None:
        """Articles and wordings that the operator wrote and the head put to use."""
        at = self.ago(30)
        writer, head = self.as_(cast.OPERATOR, at), self.as_(cast.HEAD, at)
        for question, answer, kinds, audience in ARTICLES:
            said = knowledge.Words(question, answer, kinds, audience, "演示内容，虚构")
            made = knowledge.write_article(viewer=writer, words=said, now=at)
            knowledge.release_article(viewer=head, article_id=made.pk, number=1, now=at)
        for title, code, text, kinds in WORDINGS:
            knowledge.keep_template(
                viewer=writer, title=title, code=code, text=text, kinds=kinds, now=at
            )

    def repetition(self) -> None:
        """Two residents, one manhole cover: joined, answered once, both hear of it."""
        first = self.said(
            cast.CHIEF,
            self.ago(6, 5),
            "活动室门前的井盖松了，踩上去咣当响，怕老人绊倒。",
            "hazard",
            "road",
        )
        again = self.said(
            cast.YOUNGER, self.ago(6, 3), "活动室门口井盖松动，推婴儿车差点卡住。", "hazard"
        )
        at = self.ago(6, 2)
        matters.mark_duplicate(
            viewer=self.as_(self.handler(again), at), matter_id=again.pk, of_reference=first.reference,
            now=at,
        )  # fmt: skip
        outbox.deliver_all(at)
        self.taken(first, self.ago(6, 1), "先放了警示桩，明早换盖。")
        self.answered(first, self.ago(5), "井盖换了带锁扣的，踩过试了，不响也不晃。")
        self.rated(cast.CHIEF, first, self.ago(4, 20), 5, "第二天就换好了。")

    def looked(self) -> None:
        """Something in a building: its chief looks first, the worker answers. A village elects none."""
        chiefs = Post.objects.filter(
            role=Role.BUILDING_CHIEF.value, path__startswith=self.grid.path
        ).exclude(person__phone__in=[cast.ELDER.phone, cast.YOUNGER.phone])
        chief = chiefs.select_related("person", "place").order_by("path").first()
        if chief is None:
            return
        told = (
            (cast.ELDER, self.ago(1, 8), "楼梯扶手松了，老人扶着晃。", "stairs"),
            (cast.YOUNGER, self.ago(0, 2), "三楼的楼道灯不亮了，晚上摸黑上楼。", "lighting"),
        )
        for who, at, words, kind in told:
            sent = matters.Report(words=words, category=kind, place_id=chief.place_id)
            made = matters.report(viewer=self.as_(who, at), sent=sent, now=at).matter
            outbox.deliver_all(at)
            if who is cast.ELDER:
                seen = self.ago(1, 7)
                tasks.finish(
                    viewer=self.as_(chief.person, seen), task_id=made.tasks.get().pk, now=seen,
                    text="去看了，二楼转角掉了两颗螺丝，我先用绳子绑住了。",
                )  # fmt: skip
                outbox.deliver_all(seen)
                self.taken(made, self.ago(1, 6), "谢谢楼栋长，今天带工具来。")
                self.answered(made, self.ago(1, 2), "螺丝补齐了，扶手试过，不晃了。")

    def taken_apart(self) -> None:
        """Joined by mistake, and taken apart again: two lamps, not one."""
        one = self.said(cast.ELDER, self.ago(4, 8), "村口第二根灯杆的灯一闪一闪的。", "lighting")
        other = self.said(cast.YOUNGER, self.ago(4, 7), "桥头那盏灯整夜不亮。", "lighting")
        at = self.ago(4, 6)
        worker = self.as_(self.handler(one), at)
        matters.mark_duplicate(
            viewer=worker, matter_id=other.pk, of_reference=one.reference, now=at
        )
        outbox.deliver_all(at)
        at = self.ago(4, 4)
        matters.split(viewer=self.as_(self.handler(other), at), matter_id=other.pk, now=at)
        outbox.deliver_all(at)
        self.taken(one, self.ago(4, 3), "是接触不良，今天去看。")
        self.answered(one, self.ago(3, 6), "镇流器换了，晚上看过，不闪了。", "lighting")
        self.taken(other, self.ago(4, 2), "桥头是另一盏，一并报修。")

    def handed_back(self) -> None:
        """Not the first grid's: handed back with a reason, decided above, answered next door."""
        rail = self.said(
            cast.CHIEF, self.ago(9, 6), "河边的护栏松了一截，孩子爱靠着看鱼，不安全。", "hazard"
        )
        at = self.ago(9, 5)
        handing.return_(
            viewer=self.as_(self.handler(rail), at), matter_id=rail.pk, reason="other_place",
            text="这一段河边在桥的那一头，属第二网格。", now=at,
        )  # fmt: skip
        outbox.deliver_all(at)
        at = self.ago(9, 3)
        handing.assign(
            viewer=self.as_(cast.OPERATOR, at), matter_id=rail.pk, place_id=self.next_post.place_id,
            reason="看过网格图，桥以东归第二网格。", now=at,
        )  # fmt: skip
        outbox.deliver_all(at)
        who = self.next_post.person
        self.taken(rail, self.ago(9, 2), "我来办，先拉上警戒线。", who)
        self.answered(rail, self.ago(7), "护栏重新焊牢，晃不动了。", who=who)
        self.rated(cast.CHIEF, rail, self.ago(6, 20), 4, "说清楚归谁管，就快了。")

    def public(self) -> None:
        """What its reporter lets everybody read: one released with a covered photo, one that waits."""
        shown = self.said(
            cast.YOUNGER, self.ago(12, 4), "小广场的健身器材旁边地砖翘了，晚上看不清会绊脚。", "road", "road",
            everybody=True,
        )  # fmt: skip
        self.taken(shown, self.ago(12, 2), "下午带人去铺平。")
        self.answered(shown, self.ago(11), "翘起的地砖重新铺好，四周也敲过一遍。", "stairs_done")
        self._released(shown, self.ago(10, 20), "小广场健身器材旁边的地砖翘起，夜里容易绊脚。")
        self.rated(cast.YOUNGER, shown, self.ago(10), 5, "走着平了，谢谢。")
        at = self.ago(10, 2)
        neighbour = self.as_(cast.CHIEF, at)
        square.follow_area(viewer=neighbour, area_id=self.grid.pk, category="", now=at)
        square.follow_matter(viewer=neighbour, matter_id=shown.pk, now=at)
        waits = self.said(
            cast.VOLUNTEER, self.ago(0, 5), "公告栏的玻璃裂了一条缝，贴的通知被雨打湿了。", "other",
            everybody=True,
        )  # fmt: skip
        self.taken(waits, self.ago(0, 3), "量好尺寸，去配玻璃。")

    def _released(self, matter: Matter, at: datetime, words: str) -> None:
        viewer = self.as_(self.handler(matter), at)
        for photo in MatterPhoto.objects.filter(event__matter=matter).order_by("id"):
            square.decide_photo(
                viewer=viewer, matter_id=matter.pk, photo_id=photo.pk, shown=True, areas=[COVER],
                now=at,
            )  # fmt: skip
        answers = {line.pk: line.text for line in matter.events.filter(verb="answer")}
        square.release(viewer=viewer, matter_id=matter.pk, words=words, lines=answers, now=at)
        outbox.deliver_all(at)

    def helped(self) -> None:
        """Neighbours were asked for: one matter put right by a volunteer, one that waits for hands."""
        done = self.said(
            cast.CHIEF, self.ago(8, 6), "凉亭的长椅掉漆起刺，坐着扎人。", "other", everybody=True
        )
        self._wanted(done, self.ago(8, 4), "凉亭长椅要打磨上漆，工具我们出，缺一双手。")
        at = self.ago(8, 2)
        until = calendar.today(at) + timedelta(days=5)
        claim = square.claim(
            viewer=self.as_(cast.VOLUNTEER, at), matter_id=done.pk, until=until, now=at
        )
        at = self.ago(7, 3)
        square.say_done(
            viewer=self.as_(cast.VOLUNTEER, at), claim_id=claim.pk,
            text="打磨了两遍，刷了清漆，明天就能坐。", now=at,
        )  # fmt: skip
        outbox.deliver_all(at)
        at = self.ago(7)
        square.confirm(
            viewer=self.as_(self.handler(done), at),
            claim_id=claim.pk,
            text="看过了，刷得很匀。",
            now=at,
        )
        outbox.deliver_all(at)
        self.rated(cast.CHIEF, done, self.ago(6, 12), 5, "自己人动手，又快又好。")
        waits = self.said(
            cast.YOUNGER, self.ago(2, 5), "幼儿园门口的花坛空了一半，想种点花。", "greenery",
            everybody=True,
        )  # fmt: skip
        self._wanted(waits, self.ago(2, 2), "周末种花，花苗已备好，来两三个人就够。")

    def _wanted(self, matter: Matter, at: datetime, words: str) -> None:
        self.taken(matter, at, "好主意，问问邻居们。")
        self._released(matter, at, matter.words)
        square.ask_for_help(
            viewer=self.as_(self.handler(matter), at), matter_id=matter.pk, words=words, now=at
        )

    # From other doors

    def heard(self, channel: str, account: str, sender: str, text: str, at: datetime) -> None:
        channels.receive(
            channel=channel, account=account, sender=sender, text=text,
            external_id=f"demo-{channel}-{at.timestamp():.0f}", now=at,
        )  # fmt: skip
        outbox.deliver_all(at)

    def by_wechat(self) -> None:
        """Joined by a code from her page; a lamp by chat, answered and rated there."""
        at = self.ago(3, 9)
        code = make_code(viewer=self.as_(cast.YOUNGER, at), now=at)
        self.heard("wechat", WECHAT, OPENID, code, at)
        self.heard("wechat", WECHAT, OPENID, "晒谷场边的路灯不亮，跳舞都看不见人", self.ago(3, 8))
        matter = self._newest("wechat", OPENID)
        self.taken(matter, self.ago(3, 6), "今晚去看。")
        self.answered(matter, self.ago(2, 9), "灯泡换了，今晚可以跳舞了。", "lighting")
        self.heard("wechat", WECHAT, OPENID, "5", self.ago(2, 8))

    def by_text(self) -> None:
        """An elder's text from an old phone: answered, disputed by text, open again."""
        phone = cast.ELDER.phone
        self.heard("sms", "aliyun", phone, "门口垃圾桶又满了，没人来收", self.ago(2, 9))
        matter = self._newest("sms", phone)
        self.taken(matter, self.ago(2, 8))
        self.answered(matter, self.ago(1, 9), "今早收过了。")
        self.heard(
            "sms", "aliyun", phone, f"不满意 {matter.reference} 只收了一半，还堆着", self.ago(1, 6)
        )

    def by_mail(self) -> None:
        """A stranger's mail: asked back where it is, then routed; a receipt instead of a name."""
        if not settings.MAIL_BOX:
            return
        asked = letter("卫生室门口的坡道结了青苔，轮椅打滑。")
        take_mail(raw=asked.as_bytes(), envelope_sender=STRANGER, now=self.ago(1, 8))
        outbox.deliver_all(self.ago(1, 8))
        said = letter(self.grid.name, answers=last_from_house())
        take_mail(raw=said.as_bytes(), envelope_sender=STRANGER, now=self.ago(1, 7))
        outbox.deliver_all(self.ago(1, 7))

    def _newest(self, channel: str, address: str) -> Matter:
        told = MatterAddress.objects.filter(channel=channel, address=address)
        return told.select_related("matter").latest("id").matter

    # What waits for somebody

    def resting(self) -> None:
        """It rests until parts are here; a part of the work was asked of the community."""
        matter = self.said(
            cast.VOLUNTEER, self.ago(3, 4), "活动室的水龙头拧不紧，一直滴水。", "water"
        )
        at = self.ago(3, 2)
        self.taken(matter, at, "要换阀芯。")
        matter.refresh_from_db()
        tasks.ask(
            viewer=self.as_(self.handler(matter), at), matter_id=matter.pk, what="请社区采购同型号阀芯",
            post_id=self.chair.pk, due_on=tasks.last_day_of(matter, at), now=at,
        )  # fmt: skip
        at = self.ago(3, 1)
        until = calendar.today(self.now) + timedelta(days=4)
        matters.suspend(
            viewer=self.as_(self.handler(matter), at), matter_id=matter.pk, reason="parts",
            text="阀芯要从城里带来，到了就换。", until=until, now=at,
        )  # fmt: skip

    def waiting(self) -> None:
        """Handed back and not decided yet; and a likely repetition that nobody has joined yet."""
        tree = self.said(
            cast.CHIEF, self.ago(0, 4), "后山下来的树枝压着电话线，刮风就晃。", "greenery"
        )
        at = self.ago(0, 2)
        handing.return_(
            viewer=self.as_(self.handler(tree), at), matter_id=tree.pk, reason="other_duty",
            text="电话线归运营商，要上面出面联系。", now=at,
        )  # fmt: skip
        self.said(
            cast.VOLUNTEER, self.ago(0, 1), "活动室的水龙头拧不紧，一直在滴水，地上湿。", "water"
        )


ARTICLES = (
    (
        "老年人助餐怎么申请？",
        "本人或家人到服务点登记，带身份证；行动不便的由网格员上门登记。（演示内容）",
        ["elder_care"], "public",
    ),
    (
        "大件垃圾什么时候收？",
        "每周三、周六上午，提前一天放到集中点；搬不动的告诉网格员。（演示内容）",
        ["rubbish"], "public",
    ),
    (
        "楼道灯坏了先找谁？",
        "先看是否整栋停电；公共照明由社区联系维修，产权单位两天内到场。（演示内容）",
        ["lighting"], "staff",
    ),
)  # fmt: skip
WORDINGS: tuple[tuple[str, str, str, list[str]], ...] = (
    ("灯已换好", "fixed", "灯已换好，今晚请您再看一眼；不亮随时告诉我们。", ["lighting"]),
    ("说明去处", "answered", "这件事由服务点办理，周一至周日 8:30 到 17:30，可以先打电话。", []),
    ("暂时办不了", "cannot_fix", "这一次没能办成，原因和下一步写在这里：", []),
)  # fmt: skip
