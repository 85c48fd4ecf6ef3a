"""An address is joined to a person by proof alone, and let go when the person says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maplebridge.channels import actions
from maplebridge.channels.models import Incoming, LinkCode, Outgoing, Sender
from maplebridge.channels.rules import wechat as rules
from maplebridge.channels.rules.senders import VALID, code_in
from maplebridge.core import outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.people.models import Account, Person
from maplebridge.people.public import proved_number
from tests import world
from tests.channels.stub import Stub
from tests.channels.wechat import OPENID, event, post, text
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> World:
    return world.build_world()


def wrote(text: str, sender: str = "open-id", channel: str = "wechat") -> Incoming:
    row, _ = actions.receive(
        channel=channel, account="gh", external_id=str(Incoming.objects.count()), sender=sender,
        text=text, now=NOON,
    )  # fmt: skip
    return row


def behind(address: str = "open-id", channel: str = "wechat") -> Person | None:
    return actions.person_behind(channel=channel, account="gh", address=address, now=NOON)


def test_a_code_from_my_page_proves_an_address_once(cast: World) -> None:
    code = actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    assert code not in str(list(LinkCode.objects.values()))
    assert behind() is None
    assert actions.prove(incoming=wrote(f" {code.lower()} "), now=NOON)
    assert behind() == cast.wang
    with pytest.raises(RuleBroken) as used:
        actions.prove(incoming=wrote(code, sender="thief"), now=NOON)
    assert used.value.code == "channels_code_unknown"
    assert behind("thief") is None


def test_a_code_ends_and_a_new_one_ends_the_one_before(cast: World) -> None:
    first = actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    second = actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    for code, at in ((first, NOON), (second, NOON + VALID)):
        with pytest.raises(RuleBroken):
            actions.prove(incoming=wrote(code), now=at)
    assert not Sender.objects.exists()
    assert actions.prove(incoming=wrote(second), now=NOON + VALID - timedelta(seconds=1))


@pytest.mark.parametrize(
    "text", ["灯坏了", "ABCD-EFG", "ABCD-EFGH 谢谢", "ABCDEFGH", "0OIL-1111", ""]
)
def test_other_words_are_no_code(text: str) -> None:
    assert code_in(text) == ""
    assert not actions.prove(incoming=wrote(text), now=NOON)


def test_an_address_goes_to_whoever_proves_it_last(cast: World) -> None:
    for who in (cast.wang, cast.chen):
        code = actions.make_code(viewer=world.viewer(who), now=NOON)
        actions.prove(incoming=wrote(code), now=NOON)
    assert behind() == cast.chen
    assert Sender.objects.count() == 1


def test_only_the_person_takes_it_back(cast: World) -> None:
    code = actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    actions.prove(incoming=wrote(code), now=NOON)
    sender = Sender.objects.get()
    with pytest.raises(Missing):
        actions.unlink(viewer=world.viewer(cast.chen), sender_id=sender.pk, now=NOON)
    actions.unlink(viewer=world.viewer(cast.wang), sender_id=sender.pk, now=NOON)
    assert behind() is None


def test_a_number_is_its_proved_accounts(cast: World) -> None:
    assert behind("13900000001", "sms") == cast.wang
    assert behind("13811112222", "sms") is None
    assert proved_number(cast.wang.pk, NOON) == "13900000001"
    Account.objects.filter(person=cast.wang).update(phone_verified=False)
    assert behind("13900000001", "sms") is None
    assert proved_number(cast.wang.pk, NOON) == ""


def test_closing_the_account_lets_go_of_its_addresses(cast: World) -> None:
    client = world.client_for(cast.wang)
    code = actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    actions.prove(incoming=wrote(code), now=NOON)
    actions.make_code(viewer=world.viewer(cast.wang), now=NOON)
    from maplebridge.people.actions import close_account

    close_account(viewer=world.viewer(cast.wang), now=NOON)
    outbox.deliver_all(NOON)
    assert not Sender.objects.exists()
    assert not LinkCode.objects.exists()
    assert client.get("/channels/mine/").status_code == 302


def test_the_nightly_duty_lets_go_of_addresses_of_people_without_an_account(cast: World) -> None:
    for who, address in ((cast.wang, "a"), (cast.chen, "b")):
        Sender.objects.create(
            channel="wechat", account="gh", address=address, person=who, proved_at=NOON
        )
    Account.objects.filter(person=cast.wang).update(is_active=False)
    actions.purge_expired(now=NOON)
    assert list(Sender.objects.values_list("address", flat=True)) == ["b"]


def test_the_page_shows_the_code_once_and_takes_back(cast: World, settings: object) -> None:
    settings.WECHAT_TOKEN = "t"  # type: ignore[attr-defined]  # pytest-django's settings
    client = world.client_for(cast.wang)
    page = client.post("/channels/mine/code/").content.decode()
    code = next(word for word in page.replace("<", " ").replace(">", " ").split() if code_in(word))
    assert code not in client.get("/channels/mine/").content.decode()
    actions.prove(incoming=wrote(code), now=world.timezone.now())
    sender = Sender.objects.get()
    assert str(sender.pk) in client.get("/channels/mine/").content.decode()
    assert "open-id" not in client.get("/channels/mine/").content.decode()
    assert client.post(f"/channels/mine/{sender.pk}/unlink/").status_code == 302
    assert not Sender.objects.exists()


# By scanning


def drawn(cast: World, who: Person) -> tuple[str, str]:
    """The page after asking for a code, and the scene that was asked from WeChat for it."""
    page = world.client_for(who).post("/channels/mine/code/").content.decode()
    code = next(word for word in page.replace("<", " ").replace(">", " ").split() if code_in(word))
    return page, "l" + code.replace("-", "")


def content(answer: object) -> str:
    return rules.fields_of(answer.content)["Content"]  # type: ignore[attr-defined]  # a response


def linked() -> Person | None:
    return actions.person_behind(
        channel="wechat", account="gh_1", address=OPENID, now=world.timezone.now()
    )


def test_the_code_to_scan_is_asked_from_wechat_and_ends_with_the_code(
    cast: World, stub: Stub
) -> None:
    page, scene = drawn(cast, cast.wang)
    asked = stub.asked("/cgi-bin/qrcode/create")[0].json
    assert asked == {
        "expire_seconds": int(VALID.total_seconds()),
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": scene}},
    }
    assert "data:image/svg+xml" in page


@pytest.mark.parametrize("name", ["SCAN", "subscribe"])
def test_scanning_joins_once_and_says_whose_it_is(cast: World, stub: Stub, name: str) -> None:
    _, scene = drawn(cast, cast.wang)
    key = scene if name == "SCAN" else f"qrscene_{scene}"
    said = content(post(event(name, key)))
    assert linked() == cast.wang
    assert "王*" in said
    assert cast.wang.name not in said
    assert content(post(event(name, key))) == said, "WeChat asks again: the same answer, once done"
    assert Incoming.objects.count() == 1
    assert scene not in str(list(Incoming.objects.values()))
    thief = post(event("SCAN", scene, FromUserName="oThief"))
    assert "王" not in content(thief)
    assert Sender.objects.count() == 1
    outbox.deliver_all()
    assert not Outgoing.objects.exists(), "nothing more is said behind it"
    page = world.client_for(cast.wang).get("/channels/mine/").content.decode()
    assert str(Sender.objects.get().pk) in page


def test_the_same_event_three_times_joins_once(cast: World, stub: Stub) -> None:
    _, scene = drawn(cast, cast.wang)
    for _ in range(3):
        post(event("SCAN", scene))
    assert AuditEntry.objects.filter(verb="channels.link").count() == 1


def test_a_scene_ends_with_its_time_and_with_the_next_one(cast: World, stub: Stub) -> None:
    _, first = drawn(cast, cast.wang)
    _, second = drawn(cast, cast.wang)
    assert "王" not in content(post(event("SCAN", first)))
    assert linked() is None
    LinkCode.objects.update(expires_at=world.timezone.now() - timedelta(seconds=1))
    post(event("SCAN", second, CreateTime="1764200001"))
    assert linked() is None


def test_whoever_scanned_anothers_code_frees_themselves(cast: World, stub: Stub) -> None:
    _, scene = drawn(cast, cast.wang)
    post(event("SCAN", scene))
    outbox.deliver_all()
    post(text("解绑", "9"))
    outbox.deliver_all()
    assert linked() is None
    assert Outgoing.objects.get().to == OPENID
    post(text("unlink", "10"))
    outbox.deliver_all()
    assert Outgoing.objects.count() == 2


def test_without_wechat_the_written_code_is_left(cast: World, stub: Stub) -> None:
    stub.answers["/cgi-bin/qrcode/create"] = {"errcode": 45009}
    page, scene = drawn(cast, cast.wang)
    assert "data:image/svg+xml" not in page
    assert scene[1:5] in page


def test_a_scanned_code_still_names_its_grid(cast: World, stub: Stub) -> None:
    said = content(post(event("SCAN", rules.scene_of(cast.grid.pk.hex))))
    assert cast.grid.name in said
