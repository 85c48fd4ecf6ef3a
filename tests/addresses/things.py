"""One thing of each kind, so that every address with an id in it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from maplebridge.channels.models import Outgoing, PushDevice, Sender, Webhook
from maplebridge.core import calendar, files
from maplebridge.core.models import Delivery
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.matters import actions
from maplebridge.matters import public as matters
from maplebridge.matters.actions import grouping, knowledge, links, tasks
from maplebridge.matters.actions.co_reporters import hearing_token
from maplebridge.matters.models import CoReporter, ImportRun, TriageModel
from maplebridge.organisations import actions as actions_of_organisations
from maplebridge.organisations.models import OrganisationPlace
from maplebridge.people import actions as actions_of_people
from maplebridge.people.models import (
    Account,
    Leave,
    Mandate,
    Person,
    Post,
    ProgramToken,
    TeamMember,
)
from maplebridge.review.models import CallBack, CallSample, MonthlyReview, Proposal
from maplebridge.review.rules.changes import Kind, Wanted, stored
from maplebridge.square import actions as square
from maplebridge.territory.models import ServicePoint, ServicePointGrid, Zone
from maplebridge.timebank import actions as timebank
from maplebridge.timebank.models import Kinship, Request, Visit
from maplebridge.timebank.rules.windows import Weekly
from tests import world
from tests.addresses.coffers import bank_bodies
from tests.addresses.hamlet import rules_bodies, rules_of_the_grid
from tests.addresses.hotline import prepared
from tests.addresses.quarrel import quarrel
from tests.addresses.village import bank_with_a_shop


@dataclass(frozen=True)
class Things:
    """The people by column, identifiers by the name in the URL patterns, bodies by address.

    Beyond the columns: ma, head of the whole jurisdiction; luo, who works in another community, calls
    back from there and may enter staff mode.
    """

    people: dict[str, Person | None]
    ids: dict[str, Any]
    bodies: dict[str, dict[str, Any]]


def make_things() -> Things:
    """The cast, and Wang's matter with a photo, already routed to Li."""
    cast = world.build_world()
    now = timezone.now()
    upload: UploadedFile = world.photo()
    picture = files.ingest(upload, now=now)
    reported = matters.report(
        viewer=world.viewer(cast.wang),
        sent=matters.Report(
            id=uuid4(),
            words="楼道的灯不亮了",
            category="lighting",
            place_id=cast.grid.pk,
            photos=(picture.pk,),
        ),
        now=now,
    )
    photo = matters.MatterPhoto.objects.get(event__matter=reported.matter)
    delivery = Delivery.objects.filter(fact__kind="MatterReported").first()
    assert delivery is not None
    zone = Zone.objects.create(name="示範功能區", source="test")
    point = ServicePoint.objects.create(name="東社區驛站", place=cast.grid)
    ServicePointGrid.objects.create(service_point=point, grid=cast.grid)
    member = _team(point, cast)
    keeper = world.person("周总值", "13900000009")
    world.post(keeper, Role.OPERATOR, cast.jurisdiction.root)
    view = actions.save_view(
        viewer=world.viewer(cast.sun), name="楼道灯", filters={"q": "灯"}, now=now
    )
    ids = {
        **_imported(cast, now),
        **_known(cast, now),
        **_review(cast, reported.matter.pk),
        "view_id": view.pk,
        "matter_id": reported.matter.pk,
        "photo_id": photo.pk,
        "task_id": _task(cast, reported.matter, now),
        "group_id": _group(cast, reported.matter, now),
        "delivery_id": delivery.pk,
        "opening": links.link_for(reported.matter.pk, now=now),
        "zone_id": zone.pk,
        "point_id": point.pk,
        "place_id": cast.grid.pk,
        "door_id": cast.building.pk,
        "home_id": cast.home.pk,
        "token_id": _key(cast.wang).pk,
        "post_id": cast.li_post.pk,
        "person_id": cast.wang.pk,
        **_public(cast),
        **_promised(cast, now),
        **_outside(cast.wang, now),
        **_messages(cast.wang, now),
        **_hours(cast, now),
        **_village(cast, now),
    }
    return Things(
        _columns(cast, keeper),
        ids | _open311(reported.matter) | _made_up(),
        _bodies(cast) | dict.fromkeys(("people:leave_team", "people:lead_team"), member),
    )


def _village(cast: world.World, now: datetime) -> dict[str, Any]:
    return {
        **rules_of_the_grid(cast, now), **bank_with_a_shop(cast, now), **quarrel(cast, now)
    }  # fmt: skip


def _team(point: ServicePoint, cast: world.World) -> dict[str, Any]:
    """Qian leads the team of the service point and Sun is in it, who can go or lead."""
    for post in Post.objects.filter(person__in=[cast.qian, cast.sun]).order_by("path"):
        actions_of_people.join_team(
            viewer=SYSTEM, point_id=point.pk, post_id=post.pk, now=timezone.now()
        )
    return {"member": str(TeamMember.objects.get(post__person=cast.sun).pk)}


def _task(cast: world.World, matter: matters.Matter, now: datetime) -> Any:
    """A part of Wang's matter that Li asked of Sun."""
    return tasks.ask(
        viewer=world.viewer(cast.li), matter_id=matter.pk, what="换灯座",
        post_id=Post.objects.get(person=cast.sun).pk, due_on=calendar.today(now), now=now,
    ).pk  # fmt: skip


def _group(cast: world.World, matter: matters.Matter, now: datetime) -> Any:
    """A group that Sun leads, with Wang's matter in it."""
    sun = world.viewer(cast.sun)
    group = grouping.make_group(
        viewer=sun, id=uuid4(), name="楼道线路老化", matter_ids=[matter.pk], now=now
    )
    grouping.add(viewer=sun, group_id=group.pk, matter_id=matter.pk, now=now)
    return group.pk


def _tasks(cast: world.World) -> dict[str, dict[str, Any]]:
    """What is sent about the parts of a matter."""
    asked = {
        "what": "通知物业",
        "due_on": calendar.today(timezone.now()).isoformat(),
    }
    post = str(Post.objects.get(person=cast.sun).pk)
    form = {f"task-{key}": value for key, value in asked.items()}
    return {
        "matters:ask_task": form | {"task-id": str(uuid4()), "task-post": post},
        "matters:finish_task": {"finish-text": "换好了"},
        "matters:drop_task": {"drop-text": "不用换"},
        "matters:add_to_group": {"add-reference": "M-2026-999999"},
        "matters:tell_group": {"news-id": str(uuid4()), "news-text": "电工下午来"},
        "matters:answer_group": {
            "answer-id": str(uuid4()),
            "answer-text": "线路换好了",
            "answer-code": "fixed",
            "answer-left": "灯座下周换",
        },
        "matters:change_group": {"name": "线路老化", "lead": post},
        **_api_of_groups(asked | {"post_id": post}),
        "api:ask_for_part": asked | {"post_id": post},
        "api:finish_task": {"text": "换好了"},
        "api:drop_task": {"text": "不用换"},
    }


def _api_of_groups(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    words = {"id": str(uuid4()), "text": "线路换好了"}
    return {
        "api:make_group": words | {"name": "线路老化", "matters": [str(uuid4())]},
        "api:add_members": {"matters": [str(uuid4())]},
        "api:remove_member": {"matter_id": str(uuid4())},
        "api:change_group": {"name": "线路老化"},
        "api:tell_group": words,
        "api:answer_group": words | {"code": "fixed", "left": "灯座下周换"},
        "api:ask_for_group": part,
        "api:name_recourse": {"kind": "petition"},
        "api:end_recourse": {},
    }


def _timebank() -> dict[str, dict[str, Any]]:
    """What is sent about a visit, and minutes that nobody has yet."""
    give = {"id": str(uuid4()), "minutes": "5"}
    return {
        "timebank:decide": {"minutes": "0", "answer": "核实过了"},
        "timebank:dispute": {"words": "没有来"},
        "timebank:rate": {"stars": "5"},
        "timebank:type_card": {"came": "00:00", "left": "00:01"},
        "timebank:donate": give,
        "timebank:give": give,
    }


def _open311(matter: matters.Matter) -> dict[str, str]:
    return {"service_code": "lighting", "form": "json", "asked": matter.reference}


def _promised(cast: world.World, now: datetime) -> dict[str, Any]:
    """Li goes on leave, Chen may act for Wang and is asked to act for a company."""
    leave = Leave.objects.create(
        person=cast.li,
        first_day=now.date() + timedelta(days=30),
        last_day=now.date() + timedelta(days=31),
    )
    mandate = Mandate.objects.create(
        grantor=cast.wang,
        agent=cast.chen,
        valid_from=now.date(),
        valid_to=now.date() + timedelta(days=30),
    )
    return {"leave_id": leave.pk, "mandate_id": mandate.pk, **_organisation(cast, now)}


def _organisation(cast: world.World, now: datetime) -> dict[str, Any]:
    """Sun entered a company of the community and asked Chen to act for it."""
    sun, place = world.viewer(cast.sun), cast.community.pk
    entry = actions_of_organisations.Entry(name="楓林物业", kind="property")
    found = actions_of_organisations.enter(viewer=sun, entry=entry, place_id=place, now=now)
    asked = actions_of_organisations.invite(
        viewer=sun, organisation_id=found.pk, name=cast.chen.name, phone=cast.chen.phone,
        until=calendar.today(now) + timedelta(days=90), now=now,
    )  # fmt: skip
    return {"organisation_id": found.pk, "delegate_id": asked.pk}


def _about_organisations(cast: world.World) -> dict[str, dict[str, Any]]:
    """What is sent about the company: Wang is asked too, and where it is active."""
    active = OrganisationPlace.objects.get(place=cast.community)
    return {
        "organisations:invite": {"name": "王奶奶", "phone": cast.wang.phone, "until": _soon()},
        "organisations:add_place": {"place": str(cast.community.pk)},
        "organisations:end_place": {"active": str(active.pk)},
    }


def _review(cast: world.World, matter_id: Any) -> dict[str, Any]:
    """A review and a proposal of the community, and a call that another community makes."""
    now = timezone.now()
    month, place = now.date().replace(day=1), cast.community
    figures = {"total": {}, "kinds": {}, "places": {}, "sorted": []}
    review = MonthlyReview.objects.create(
        place=place, path=place.path, month=month, figures=figures, drafted_at=now
    )
    drawn = CallSample.objects.create(month=month, seed="0", share_bp=500, closed=1, drawn_at=now)
    call = CallBack.objects.create(
        sample=drawn, matter_id=matter_id, community=place, caller=cast.other_community,
        drawn_at=now,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        place=place, path=place.path, kind="staffing", why="忙", made_at=now,
        made_by=cast.li_post, change=stored(Wanted(Kind.STAFFING, posts=1)),
    )  # fmt: skip
    return {"review_id": review.pk, "call_id": call.pk, "proposal_id": proposal.pk}


def _made_up() -> dict[str, Any]:
    """What stands for nothing that is here."""
    return {
        "upload_id": uuid4(),
        "token": "not-a-token",
        "code": "ABCD-EFGH",
        "version": "2026-01",
        "ending": "xlsx",
        "pk": 1,
    }


def _known(cast: world.World, now: datetime) -> dict[str, Any]:
    """An article in use, and a wording for answers, both of Sun's community."""
    words = knowledge.Words("路灯坏了找谁？", "在这里反映，两个工作日内修。", audience="public")
    sun, place = world.viewer(cast.sun), cast.community.pk
    article = knowledge.write_article(viewer=sun, words=words, place_id=place, now=now)
    head = world.viewer(cast.qian)
    knowledge.release_article(viewer=head, article_id=article.pk, number=1, now=now)
    template = knowledge.keep_template(
        viewer=sun,
        title="已换灯泡",
        code="fixed",
        text="{place}的灯已换好。",
        place_id=place,
        now=now,
    )
    return {"article_id": article.pk, "template_id": template.pk}


def _key(who: Person) -> ProgramToken:
    now = timezone.now()
    return ProgramToken.objects.create(
        account=who.account,
        name="程序",
        digest="0" * 64,
        scopes="matters.read",
        ends_on=now.date() + timedelta(days=30),
        created_at=now,
    )


def _messages(who: Person, now: datetime) -> dict[str, Any]:
    """A message to somebody that did not arrive, and the WeChat that they proved to be theirs."""
    message = Outgoing.objects.create(
        channel="sms", to="13900000001", text="x", state="failed", error="away",
        made_at=now, queued_at=now, due_at=now, expires_at=now,
    )  # fmt: skip
    sender = Sender.objects.create(
        channel="wechat", account="gh_test", address="open-id", person=who, proved_at=now
    )
    return {"outgoing_id": message.pk, "sender_id": sender.pk}


def _outside(who: Person, now: datetime) -> dict[str, Any]:
    """A browser and a program that are told, and a message to it that was given up."""
    device = PushDevice.objects.create(
        person=who, endpoint="https://fcm.googleapis.com/x", point="x", auth="x", created_at=now
    )
    hook = Webhook.objects.create(
        name="区平台", url="https://hooks.example/", types="matter.reported", created_at=now
    )
    told = hook.deliveries.create(
        kind="matter.reported", body="{}", state="failed", tries=1, made_at=now, finished_at=now
    )
    return {"webhook_id": hook.pk, "told_id": told.pk, "device_id": device.pk}


def _public(cast: world.World) -> dict[str, Any]:
    """A matter that everybody reads, with one photo and its public copy."""
    public = world.publish(cast)
    picture = public.pictures.get()
    followed = square.follow_area(
        viewer=world.viewer(cast.chen), area_id=cast.community.pk, category="",
        now=timezone.now(),
    )  # fmt: skip
    CoReporter.objects.create(matter=public.matter, person=cast.chen, joined_at=timezone.now())
    square.ask_for_help(
        viewer=world.viewer(cast.li), matter_id=public.matter_id, words="扶一下梯子",
        now=timezone.now(),
    )  # fmt: skip
    return {
        "area_id": cast.community.pk,
        "following_id": followed.pk,
        "public_id": public.matter_id,
        "original_id": picture.photo_id,
        "picture_id": picture.pk,
        "hearing": hearing_token(cast.chen.pk, public.matter_id),
        "stop_token": square.stop_token(cast.chen.pk, public.matter_id),
    }


def _hours(cast: world.World, now: datetime) -> dict[str, Any]:
    """Wang asked for help today and Chen, who was there before, goes; Wang may give minutes to Chen."""
    rules = timebank.rules_for(calendar.today(now), now=now)
    offer = timebank.offer(
        viewer=world.viewer(cast.chen), now=now,
        sent=timebank.Offering(skills=("company",), weekly=(Weekly(0, 480, 720),)),
    )  # fmt: skip
    today = calendar.today(now)
    asked = Request.objects.create(
        reference="H-2026-900001", elder=cast.wang, entered_by=cast.wang, channel="self",
        kind="company", minutes=60, windows=[[today.isoformat(), 0, 1440]], last_day=today,
        place=cast.grid, path=cast.home.path, state="agreed", day=today, first=0, last=1440,
        secret="00" * 32, rules=rules, asked_at=now,
    )  # fmt: skip
    visit = Visit.objects.create(
        request=asked, member=offer.member, stage="accepted", first_time=False,
        proposed_by=cast.sun, proposed_at=now,
    )  # fmt: skip
    tie = Kinship.objects.create(
        giver=cast.wang, relative=cast.chen, relation="parent", age_reached=60, seen_by=cast.sun,
        seen_at=now, used_at=now,
    )  # fmt: skip
    return {
        "help_id": asked.pk, "visit_id": visit.pk, "member_id": offer.member_id, "tie_id": tie.pk,
    }  # fmt: skip


def _soon() -> str:
    return (timezone.now().date() + timedelta(days=5)).isoformat()


def _columns(cast: world.World, keeper: Person) -> dict[str, Person | None]:
    return {
        "visitor": None,
        "wang": cast.wang,
        "chen": cast.chen,
        "li": cast.li,
        "zhao": cast.zhao,
        "sun": cast.sun,
        "qian": cast.qian,
        "zhou": keeper,
        "wu": cast.wu,
        **_beyond(cast),
    }


def _beyond(cast: world.World) -> dict[str, Person]:
    """Those for whom the few pages are that nobody in the columns may see."""
    ma, luo = world.person("马区长", "13900000010"), world.person("罗回访", "13900000011")
    world.post(ma, Role.HEAD, cast.jurisdiction.root)
    world.post(luo, Role.OPERATOR, cast.other_community)
    Account.objects.filter(person=luo).update(may_staff=True)
    return {"ma": ma, "luo": luo}


def _imported(cast: world.World, now: datetime) -> dict[str, Any]:
    """A workbook of the old hotline, read, of which one row could not be taken; a sorting model."""
    run = ImportRun.objects.create(
        source="12345", name="旧热线.xlsx", digest="0" * 64, content={}, state="done",
        row=3, rows=2, taken=1, refused=1, began_at=now, moved_at=now,
    )  # fmt: skip
    run.refusals.create(row=3, number="2019-7", reason="words_missing")
    model = TriageModel.objects.create(made_at=now, source="old.csv", content=b"")
    return {"run_id": run.pk, "model_id": model.pk, **prepared(now)}


def _bodies(cast: world.World) -> dict[str, dict[str, Any]]:
    """What is sent to the addresses that need something sent."""
    return {
        "matters:answer": {
            "answer-text": "灯泡已换好",
            "answer-code": "fixed",
            "answer-left": "灯座下周换",
        },
        "matters:refer": {"refer-place": str(cast.next_grid.pk), "refer-text": "在第二网格"},
        "matters:place": {"place": str(cast.next_grid.pk), "text": "在第二网格"},
        "matters:triage": {"triage-category": "water"},
        "matters:return": {"return-reason": "other_duty", "return-text": "归供电所管"},
        "matters:assign": {"assign-place": str(cast.grid.pk), "assign-text": "灯杆在第一网格"},
        "matters:suspend": {
            "suspend-reason": "parts",
            "suspend-text": "灯泡已订",
            "suspend-until": _soon(),
        },
        "matters:upload": {"size": "1", "sha256": "0" * 64},
        "matters:words": {"words-text": "还没有好"},
        "matters:rate": {"rate-stars": "5", "rate-solved": "yes"},
        "matters:recourse": {"recourse-kind": "petition"},
        "matters:dispute": {"dispute-text": "灯又坏了"},
        "matters:duplicate": {"duplicate-reference": "M-2026-000001"},
        "review:conclude": {"text": "照明要换"},
        "review:decide": {"decision": "adopt"},
        "matters:contact": {"contact-reason": "上门前打电话"},
        "square:ask": {"words": "扶一下梯子"},
        "square:claim": {"until": _soon()},
        "square:done": {"text": "好了"},
        "square:confirm": {"text": "好了"},
        "square:refuse": {"reason": "照片里有人"},
        **_tasks(cast),
        **_about_organisations(cast),
        **rules_bodies(),
        **bank_bodies(),
        **_timebank(),
        "api:answer_matter": {"text": "灯泡已换好", "code": "fixed", "left": "灯座下周换"},
        "api:rate_matter": {"stars": 5, "solved": True},
        "api:add_words": {"text": "还没有好"},
        "api:dispute_answer": {"text": "灯又坏了"},
        "api:refer_matter": {"place_id": str(cast.next_grid.pk), "text": "在第二网格"},
        "api:return_matter": {"reason": "other_duty", "text": "归供电所管"},
        "api:assign_matter": {"place_id": str(cast.grid.pk), "text": "灯杆在第一网格"},
        "api:triage_matter": {"category": "water"},
        "api:suspend_work": {"reason": "parts", "text": "灯泡已订", "until": _soon()},
        "api:close_duplicate": {"reference": "M-2026-000001"},
        "api:show_contact": {"reason": "上门前打电话"},
        "people:language": {"language": "en"},
        "people:vouch": {"phone": cast.wang.phone},
        "territory:leave_zone": {"place": str(cast.grid.pk)},
        "people:witness": {"agent": str(cast.chen.pk)},
    }
