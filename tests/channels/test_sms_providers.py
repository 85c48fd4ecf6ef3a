"""Two SMS providers without their kits: signatures, refusals, receipts, replies; against a stub."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from maplebridge.channels import actions
from maplebridge.channels.adapters import send_sms
from maplebridge.channels.models import Incoming, Outgoing
from maplebridge.channels.rules import sms as rules
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.matters.models import Matter
from tests import world
from tests.channels.stub import Answer, Got, Stub
from tests.world import NOON

TOKEN = "a-long-token-of-the-path"
ALIYUN_OK: Answer = {"Code": "OK", "BizId": "biz-1", "Message": "OK"}
TENCENT_OK: Answer = {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "serial-1"}]}}


@pytest.fixture
def stub(settings: Any) -> Iterator[Stub]:
    made = Stub({"/": ALIYUN_OK})
    settings.SMS_API_URL, settings.SMS_CALLBACK_TOKEN = f"{made.url}/", TOKEN
    settings.SMS_KEY_ID, settings.SMS_KEY_SECRET, settings.SMS_SIGN = "id", "secret", "楓橋"
    settings.SMS_TEMPLATE_CODE, settings.SMS_TEMPLATE_NEWS = "SMS_1", "SMS_2"
    settings.SMS_APP_ID, settings.SMS_PROVIDER = "1400000000", "aliyun"
    yield made
    made.close()


@pytest.fixture
def tencent(stub: Stub, settings: Any) -> Stub:
    settings.SMS_PROVIDER = "tencent"
    stub.answers["/"] = TENCENT_OK
    return stub


def queue(text: str = "已收到", **more: Any) -> Outgoing:
    with transaction.atomic():
        message = actions.send(
            channel="sms", account="", to="13900000001", text=text, now=NOON, **more
        )
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    return message


# Signatures


def test_aliyuns_published_examples_come_out() -> None:
    """From its documents of the RPC signature, and of SendSms."""
    regions = (
        "Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions"
        "&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"
        "&Version=2014-05-26&SignatureVersion=1.0"
    )
    params = dict(pair.split("=", 1) for pair in regions.split("&"))
    assert rules.aliyun_signature("GET", params, "testsecret") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="
    sent = {
        "AccessKeyId": "testId",
        "Timestamp": "2017-07-12T02:42:19Z",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "Format": "XML",
        "Action": "SendSms",
        "Version": "2017-05-25",
        "RegionId": "cn-hangzhou",
        "PhoneNumbers": "15300000001",
        "SignName": "阿里云短信测试专用",
        "TemplateParam": '{"customer":"test"}',
        "TemplateCode": "SMS_71390007",
        "OutId": "123",
    }
    assert rules.aliyun_signature("GET", sent, "testSecret") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def test_tencents_published_example_comes_out() -> None:
    """From its document of signature version 3."""
    said = rules.tencent_authorization(
        key_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        service="cvm",
        host="cvm.tencentcloudapi.com",
        body=rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
        now=datetime.fromtimestamp(1551113065, UTC),
    )
    assert said == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def signed_for_aliyun(got: Got) -> dict[str, str]:
    """The form, after its signature was computed again from what arrived."""
    form = {name: values[0] for name, values in parse_qs(got.body.decode()).items()}
    given = form.pop("Signature")

    def escaped(text: str) -> str:
        return quote(text, safe="~")

    canonical = "&".join(f"{escaped(k)}={escaped(v)}" for k, v in sorted(form.items()))
    said = f"POST&%2F&{escaped(canonical)}"
    mac = hmac.new(b"secret&", said.encode(), hashlib.sha1).digest()
    assert base64.b64encode(mac).decode() == given
    return form


# Sending


@pytest.mark.django_db(transaction=True)
def test_aliyun_gets_a_signed_form_with_our_id(stub: Stub) -> None:
    message = queue(label="M-2026-000001")
    form = signed_for_aliyun(stub.got[0])
    assert form["PhoneNumbers"] == "13900000001"
    assert (form["SignName"], form["TemplateCode"]) == ("楓橋", "SMS_2")
    assert json.loads(form["TemplateParam"]) == {
        "reference": "M-2026-000001", "words": "已收到", "link": "0",
    }  # fmt: skip
    assert form["OutId"] == str(message.pk)
    assert (message.state, message.provider_ref) == ("sent", "biz-1")


@pytest.mark.django_db(transaction=True)
def test_tencent_gets_signed_json_with_our_id(tencent: Stub) -> None:
    message = queue(label="M-2026-000001")
    got = tencent.got[0]
    host = got.headers["Host"]
    assert got.headers["Authorization"] == rules.tencent_authorization(
        key_id="id", secret="secret", service="sms", host=host, body=got.body,
        now=datetime.fromtimestamp(int(got.headers["X-Tc-Timestamp"]), UTC),
    )  # fmt: skip
    assert got.headers["X-Tc-Action"] == "SendSms"
    assert got.json["PhoneNumberSet"] == ["+8613900000001"]
    assert got.json["TemplateParamSet"] == ["M-2026-000001", "已收到", "0"]
    assert got.json["SessionContext"] == str(message.pk)
    assert (message.state, message.provider_ref) == ("sent", "serial-1")


@pytest.mark.django_db(transaction=True)
def test_a_long_text_is_said_by_its_link_and_never_cut(stub: Stub) -> None:
    queue("很长的答复" * 20, label="M-2026-000001", data={"short": "已答复", "link": "ABC"})
    queue("很长的答复" * 20, label="M-2026-000001")
    said = [json.loads(signed_for_aliyun(got)["TemplateParam"]) for got in stub.got]
    assert said[0] == {"reference": "M-2026-000001", "words": "已答复", "link": "ABC"}
    assert (said[1]["words"], said[1]["link"]) == ("内容较长，请在页面查看。", "0")


@pytest.mark.django_db(transaction=True)
def test_what_a_locked_screen_may_not_show_stays_out(stub: Stub, settings: Any) -> None:
    data = {"safe": "已答复，可回复1到5评价。", "short": "已答复", "link": "ABC"}
    queue("王阿姨家的灯修好了", label="M-2026-000001", data=data)
    settings.SMS_PROVIDER, settings.SMS_GATEWAY_KEY = "", "k"
    settings.SMS_GATEWAY_URL = f"{stub.url}/"
    queue("王阿姨家的灯修好了", label="M-2026-000001", data=data)
    assert "王阿姨" not in unquote(stub.got[0].body.decode())
    assert "王阿姨" not in stub.got[1].body.decode()
    assert stub.got[1].json["text"].endswith("/matters/a/ABC/")


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_shared_out_over_the_variables_whole(stub: Stub, settings: Any) -> None:
    settings.SMS_TEMPLATE_TALK = "SMS_3"
    text = (
        "回执码2345-6789-ABCD。已收到，编号M-2026-000001，由东社区办理；11月30日前在这里答复您。"
        * 3
    )
    for said in (text, "好"):
        queue(said)
    for got, said in zip(stub.got, (text, "好"), strict=True):
        form = signed_for_aliyun(got)
        words = json.loads(form["TemplateParam"])
        assert form["TemplateCode"] == "SMS_3"
        assert list(words) == [f"words{number}" for number in range(1, 9)]
        assert all(1 <= len(part) <= 35 for part in words.values())
        assert "".join(words.values()).rstrip("·") == said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("provider", "answer", "state", "error"),
    [
        ("aliyun", {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, "failed", "isv.MOBILE_NUMBER_ILLEGAL"),
        ("aliyun", {"Code": "isv.BUSINESS_LIMIT_CONTROL"}, "waiting", "away"),
        ("aliyun", {"Code": "isp.SYSTEM_ERROR"}, "waiting", "away"),
        ("aliyun", {}, "waiting", "away"),
        ("aliyun", b"<html>", "waiting", "away"),
        ("aliyun", 503, "waiting", "away"),
        ("aliyun", 403, "failed", "http_403"),
        ("tencent", {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}}, "failed",
         "AuthFailure.SignatureFailure"),
        ("tencent", {"Response": {"Error": {"Code": "InternalError.Timeout"}}}, "waiting", "away"),
        ("tencent", {"Response": {"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}},
         "waiting", "away"),
        ("tencent", {"Response": {"SendStatusSet": []}}, "waiting", "away"),
    ],
)  # fmt: skip
def test_what_the_provider_answers_decides_how_it_goes_on(
    stub: Stub, settings: Any, provider: str, answer: Any, state: str, error: str
) -> None:
    settings.SMS_PROVIDER, stub.answers["/"] = provider, answer
    message = queue()
    assert (message.state, message.error) == (state, error)


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_is_not_set_up_is_said(stub: Stub, settings: Any) -> None:
    settings.SMS_SIGN = ""
    message = queue()
    assert (message.state, message.error) == ("failed", "not_set_up")
    with pytest.raises(RuleBroken) as refused:
        send_sms("13900000001", "123456", code="123456")
    assert refused.value.code == "channels_no_sms_gateway"
    assert stub.got == []


@pytest.mark.django_db
def test_a_sign_in_code_goes_by_the_configured_provider(stub: Stub, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    client.post("/account/login/", {"login": "13900000001"})
    form = signed_for_aliyun(stub.got[0])
    assert form["TemplateCode"] == "SMS_1"
    code = json.loads(form["TemplateParam"])["code"]
    assert len(code) == 6
    answer = client.post("/account/login/code/confirm/", {"code": code})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_a_refused_code_is_told_to_the_person(stub: Stub) -> None:
    stub.answers["/"] = {"Code": "isv.AMOUNT_NOT_ENOUGH"}
    with pytest.raises(RuleBroken) as refused:
        send_sms("13900000001", "123456", code="123456")
    assert refused.value.code == "channels_sms_not_sent"


# Receipts and replies


def knock(what: str, body: Any, token: str = TOKEN) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(enforce_csrf_checks=True).post(
        f"/channels/in/sms/{token}/{what}/", data=content, content_type="application/json"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("arrived", "state"), [(True, "delivered"), (False, "failed")])
def test_aliyuns_receipt_changes_the_state(stub: Stub, arrived: bool, state: str) -> None:
    message = queue()
    told = {
        "phone_number": "13900000001",
        "success": arrived,
        "biz_id": "biz-1",
        "out_id": str(message.pk),
        "err_code": "DELIVERED" if arrived else "MK:0011",
    }
    assert knock("receipts", [told]).json() == {"code": 0, "msg": "OK"}
    message.refresh_from_db()
    assert (message.state, message.error) == (state, "" if arrived else "MK:0011")


@pytest.mark.django_db(transaction=True)
def test_tencents_receipt_is_found_by_its_reference_too(tencent: Stub) -> None:
    message = queue()
    told = {
        "mobile": "13900000001",
        "nationcode": "86",
        "sid": "serial-1",
        "report_status": "FAIL",
        "errmsg": "MBBLACK",
    }
    assert knock("receipts", [told | {"mobile": "13900000002"}]).status_code == 200
    message.refresh_from_db()
    assert message.state == "sent", "another number's receipt says nothing of ours"
    assert knock("receipts", [told]).json() == {"result": 0, "errmsg": "OK"}
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "MBBLACK")


@pytest.mark.django_db(transaction=True)
def test_our_own_gateways_receipt_and_reply(stub: Stub, settings: Any) -> None:
    settings.SMS_PROVIDER, settings.SMS_GATEWAY_KEY = "", "k"
    settings.SMS_GATEWAY_URL = f"{stub.url}/"
    message = queue()
    assert stub.got[0].json["id"] == str(message.pk)
    knock("receipts", {"id": str(message.pk), "arrived": True})
    message.refresh_from_db()
    assert message.state == "delivered"
    knock("replies", {"id": "r1", "from": "+86 139 0000 0001", "text": "路灯不亮"})
    assert Incoming.objects.get().sender == "13900000001"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_a_text_becomes_one_matter_and_is_answered(
    stub: Stub, settings: Any, provider: str
) -> None:
    cast = world.build_world()
    settings.SMS_PROVIDER = provider
    stub.answers["/"] = ALIYUN_OK if provider == "aliyun" else TENCENT_OK
    sent = {
        "aliyun": {"phone_number": "13900000001", "content": "路灯不亮", "sequence_id": 7,
                   "send_time": "2026-11-23 12:00:00", "dest_code": "1"},
        "tencent": {"mobile": "13900000001", "nationcode": "86", "text": "路灯不亮",
                    "time": 1764200000, "extend": ""},
    }[provider]  # fmt: skip
    for _ in range(3):
        assert knock("replies", [sent] if provider == "aliyun" else sent).status_code == 200
    outbox.deliver_all()
    matter = Matter.objects.get()
    assert (matter.words, matter.reporter, matter.channel) == ("路灯不亮", cast.wang, "sms")
    reply = Outgoing.objects.get()
    assert (reply.to, reply.label, reply.state) == ("13900000001", matter.reference, "sent")
    assert len(stub.got) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["receipts", "replies"])
def test_without_the_token_nobody_is_there(stub: Stub, settings: Any, what: str) -> None:
    for token in ("x", TOKEN[:-1], TOKEN + "x", "灯"):
        assert knock(what, [{}], token).status_code == 404
    settings.SMS_CALLBACK_TOKEN = ""
    assert knock(what, [{}], "x").status_code == 404
    assert not Incoming.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"1", b'"x"', b"[1]", b"[" * 5000,
        [{"phone_number": ["13900000001"], "content": "x", "sequence_id": "1"}],
        [{"phone_number": "", "content": "x", "sequence_id": "1"}],
        [{"phone_number": "1" * 41, "content": "x", "sequence_id": "1"}],
        [{"phone_number": "13900000001", "content": "x", "sequence_id": "9" * 201}],
        [{"phone_number": "13900000001", "content": "x", "sequence_id": "1"}, {"content": {}}],
        [{"phone_number": "13900000001", "content": "x", "sequence_id": n} for n in range(501)],
    ],
)  # fmt: skip
def test_hostile_replies_are_refused_and_nothing_is_kept(stub: Stub, body: Any) -> None:
    assert knock("replies", body).status_code == 400
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_hostile_receipts_are_refused(stub: Stub) -> None:
    for body in (b"{", [{"success": "yes"}], [{"success": True, "out_id": {}}]):
        assert knock("receipts", body).status_code == 400
    assert knock("receipts", b" " * (rules.BODY_MAX + 1)).status_code == 413
    unknown = {"success": True, "out_id": str(uuid4()), "biz_id": "x", "phone_number": "1"}
    assert knock("receipts", [unknown]).status_code == 200, "a sign-in code has a receipt too"


@pytest.mark.django_db(transaction=True)
def test_a_late_receipt_does_not_bring_an_ended_message_back(stub: Stub) -> None:
    stub.answers["/"] = {"Code": "isv.OUT_OF_SERVICE"}
    message = queue()
    told = {"success": True, "out_id": str(message.pk), "phone_number": "13900000001"}
    knock("receipts", [told])
    message.refresh_from_db()
    assert message.state == "failed"
    assert message.expires_at - NOON == timedelta(days=3)
