"""Signing in and joining by number and code, by password; what strangers can learn: nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from maplebridge.people import messages
from maplebridge.people.models import Account, Person
from tests.people.ground import Ground

LOGIN = "/account/login/"
CODE = "/account/login/code/confirm/"
NUMBER = "13812340000"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True
    cache.clear()


def ask(client: Client, number: str = NUMBER, **more: str) -> Any:
    return client.post(LOGIN, {"login": number, **more})


def sent_code(client: Client) -> str:
    return str(client.session["demo_code"])


def sign_in(client: Client, number: str = NUMBER) -> Any:
    assert ask(client, number).status_code == 302
    return client.post(CODE, {"code": sent_code(client), "action": "verify"})


def test_a_newcomer_joins_with_number_and_code(client: Client) -> None:
    answer = ask(client, "+86 138 1234 0000")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    page = client.get(CODE).content.decode()
    assert sent_code(client) in page
    assert len(sent_code(client)) == 6
    assert sent_code(client).isdigit()
    assert not Person.objects.exists(), "nobody is known before the code comes back"
    answer = client.post(CODE, {"code": sent_code(client)})
    assert (answer.status_code, answer["Location"]) == (302, "/people/name/")
    account = Account.objects.get()
    assert account.person
    assert (account.phone, account.phone_verified, account.person.phone) == (NUMBER, True, NUMBER)
    client.post("/people/name/", {"name": "王小明"})
    assert Person.objects.get().name == "王小明"


def test_signing_in_again_finds_the_same_person(client: Client, ground: Ground) -> None:
    wang = ground.person("王小明", phone=NUMBER)
    answer = sign_in(client)
    assert answer["Location"] == "/"
    assert client.get("/people/").context["person"] == wang
    assert Account.objects.count() == 1


def test_whom_a_worker_registered_is_taken_over_and_never_doubled(
    client: Client, ground: Ground
) -> None:
    wang = ground.person("王小明", phone=NUMBER, account=False, home=ground.home)
    sign_in(client)
    assert Person.objects.get(phone=NUMBER) == wang
    assert Account.objects.get().person == wang
    assert sum(p.name == "王小明" for p in Person.objects.all()) == 1


def test_who_answers_the_phone_keeps_the_number(client: Client, ground: Ground) -> None:
    other = ground.person("舊主", phone=NUMBER)
    Account.objects.filter(person=other).update(phone="13700000000")
    sign_in(client)
    other.refresh_from_db()
    assert other.phone == ""
    assert Account.objects.get(phone=NUMBER).person != other


@pytest.mark.parametrize("known", [True, False])
def test_known_or_not_the_answer_is_the_same(client: Client, ground: Ground, known: bool) -> None:
    if known:
        ground.person("王小明", phone=NUMBER)
    answer = ask(client)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    page = client.get(CODE).content.decode()
    assert "王" not in page
    assert len(sent_code(client)) == 6
    wrong = ask(Client(), NUMBER, password="wrong horse battery")
    assert wrong.status_code == 200
    assert "do not go together" in wrong.content.decode() or "不" in wrong.content.decode()


def test_a_wrong_code_counts_and_the_third_ends_the_attempt(client: Client) -> None:
    ask(client)
    code = sent_code(client)
    wrong = "000000" if code != "000000" else "000001"
    assert client.post(CODE, {"code": wrong}).status_code == 200
    assert client.post(CODE, {"code": wrong}).status_code == 200
    assert client.post(CODE, {"code": wrong})["Location"] == "/account/login/code/"
    assert client.post(CODE, {"code": code}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_code_written_full_width_or_with_a_space_is_read(client: Client) -> None:
    ask(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in sent_code(client))
    client.post(CODE, {"code": f"{wide[:3]} {wide[3:]}"})
    assert "_auth_user_id" in client.session


def test_codes_for_one_number_run_out_whoever_asks(settings: Any) -> None:
    answers = [ask(Client(REMOTE_ADDR=f"10.0.0.{n}")).status_code for n in range(5)]
    assert answers[:3] == [302, 302, 302]
    assert answers[3:] == [200, 200]


def test_one_address_cannot_ask_for_ever() -> None:
    answers = [ask(Client(), f"139{n:08}").status_code for n in range(24)]
    assert answers[-1] in (200, 429)
    assert answers.count(302) <= 20


def test_a_street_behind_one_address_of_its_carrier_signs_in_on_one_day() -> None:
    """Three hundred neighbours, a few each minute, all from one address."""
    with time_machine.travel(datetime(2026, 3, 2, 0, 0, tzinfo=UTC), tick=False) as clock:
        for count in range(300):
            answer = ask(Client(), f"138{count:08}")
            assert (answer.status_code, answer["Location"]) == (302, CODE), f"neighbour {count}"
            clock.shift(timedelta(seconds=10))


def test_passwords_of_one_number_are_guessed_five_times(client: Client, ground: Ground) -> None:
    wang = ground.person("王小明", phone=NUMBER)
    account = wang.account
    account.set_password("maple leaves fall")
    account.save()
    for n in range(6):
        ask(Client(REMOTE_ADDR=f"10.0.1.{n}"), NUMBER, password="wrong guess")
    refused = ask(Client(REMOTE_ADDR="10.0.2.1"), NUMBER, password="maple leaves fall")
    assert refused.status_code == 200
    other = ground.person("李芳", phone="13912340000").account
    other.set_password("another good phrase")
    other.save()
    fine = ask(client, "13912340000", password="another good phrase")
    assert fine.status_code == 302, "one number's attempts do not lock another's"


def test_a_password_signs_in_without_an_sms(client: Client, ground: Ground) -> None:
    account = ground.person("王小明", phone=NUMBER).account
    account.set_password("maple leaves fall")
    account.save()
    answer = ask(client, "138 1234 0000", password="maple leaves fall")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_signing_in_changes_the_session_key(client: Client) -> None:
    client.get(LOGIN)
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": sent_code(client)})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\t//evil.example",
    ],
)
def test_a_stranger_cannot_choose_where_one_lands(
    client: Client, ground: Ground, away: str
) -> None:
    ground.person("王小明", phone=NUMBER)
    client.post(LOGIN, {"login": NUMBER, "next": away})
    answer = client.post(CODE, {"code": sent_code(client), "next": away})
    assert answer["Location"] == "/"
    assert "evil" not in client.post("/people/again/", {"next": away})["Location"]


def test_one_lands_where_one_wanted_to_go(client: Client, ground: Ground) -> None:
    ground.person("王小明", phone=NUMBER)
    answer = client.get("/people/log/")
    assert answer["Location"] == "/account/login/?next=/people/log/"
    answer = client.post(LOGIN, {"login": NUMBER, "next": "/people/log/"})
    answer = client.post(answer["Location"], {"code": sent_code(client), "next": "/people/log/"})
    assert answer["Location"] == "/people/log/"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "x" * 100_000,
        "<script>",
    ],
)
def test_absurd_numbers_are_refused_and_nothing_is_kept(client: Client, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors["login"]
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "typed",
    ["13812340000\x00", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1")],
)
def test_a_number_with_a_sign_that_no_text_has_is_refused(client: Client, typed: str) -> None:
    answer = client.post(LOGIN, {"login": typed})
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()
    assert not Account.objects.exists()


@pytest.mark.parametrize("body", [b"login=%ff%fe%00", b"\xff\xfe\x00", b"login=" + b"9" * 500_000])
def test_bytes_that_are_no_text_are_refused(client: Client, body: bytes) -> None:
    answer = client.post(LOGIN, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400, 413)
    assert not Account.objects.exists()


def test_forms_from_elsewhere_are_refused(ground: Ground) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"login": NUMBER}).status_code == 403
    assert not Account.objects.filter(phone=NUMBER).exists()


def test_without_a_gateway_the_page_says_so_and_passwords_still_work(
    client: Client, ground: Ground, settings: Any
) -> None:
    settings.DEMO, settings.SMS_GATEWAY_URL = False, ""
    answer = ask(client)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [str(messages.SENTENCES["sms_not_set_up"])]
    assert not Account.objects.exists()
    account = ground.person("王小明", phone=NUMBER).account
    account.set_password("maple leaves fall")
    account.save()
    assert ask(client, password="maple leaves fall").status_code == 302


SENT: list[tuple[str, str]] = []


def sender(phone: str, text: str, *, code: str) -> None:
    SENT.append((phone, text))


def broken_sender(phone: str, text: str, *, code: str) -> None:
    raise OSError("no route to host")


def test_with_a_gateway_the_code_goes_out_and_never_onto_the_page(
    client: Client, settings: Any
) -> None:
    settings.DEMO, settings.SMS_GATEWAY_URL = False, "https://sms.example/"
    settings.SMS_SENDER = f"{__name__}.sender"
    SENT.clear()
    ask(client)
    [(phone, text)] = SENT
    assert phone == NUMBER
    code = next(word for word in text.split() if word.isdigit() or word[:6].isdigit())[:6]
    assert code not in client.get(CODE).content.decode()
    assert "demo_code" not in client.session
    client.post(CODE, {"code": code})
    assert Account.objects.get().phone_verified


def test_a_gateway_that_fails_is_told_and_the_number_can_try_again(
    client: Client, settings: Any
) -> None:
    settings.DEMO, settings.SMS_GATEWAY_URL = False, "https://sms.example/"
    settings.SMS_SENDER = f"{__name__}.broken_sender"
    answer = client.post(LOGIN, {"login": NUMBER}, follow=True)
    assert str(messages.SENTENCES["sms_not_sent"]) in answer.content.decode()


def test_pages_of_the_package_that_we_do_not_offer_have_no_address(client: Client) -> None:
    for name in ("account_email", "account_email_verification_sent", "mfa_view_recovery_codes"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/account/email/", "/account/confirm-email/", "/account/2fa/totp/activate/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["signup/", "login/code/"])
def test_joining_and_signing_in_are_one_page(client: Client, path: str) -> None:
    assert (
        client.get(f"/account/{path}?next=/people/")["Location"] == "/account/login/?next=/people/"
    )


def test_another_number_can_be_used_after_a_typing_slip(client: Client) -> None:
    ask(client, "13811111111")
    assert client.get(LOGIN)["Location"] == CODE
    client.get("/people/again/")
    assert client.get(LOGIN).status_code == 200
