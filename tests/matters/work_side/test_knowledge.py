"""What is known: written by some, released by the head, found by all who work, offered to residents."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import actions
from maplebridge.matters.actions import knowledge
from maplebridge.matters.models import AnswerTemplate, Article, ArticleVersion, Matter
from maplebridge.matters.queries import knowledge as queries
from maplebridge.matters.rules import wordings
from maplebridge.matters.rules.states import ANSWER_CODES, ClosingCode
from tests.world import World, client_for, post, viewer

LAMP = ("路灯不亮了找谁？", "在本平台反映，供电所两个工作日内修。")


def write(
    world: World, words: tuple[str, str] = LAMP, *, released: bool = True, **more: Any
) -> Article:
    now = timezone.now()
    place = more.pop("place", world.community)
    article = knowledge.write_article(
        viewer=viewer(world.sun),
        words=knowledge.Words(*words, **({"audience": "public"} | more)),
        place_id=place.pk,
        now=now,
    )
    if released:
        knowledge.release_article(
            viewer=viewer(world.qian), article_id=article.pk, number=1, now=now
        )
        queries.forget_articles()
    return article


def page(world: World, who: str, path: str, **query: str) -> str:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    return str(client.get(path, query).content.decode())


def questions(world: World, who: str, typed: str = "") -> set[str]:
    found, _ = queries.articles(
        viewer(getattr(world, who)), typed, today=calendar.today(timezone.now())
    )
    return {one.question for one in found}


# Written, released, kept --------------------------------------------------------------------------


def test_a_draft_is_its_keepers_alone_until_the_head_releases_it(world: World) -> None:
    article = write(world, released=False)
    assert questions(world, "sun") == questions(world, "qian") == {LAMP[0]}
    assert questions(world, "li") == questions(world, "wu") == set()
    post(world.stranger, Role.HEAD, world.jurisdiction.root)
    assert questions(world, "stranger") == {LAMP[0]}
    with pytest.raises(Forbidden, check=lambda told: told.code == "article_head_releases"):
        knowledge.release_article(
            viewer=viewer(world.sun), article_id=article.pk, number=1, now=timezone.now()
        )
    knowledge.release_article(
        viewer=viewer(world.qian), article_id=article.pk, number=1, now=timezone.now()
    )
    assert questions(world, "li") == {LAMP[0]}


def test_a_new_wording_waits_while_the_old_one_is_used(world: World) -> None:
    article = write(world)
    now = timezone.now()
    knowledge.write_article(
        viewer=viewer(world.sun), words=knowledge.Words("路灯坏了怎么办？", "打供电热线。"),
        article_id=article.pk, now=now,
    )  # fmt: skip
    assert questions(world, "li") == {LAMP[0]}
    with pytest.raises(RuleBroken, check=lambda told: told.code == "article_written_meanwhile"):
        knowledge.release_article(
            viewer=viewer(world.qian), article_id=article.pk, number=1, now=now
        )
    knowledge.release_article(viewer=viewer(world.qian), article_id=article.pk, number=2, now=now)
    assert questions(world, "li") == {"路灯坏了怎么办？"}
    kept = ArticleVersion.objects.order_by("number").values_list("question", "written_by")
    assert list(kept) == [(LAMP[0], world.sun.pk), ("路灯坏了怎么办？", world.sun.pk)]
    assert "孙值班" in page(world, "sun", f"/matters/knowledge/{article.pk}/")


def test_search_finds_any_part_of_the_wording_in_use(world: World) -> None:
    write(world)
    write(world, ("办居住证要带什么？", "身份证和租房合同。"))
    assert questions(world, "li", "供电") == {LAMP[0]}
    assert questions(world, "li", "居住證") == {"办居住证要带什么？"}
    assert questions(world, "li", "没有的词") == set()
    knowledge.withdraw_article(
        viewer=viewer(world.qian), article_id=Article.objects.earliest("id").pk, now=timezone.now()
    )
    assert questions(world, "li", "供电") == set()


def test_pages_of_articles_follow_each_other_without_gap(world: World) -> None:
    for number in range(7):
        write(world, (f"第{number}问", "答。"))
    seen: list[str] = []
    after, today = "", calendar.today(timezone.now())
    while True:
        found, after = queries.articles(viewer(world.li), "", today=today, after=after, limit=3)
        seen += [one.question for one in found]
        if not after:
            break
    assert sorted(seen) == [f"第{number}问" for number in range(7)]


# Perhaps this answers it --------------------------------------------------------------------------


def test_a_resident_who_types_is_shown_what_may_answer_it_and_can_send(world: World) -> None:
    write(world)
    client = client_for(world.wang)
    client.cookies["django_language"] = "zh-hans"
    shown = client.get("/matters/report/kinds/", {"words": "楼下路灯不亮了"}).content.decode()
    assert "也许这就是答案" in shown
    assert LAMP[1] in shown
    sent = {"id": str(uuid4()), "words": "楼下路灯不亮了", "place": str(world.grid.pk)}
    assert client.post("/matters/report/", sent).status_code == 302
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"audience": "staff"}, "路灯不亮了"),
        ({"released": False}, "路灯不亮了"),
        ({}, "电梯困人"),
        ({}, "路"),
    ],
)
def test_what_is_not_for_residents_or_does_not_fit_is_not_shown(
    world: World, more: dict[str, Any], words: str
) -> None:
    write(world, **more)
    assert "也许这就是答案" not in page(world, "wang", "/matters/report/kinds/", words=words)


def test_an_article_of_another_community_or_past_its_day_is_not_shown(world: World) -> None:
    today = calendar.today(timezone.now())
    write(world, valid_until=today - timedelta(days=1))
    assert queries.perhaps("路灯不亮了", path=world.grid.path, today=today) == []
    write(world, valid_until=today)
    assert len(queries.perhaps("路灯不亮了", path=world.grid.path, today=today)) == 1
    assert queries.perhaps("路灯不亮了", path=world.other_grid.path, today=today) == []
    assert queries.perhaps("路灯不亮了", path="", today=today) == []


def test_the_article_that_shares_rare_words_comes_first(world: World) -> None:
    random.seed(3)
    for kind in ("供水", "供电", "供暖"):
        write(world, (f"{kind}的缴费窗口在哪里？", f"{kind}营业厅。"))
    today = calendar.today(timezone.now())
    found = queries.perhaps("请问供暖的缴费窗口", path=world.grid.path, today=today)
    assert found[0].question == "供暖的缴费窗口在哪里？"


# Wordings for answers -----------------------------------------------------------------------------


def keep(
    world: World, code: str = "cannot_fix", text: str = "很抱歉，{place}目前无法修复。", **more: Any
) -> AnswerTemplate:
    return knowledge.keep_template(
        viewer=viewer(world.sun), title=more.pop("title", "无法修"), code=code, text=text,
        place_id=world.community.pk, now=timezone.now(), **more,
    )  # fmt: skip


def make(world: World) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk, category="lighting")
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


@pytest.mark.parametrize("code", [c.value for c in ANSWER_CODES if c is not ClosingCode.FIXED])
@pytest.mark.parametrize(
    "text",
    ["路灯已修好，感谢反映。", "問題已經解決", "We are glad it is fixed.", "It has been repaired."],
)
def test_a_wording_for_another_end_never_says_that_it_was_fixed(
    world: World, code: str, text: str
) -> None:
    with pytest.raises(RuleBroken, check=lambda told: told.code == "template_says_fixed"):
        keep(world, code, text)
    keep(world, "fixed", text)


@pytest.mark.parametrize(
    "text",
    [
        "很抱歉，目前无法修复。",
        "这个问题尚未解决，请谅解。",
        "It cannot be fixed this year.",
        "It is not fixed yet.",
    ],
)
def test_saying_that_it_is_not_fixed_is_allowed(text: str) -> None:
    assert wordings.fits(ClosingCode.CANNOT_FIX, text.lower())


def test_only_known_placeholders_stand_in_braces(world: World) -> None:
    with pytest.raises(RuleBroken, check=lambda told: told.code == "template_placeholder"):
        keep(world, text="{name}您好")
    with pytest.raises(RuleBroken, check=lambda told: told.code == "template_placeholder"):
        keep(world, text="您好 { place")


def test_choosing_a_wording_fills_the_answer_without_a_script(world: World) -> None:
    matter, template = make(world), keep(world, text="{reference}：{place}无法修复，{day}。")
    shown = page(world, "li", f"/matters/{matter.pk}/", template=str(template.pk))
    today = calendar.today(timezone.now()).isoformat()
    assert f"{matter.reference}：{world.grid.name}无法修复，{today}。" in shown
    assert re.search(r'name="answer-code" value="cannot_fix"[^>]* checked', shown)


def test_a_wording_sent_for_another_end_is_refused_and_kept(world: World) -> None:
    matter, template = make(world), keep(world)
    client = client_for(world.li)
    text = f"很抱歉，{world.grid.name}目前无法修复。"
    sent = {"answer-template": str(template.pk), "answer-text": text, "answer-code": "fixed"}
    answer = client.post(f"/matters/{matter.pk}/answer/", sent)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert Matter.objects.get().state == "received"
    sent["answer-code"] = "cannot_fix"
    assert client.post(f"/matters/{matter.pk}/answer/", sent).status_code == 302


def test_only_wordings_of_the_place_and_kind_are_offered(world: World) -> None:
    matter = make(world)
    keep(world, title="别的类别", kinds=["water"])
    keep(world, title="这个类别", kinds=["lighting"])
    shown = page(world, "li", f"/matters/{matter.pk}/")
    assert "这个类别" in shown
    assert "别的类别" not in shown
    assert "这个类别" not in page(world, "wu", "/matters/wordings/")


def test_forms_keep_what_was_typed_and_say_why(world: World) -> None:
    client = client_for(world.sun)
    sent = {"title": "好", "code": "cannot_fix", "text": "已修好", "place": str(world.community.pk)}
    answer = client.post("/matters/wordings/add/", sent)
    assert answer.status_code == 422
    assert "已修好" in answer.content.decode()
    added = client.post(
        "/matters/knowledge/add/",
        {"question": "问", "answer": "答", "audience": "staff", "place": str(world.community.pk)},
    )
    assert added.status_code == 302
    assert ArticleVersion.objects.get().question == "问"
