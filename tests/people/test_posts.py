"""Who may give whom which post, and where."""

from __future__ import annotations

import pytest

from maplebridge.__main__ import main
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people import actions, public
from maplebridge.people.models import Person, Post
from tests.world import client_for

from .ground import NOW, TODAY, Ground

pytestmark = pytest.mark.django_db


def seen(person: Person) -> Viewer:
    return public.viewer_of(person, now=NOW)


# who appoints, at their place -> whom, where -> allowed
TABLE = [
    (Role.HEAD, "east", Role.HEAD, "grid", True),
    (Role.HEAD, "east", Role.HEAD, "east", False),
    (Role.HEAD, "east", Role.HEAD, "street", False),
    (Role.HEAD, "east", Role.HEAD, "far_grid", False),
    (Role.HEAD, "root", Role.HEAD, "root", False),
    (Role.HEAD, "root", Role.HEAD, "street", True),
    (Role.HEAD, "root", Role.OPERATOR, "root", True),
    (Role.HEAD, "east", Role.OPERATOR, "east", True),
    (Role.HEAD, "east", Role.GRID_WORKER, "grid", True),
    (Role.HEAD, "east", Role.GRID_WORKER, "street", False),
    (Role.HEAD, "east", Role.GRID_WORKER, "far_grid", False),
    (Role.OPERATOR, "east", Role.HEAD, "grid", False),
    (Role.OPERATOR, "east", Role.OPERATOR, "grid", False),
    (Role.OPERATOR, "east", Role.GRID_WORKER, "grid", True),
    (Role.GRID_WORKER, "grid", Role.VOLUNTEER, "grid", False),
]


@pytest.mark.parametrize(("by", "at", "role", "where", "allowed"), TABLE)
def test_a_post_is_given_from_above(
    ground: Ground, by: Role, at: str, role: Role, where: str, allowed: bool
) -> None:
    viewer = seen(ground.worker("周", getattr(ground, at), by))
    before, new = Post.objects.count(), ground.person("新")
    place = getattr(ground, where)
    if allowed:
        public.appoint(
            viewer=viewer,
            person=new,
            role=role,
            place=place,
            term_from=TODAY,
            term_to=None,
            now=NOW,
        )
    else:
        with pytest.raises(Forbidden):
            public.appoint(
                viewer=viewer,
                person=new,
                role=role,
                place=place,
                term_from=TODAY,
                term_to=None,
                now=NOW,
            )
    assert Post.objects.count() == before + allowed


@pytest.mark.parametrize("role", [Role.HEAD, Role.GRID_WORKER])
def test_nobody_gives_themselves_a_post(ground: Ground, role: Role) -> None:
    head = ground.worker("周", ground.root, Role.HEAD)
    with pytest.raises(Forbidden):
        public.appoint(
            viewer=seen(head),
            person=head,
            role=role,
            place=ground.grid,
            term_from=TODAY,
            term_to=None,
            now=NOW,
        )


def test_a_head_does_not_end_the_term_of_another_head_of_the_place(ground: Ground) -> None:
    one, other = (ground.worker(name, ground.east, Role.HEAD) for name in ("周", "鄭"))
    post = Post.objects.get(person=other)
    with pytest.raises(Forbidden):
        actions.end_term(viewer=seen(one), post_id=post.pk, last_day=TODAY, now=NOW)
    actions.end_term(viewer=SYSTEM, post_id=post.pk, last_day=TODAY, now=NOW)


def test_a_head_fills_a_post_on_the_page_and_ends_its_term(ground: Ground) -> None:
    head = ground.worker("周", ground.east, Role.HEAD)
    page = client_for(head)
    at = f"/people/posts/at/{ground.grid.pk}/"
    sent = {"name": "新网格员", "phone": "139 0000 7777", "role": "grid_worker"}
    sent["term_from"] = TODAY.isoformat()
    assert page.post(at, sent).status_code == 302
    post = Post.objects.get(place=ground.grid)
    assert (post.person.name, post.person.phone) == ("新网格员", "13900007777")
    shown = page.get(at).content.decode()
    assert "新网格员" in shown
    assert page.post(at, sent).status_code == 422, "the same post twice"
    end = f"/people/posts/{post.pk}/end/"
    assert page.post(end, {"last_day": "2000-01-01"}).status_code == 422
    assert page.post(end, {"last_day": TODAY.isoformat()}).status_code == 302
    post.refresh_from_db()
    assert post.term_to == TODAY


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "12345"},
        {"name": ""},
        {"role": "head_of_all"},
        {"term_from": "morgen"},
        {"term_to": "2000-01-01"},
        {"name": "别人"},
    ],
)
def test_a_slip_appoints_nobody_and_keeps_what_was_typed(
    ground: Ground, wrong: dict[str, str]
) -> None:
    head = ground.worker("周", ground.east, Role.HEAD)
    known = ground.person("王小明")
    sent = {"name": "王小明", "phone": known.phone, "role": "mediator"}
    sent |= {"term_from": TODAY.isoformat()} | wrong
    before = Post.objects.count(), Person.objects.count()
    answer = client_for(head).post(f"/people/posts/at/{ground.east.pk}/", sent)
    assert answer.status_code == 422
    assert f'value="{sent["phone"]}"' in answer.content.decode()
    assert (Post.objects.count(), Person.objects.count()) == before


def test_the_page_offers_only_what_one_may_give(ground: Ground) -> None:
    operator = ground.worker("孫", ground.east, Role.OPERATOR)
    shown = client_for(operator).get("/people/posts/").content.decode()
    assert 'value="grid_worker"' in shown
    assert 'value="head"' not in shown
    forced = {"name": "某人", "phone": "13900008888", "role": "head"}
    forced |= {"term_from": TODAY.isoformat()}
    assert client_for(operator).post("/people/posts/", forced).status_code == 422
    west = client_for(operator).get(f"/people/posts/at/{ground.west.pk}/")
    assert west.status_code == 404


def test_the_first_head_is_appointed_on_the_console(
    ground: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ["appoint", "--name", "周书记", "--phone", "13900006666"]
    assert main(first) == 0
    post = Post.objects.get(role="head")
    assert (post.place, post.person.name) == (ground.root, "周书记")
    for again in (first, [*first, "--role", "king"], [*first[:-1], "110"]):
        assert main(again) == 2
        assert capsys.readouterr().err
    assert Post.objects.count() == 1


def test_name_and_number_have_to_be_of_one_person(ground: Ground) -> None:
    known = ground.person("王小明")
    with pytest.raises(RuleBroken) as broken:
        actions.appoint_by_phone(
            viewer=SYSTEM, name="张三", phone=known.phone, role=Role.HEAD,
            place=ground.root, term_from=TODAY, now=NOW,
        )  # fmt: skip
    assert broken.value.code == "name_and_phone_differ"
