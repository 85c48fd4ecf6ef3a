"""An operator says on the page what an old hotline's workbook means, and then it comes in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maplebridge.core import outbox
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Role
from maplebridge.matters.actions import importing, importing_drafts
from maplebridge.matters.models import ImportDraft, ImportRun, Matter
from maplebridge.matters.queries import fold
from maplebridge.matters.rules import legacy_drafts as drafts
from maplebridge.matters.rules import legacy_guess as guess
from maplebridge.matters.rules.legacy_survey import FIRST, from_json, names_a_person, survey_of
from tests.matters.work_side.sheets import HEADER, USUAL, csv_bytes, old_row, usual_row, xlsx_bytes
from tests.world import World, client_for, person, post

NEW = "/matters/imports/new/"


def usual(rows: Sequence[Sequence[str]]) -> list[tuple[int, dict[str, str]]]:
    return [(at, dict(zip(USUAL, row, strict=True))) for at, row in enumerate(rows, 2)]


@pytest.fixture
def client(world: World) -> Any:
    keeper = person("周总值", "13900000009")
    post(keeper, Role.OPERATOR, world.jurisdiction.root)
    made = client_for(keeper)
    made.cookies["django_language"] = "zh-hans"
    return made


def bring(client: Any, content: bytes, name: str = "旧工单.xlsx", *, seen: bool = True) -> str:
    """The address of the workbook once it was chosen, and looked through."""
    answer = client.post("/matters/imports/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    if seen:
        outbox.deliver_all()
    return str(answer["Location"])


def proposed(page: str) -> dict[str, str]:
    """What a browser would send of a page whose reader changes nothing."""
    form = page[page.index('method="post"') :]
    sent = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        sent[name] = chosen[1] if chosen else ""
    return sent


def say_yes(client: Any, address: str, **more: str) -> str:
    """Send the page of columns, and every page of words, as they are proposed; where that leads."""
    sent = proposed(client.get(address).content.decode()) | more
    answer = client.post(address, sent)
    while answer.status_code == 302 and "/words/" in answer["Location"]:
        words = answer["Location"]
        answer = client.post(words, proposed(client.get(words).content.decode()))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def run_of(client: Any, address: str, how: str) -> ImportRun:
    answer = client.post(f"{address}begin/", {"how": how})
    outbox.deliver_all()
    return ImportRun.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("供水", "water"),
        ("市政供水", "water"),
        ("环卫保洁", "rubbish"),
        ("园林绿化", "greenery"),
        ("投诉", ""),
    ],
)
def test_the_words_by_which_offices_sort_are_guessed(client: Any, word: str, kind: str) -> None:
    address = bring(client, xlsx_bytes([usual_row(1, 诉求类型=word)], header=USUAL))
    sent = proposed(client.get(address).content.decode())
    words = client.post(address, sent)["Location"]
    while "/category/" not in words:
        words = client.post(words, proposed(client.get(words).content.decode()))["Location"]
    assert list(proposed(client.get(words).content.decode()).values())[-1] == kind


def test_what_is_needed_when_no_column_says_it_is_not_called_optional(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    page = client.get(address).content.decode()
    label = re.search(r'<label[^>]*for="id_default_closing">(.*?)</label>', page, re.DOTALL)
    assert label is not None
    assert "选填" not in label[1]
    assert page.count("（选填）") >= 5, "others are"
    assert "没有列写明办结方式时必须选定" in page


# From the file to its matters -------------------------------------------------------------------


def test_a_usual_workbook_is_taken_over_by_saying_yes_to_what_is_proposed(client: Any) -> None:
    rows = [
        usual_row(1),
        usual_row(2, 诉求类型="停水", 工单状态="办理中", 办理结果="", 办结时间=""),
    ]
    address = bring(client, xlsx_bytes(rows, header=USUAL))
    look = say_yes(client, address)
    page = client.get(look).content.decode()
    assert "前 2 行都可以导入" in page
    assert not Matter.objects.exists()
    run = run_of(client, address, "real")
    assert (run.state, run.taken, run.refused, run.total) == ("done", 2, 0, 2)
    closed, open_one = Matter.objects.order_by("legacy__number")
    assert (closed.state, closed.closing_code, closed.category) == ("closed", "fixed", "lighting")
    assert closed.place.name == "東社區"
    assert (open_one.state, open_one.category) == ("accepted", "water")
    assert run.source == "旧工单"
    assert not ImportDraft.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_stands_in_the_columns_of_callers_is_neither_kept_nor_shown(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1, 诉求内容="请回电13812345678")], header=USUAL))
    draft = ImportDraft.objects.get()
    kept = json.dumps(draft.seen, ensure_ascii=False)
    page = client.get(address).content.decode()
    for text in (kept, page):
        assert "张三" not in text
        assert "13812345678" not in text
    assert draft.seen["left_out"] == ["来电人姓名", "联系电话"]
    assert "来电人姓名" in page


def test_a_trial_keeps_the_workbook_so_that_it_can_be_taken_over(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1), usual_row(2)], header=USUAL))
    say_yes(client, address)
    tried = run_of(client, address, "trial")
    assert (tried.state, tried.trial, tried.taken) == ("done", True, 2)
    assert not Matter.objects.exists()
    page = client.get(f"/matters/imports/{tried.pk}/").content.decode()
    assert f"{address}look/" in page
    assert run_of(client, address, "real").taken == 2
    assert Matter.objects.count() == 2


def test_the_same_headings_next_week_are_answered_as_the_last_time(client: Any) -> None:
    first = bring(client, csv_bytes([old_row(1, 类别="怪事", 社区="東社區")]), "一.csv")
    say_yes(client, first, default_category="water", source="老热线")
    run_of(client, first, "real")
    second = bring(
        client,
        csv_bytes([old_row(1, 社区="東社區"), old_row(2, 类别="怪事", 社区="東社區")]),
        "二.csv",
    )
    page = client.get(second).content.decode()
    assert "以前导入过同样表头的工作簿" in page
    assert proposed(page)["source"] == "老热线"
    say_yes(client, second)
    run = run_of(client, second, "real")
    assert (run.taken, run.known) == (1, 1)


# What is asked ----------------------------------------------------------------------------------


def test_nothing_is_begun_before_every_page_of_words_was_answered(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    client.post(address, proposed(client.get(address).content.decode()))
    answer = client.get(f"{address}look/")
    assert answer.status_code == 302
    assert "/words/state/1/" in answer["Location"]
    client.post(f"{address}begin/", {"how": "real"})
    assert not ImportRun.objects.exists()
    say_yes(client, address)
    assert client.get(f"{address}look/").status_code == 200


def test_what_is_refused_keeps_what_was_chosen(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    sent = proposed(client.get(address).content.decode())
    wrong = sent | {
        "number": "",
        "answer": "满意度",
        "default_place": "没有这里",
        "source": "老热线",
    }
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有叫“没有这里”的地点" in page
    kept = proposed(page)
    assert (kept["answer"], kept["default_place"], kept["source"]) == (
        "满意度",
        "没有这里",
        "老热线",
    )
    assert ImportDraft.objects.get().content == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"state": ""}, "default_state"),
        ({"closing": ""}, "default_closing"),
        ({"category": ""}, "default_category"),
        ({"place": ""}, "default_place"),
        ({"lon": "满意度"}, "lat"),
        ({"state": "诉求内容"}, "state"),
        ({"words": ""}, "words"),
        ({"source": ""}, "source"),
    ],
)
def test_a_choice_by_which_every_row_would_be_refused_is_told_at_its_field(
    client: Any, change: dict[str, str], field: str
) -> None:
    rows = [usual_row(n, 诉求内容=f"第{n}盏路灯不亮" * 10) for n in range(2)]
    address = bring(client, xlsx_bytes(rows, header=USUAL))
    sent = proposed(client.get(address).content.decode()) | change
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()


def test_a_word_that_means_nothing_here_is_counted_and_its_rows_are_refused(client: Any) -> None:
    rows = [usual_row(1), usual_row(2, 工单状态="飞走了"), usual_row(3, 工单状态="飞走了")]
    address = bring(client, xlsx_bytes(rows, header=USUAL))
    page = client.get(say_yes(client, address)).content.decode()
    assert "有 2 行不会导入" in page
    assert "飞走了" in page
    run = run_of(client, address, "real")
    assert (run.taken, run.refused) == (1, 2)
    assert set(run.refusals.values_list("reason", "column")) == {("state_unknown", "工单状态")}


def test_a_place_that_nobody_knows_by_this_name_is_asked_for(client: Any) -> None:
    address = bring(
        client, xlsx_bytes([usual_row(1), usual_row(2, 所属社区="东社区居委会")], header=USUAL)
    )
    chosen = client.post(address, proposed(client.get(address).content.decode()))
    words = re.sub("words/.*", "words/place/1/", chosen["Location"])
    page = client.get(words).content.decode()
    assert "东社区居委会" in page
    name = next(name for name in proposed_names(page) if name.startswith("w-"))
    refused = client.post(words, {name: "没有这里"})
    assert refused.status_code == 422
    assert "没有这里" in refused.content.decode()
    client.post(words, {name: "東社區"})
    say_yes(client, address)
    assert run_of(client, address, "real").taken == 2


def proposed_names(page: str) -> list[str]:
    return re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', page)


def test_choosing_another_column_lets_the_old_ones_words_go(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    say_yes(client, address)
    sent = proposed(client.get(address).content.decode())
    answer = client.post(address, sent | {"category": "承办单位"})
    assert answer["Location"].endswith("/words/category/1/")
    assert "城管局" in client.get(answer["Location"]).content.decode()


def test_each_bad_cell_of_the_first_rows_is_shown_with_its_reason(client: Any) -> None:
    bad = usual_row(2, 受理时间="昨天", 诉求内容="", 工单状态="飞走了")
    rows = [usual_row(1), bad, *[usual_row(n) for n in range(3, 40)]]
    address = bring(client, xlsx_bytes(rows, header=USUAL))
    page = client.get(say_yes(client, address)).content.decode()
    for why in ("时间无法识别", "没有诉求内容", "对照表里没有的状态"):
        assert why in page, why
    assert "“昨天”" in page
    assert f"GD2026{FIRST:06}" in page
    assert f"GD2026{FIRST + 1:06}" not in page


def test_the_answers_are_the_map_of_the_command_line(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    say_yes(client, address)
    told = json.loads(client.get(f"{address}map.json").content)
    assert told["columns"]["number"] == "工单编号"
    assert importing.map_of(told, timezone.now()).states == {"已办结": "closed"}


# Files that cannot be read, and the time between ------------------------------------------------


def test_the_page_waits_for_the_worker_and_renews_itself_until_it_is_held(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL), seen=False)
    answer = client.get(address)
    assert "正在浏览工作簿" in answer.content.decode()
    assert answer["Refresh"]
    assert "Refresh" not in client.get(f"{address}?still")
    outbox.deliver_all()
    answer = client.get(address)
    assert "Refresh" not in answer
    assert "各列是什么内容" in answer.content.decode()


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", "工单编号,内容\n".encode(), b""])
def test_a_workbook_that_cannot_be_read_says_so_on_its_page(client: Any, content: bytes) -> None:
    if not content:
        answer = client.post("/matters/imports/", {"file": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422
        return
    address = bring(client, content)
    draft = ImportDraft.objects.get()
    assert draft.problem
    assert draft.problem in client.get(address).content.decode()
    client.post(f"{address}drop/")
    assert not ImportDraft.objects.exists()
    assert not StoredFile.objects.exists()


def test_another_sheet_of_the_workbook_is_looked_through_instead(client: Any) -> None:
    import io

    from maplebridge.core.tables import Column, Table, write_xlsx

    file = io.BytesIO()
    write_xlsx(
        file,
        [
            Table("说明", [Column("甲")], [["乙"]]),
            Table("工单", [Column(name) for name in USUAL], [usual_row(1)]),
        ],
    )
    address = bring(client, file.getvalue())
    assert "<option selected>说明" not in client.get(address).content.decode()
    client.post(f"{address}sheet/", {"sheet": "工单"})
    outbox.deliver_all()
    say_yes(client, address)
    assert run_of(client, address, "real").taken == 1


def test_a_stopped_run_is_read_on_from_its_page(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = bring(client, xlsx_bytes([usual_row(n) for n in range(600)], header=USUAL))
    say_yes(client, address)
    monkeypatch.setattr(importing, "SITTING_SECONDS", -1)
    answer = client.post(f"{address}begin/", {"how": "real"})
    outbox.deliver_due(1)
    assert Matter.objects.count() == importing.PIECE
    run = ImportRun.objects.get()
    page = client.get(answer["Location"])
    assert page["Refresh"]
    assert "已读 500 行，共 600 行" in page.content.decode()
    importing.stop_import(run_id=run.pk, problem="磁盘满了", now=timezone.now())
    outbox.deliver_all()
    assert "继续读取" in client.get(answer["Location"]).content.decode()
    client.post(f"{answer['Location']}resume/")
    outbox.deliver_all()
    run.refresh_from_db()
    assert (run.state, run.taken, run.problem) == ("done", 600, "")
    client.post(f"{answer['Location']}resume/")
    assert "没有停止" in client.get(answer["Location"]).content.decode()


def test_a_workbook_being_prepared_goes_in_time(client: Any) -> None:
    bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    moved = ImportDraft.objects.get().moved_at
    importing.purge_imports(now=moved + timedelta(days=6))
    assert ImportDraft.objects.exists()
    importing.purge_imports(now=moved + timedelta(days=8))
    assert not ImportDraft.objects.exists()
    assert not StoredFile.objects.exists()


# Rules ------------------------------------------------------------------------------------------


def test_usual_headings_are_recognised_and_those_of_people_are_not_offered() -> None:
    survey = survey_of(usual([usual_row(n) for n in range(30)]))
    assert guess.guess_columns(survey, {"東社區"}, fold) == {
        "number": "工单编号", "words": "诉求内容", "reported_at": "受理时间", "state": "工单状态",
        "closing": "办理结果", "answer": "答复内容", "closed_at": "办结时间", "category": "诉求类型",
        "place": "所属社区", "place_text": "诉求地址", "channel": "诉求来源",
    }  # fmt: skip
    assert survey.left_out == ("来电人姓名", "联系电话")


def test_traditional_headings_are_recognised_alike() -> None:
    cells = {
        "工單編號": "A1",
        "來電時間": "2026-01-02 08:00",
        "訴求內容": "路燈不亮",
        "狀態": "已結案",
    }
    found = guess.guess_columns(survey_of([(2, cells)]), set(), fold)
    assert found["number"] == "工單編號"
    assert found["reported_at"] == "來電時間"
    assert found["words"] == "訴求內容"
    assert found["state"] == "狀態"


def test_cells_speak_where_the_heading_says_nothing() -> None:
    rows = [(n, {"甲": "東社區", "单位": "城管局", "受理时间": "急"}) for n in range(2, 12)]
    found = guess.guess_columns(survey_of(rows), {"東社區"}, fold)
    assert found["place"] == "甲"
    assert "reported_at" not in found, "no cell of it is a time"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("已办结", "closed"), ("未办结", "received"), ("待办结", "received"), ("办理中", "accepted"),
        ("已派单", "accepted"), ("新建", "received"), ("归档", "closed"), ("飞走了", None),
    ],
)  # fmt: skip
def test_words_of_a_state(word: str, meant: str | None) -> None:
    assert guess.guess_state(word, fold) == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("已解决", "fixed"), ("未解决", "cannot_fix"), ("已解释", "answered"), ("重复工单", "duplicate"),
        ("不属于受理范围", "not_ours"), ("市民撤销", "withdrawn"), ("无人接听", "no_contact"),
        ("否", "cannot_fix"), ("天晓得", None),
    ],
)  # fmt: skip
def test_words_of_an_ending(word: str, meant: str | None) -> None:
    assert guess.guess_closing(word, fold) == meant


@pytest.mark.parametrize(
    ("heading", "person"),
    [
        ("姓名", True), ("联系电话", True), ("来电人身份证号", True), ("承办人", True), ("联系方式", True),
        ("来电时间", False), ("来电内容", False), ("工单号码", False), ("承办单位", False), ("地址", False),
        *((heading, True) for heading in ("举报人", "来电者", "申请人", "当事人", "报修人", "客户名称", "联系人地址", "诉求人地址")),
    ],
)  # fmt: skip
def test_headings_of_people(heading: str, person: bool) -> None:
    assert names_a_person(heading) is person


def test_a_column_full_of_mobile_numbers_is_left_out_whatever_it_is_called() -> None:
    rows = [(n, {"工单编号": f"1381234{n:04}", "备注": f"1391234{n:04}"}) for n in range(2, 40)]
    survey = survey_of(rows)
    assert survey.left_out == ("备注",)
    assert [column.name for column in survey.columns] == ["工单编号"]


def test_a_survey_that_runs_out_of_time_says_so_and_survives_being_kept() -> None:
    rows = [(n, dict(zip(HEADER, old_row(n), strict=True))) for n in range(2, 1202)]
    survey = survey_of(iter(rows), until=lambda: True, sheets=["甲"])
    assert (survey.rows, survey.whole) == (500, False)
    assert from_json(json.loads(json.dumps(survey.as_json()))) == survey


def test_many_words_are_asked_a_page_at_a_time_the_most_frequent_first() -> None:
    rows = [(n, {"类": f"类{n % 90:02}" if n % 3 else "类00"}) for n in range(2, 400)]
    survey, content = survey_of(rows), {"columns": {"category": "类"}}
    assert drafts.words_of(drafts.Part.CATEGORY, survey, content, set())[0][0] == "类00"
    asked = drafts.pages(survey, content, set())
    assert asked == [(drafts.Part.CATEGORY, page) for page in (1, 2)]
    assert drafts.first_open(survey, content, ["category:1"], set()) == asked[1]


def test_only_those_who_run_the_whole_place_prepare_a_workbook(world: World, client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    for who in (world.wang, world.li, world.sun, world.qian):
        assert client_for(who).get(address).status_code == 403
        assert client_for(who).post(f"{address}begin/").status_code == 403
    assert client.get(f"{NEW}00000000-0000-7000-8000-000000000000/").status_code == 404


def test_looked_through_twice_it_is_seen_once(client: Any) -> None:
    address = bring(client, xlsx_bytes([usual_row(1)], header=USUAL))
    say_yes(client, address)
    before = ImportDraft.objects.get().content
    importing_drafts.look_through(
        draft_id=ImportDraft.objects.get().pk, now=datetime.now().astimezone()
    )
    assert ImportDraft.objects.get().content == before
