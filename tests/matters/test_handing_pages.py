"""The pages on which a matter is sorted, handed back, decided and let rest, and what they say."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, post, viewer


def make(world: World) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def send(world: World, who: str, matter: Matter, step: str, **fields: str) -> HttpResponse:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    typed = {f"{step}-{name}": value for name, value in fields.items()}
    sent: HttpResponse = client.post(f"/matters/{matter.pk}/{step}/", typed, follow=True)
    return sent


def page(world: World, who: str, path: str) -> str:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    return str(client.get(path).content.decode())


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def test_a_matter_is_handed_back_and_decided_on_pages(world: World) -> None:
    matter = make(world)
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    send(world, "li", matter, "return", reason="other_duty", text="归供电所管")
    seen = page(world, "wang", f"/matters/{matter.pk}/")
    assert "由谁裁定" in seen
    assert "已退回：" in seen
    assert matter.reference in page(world, "sun", "/matters/inbox/?tab=decide")
    assert "tab=decide" in page(world, "sun", "/matters/inbox/")
    assert "tab=decide" in page(world, "li", "/matters/inbox/")
    place = str(world.next_grid.pk)
    decided = send(world, "sun", matter, "assign", place=place, text="灯杆在第二网格")
    assert "已裁定。相关各方都能看到您的理由。" in decided.content.decode()
    told = page(world, "wang", f"/matters/{matter.pk}/")
    assert f"已裁定：由{world.next_grid.name}办理" in told
    assert "灯杆在第二网格" in told
    assert matter.reference not in page(world, "sun", "/matters/inbox/?tab=decide")


def test_who_handed_on_finds_it_under_handed_on_until_it_is_taken_on(world: World) -> None:
    matter = make(world)
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    send(world, "li", matter, "refer", place=str(world.next_grid.pk), text="在第二网格")
    assert matter.reference in page(world, "li", "/matters/inbox/?tab=handed")
    assert "签收之前由谁负责" in page(world, "wang", f"/matters/{matter.pk}/")
    send(world, "chen", matter, "accept")
    assert matter.reference not in page(world, "li", "/matters/inbox/?tab=handed")
    assert "签收之前由谁负责" not in page(world, "wang", f"/matters/{matter.pk}/")


def test_the_resident_reads_why_it_rests_and_until_when(world: World) -> None:
    matter = make(world)
    send(world, "li", matter, "accept")
    send(world, "li", matter, "suspend", reason="parts", until=day(4), text="灯泡已订，周四到货")
    seen = page(world, "wang", f"/matters/{matter.pk}/")
    assert "挂起至" in seen
    assert "灯泡已订，周四到货" in seen
    wakes = timezone.localdate() + timedelta(days=4)
    assert f"挂起至 {wakes.month}月{wakes.day}日：" in seen
    assert "23:59:59" not in seen, "no raw instant, and not the day before"
    assert "挂起结束后，剩余的时限接着计算。" in seen
    resumed = send(world, "li", matter, "resume").content.decode()
    assert "已恢复办理，剩余的时限接着计算。" in resumed
    assert "挂起至" in page(world, "wang", f"/matters/{matter.pk}/"), "the timeline keeps it"


def test_a_refused_step_keeps_what_was_typed(world: World) -> None:
    matter = make(world)
    send(world, "li", matter, "accept")
    late = send(world, "li", matter, "suspend", reason="court", until=day(99), text="等开庭")
    assert late.status_code == 422
    assert "等开庭" in late.content.decode()
    bare = send(world, "li", matter, "return", reason="several", text="")
    assert bare.status_code == 422
    assert Matter.objects.get(pk=matter.pk).state == "accepted"


def test_a_kind_is_put_right_and_the_timeline_says_which(world: World) -> None:
    matter = make(world)
    put = send(world, "li", matter, "triage", category="water", text="其实是水管")
    assert "类别已更正" in put.content.decode()
    assert "已归为：漏水与下水" in page(world, "wang", f"/matters/{matter.pk}/")
    again = send(world, "li", matter, "triage", category="water")
    assert again.status_code == 422
