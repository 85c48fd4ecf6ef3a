"""What of a mail is new, who wrote it, and which mails get no answer; charsets that lie."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.channels.rules import mail
from maplebridge.channels.rules.letters import decoded, read_letter, text_of
from tests.channels.mails import BOX, WANG, letter

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("headers", "envelope", "reason"),
    [
        ({}, WANG, ""),
        ({"Auto_Submitted": "no"}, WANG, ""),
        ({"Auto_Submitted": "auto-replied; x=y"}, WANG, "auto_submitted"),
        ({"Auto_Submitted": "auto-generated"}, WANG, "auto_submitted"),
        ({"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, WANG, "suppressed"),
        ({"X_Auto_Response_Suppress": "DR"}, WANG, ""),
        ({"Precedence": "bulk"}, WANG, "precedence"),
        ({"Precedence": "list"}, WANG, "precedence"),
        ({"List_Id": "<news.example>"}, WANG, "list"),
        ({"X_Autoreply": "yes"}, WANG, "list"),
        ({}, "", "null_sender"),
        ({}, None, ""),
    ],
)
def test_a_machines_mail_is_told_from_a_persons(
    headers: dict[str, str], envelope: str | None, reason: str
) -> None:
    one = read_letter(letter(**headers).as_bytes())
    assert mail.automatic(one, envelope, BOX) == reason


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("MAILER-DAEMON@x.example", "daemon"),
        ("no-reply@x.example", "daemon"),
        (BOX, "ourselves"),
        ("help+main-aaaabbbbccccdddd@feng.example", "ourselves"),
        ("nonsense", "no_sender"),
        ("a@b.example", ""),
    ],
)
def test_nobody_answers_a_daemon_or_oneself(sender: str, reason: str) -> None:
    one = read_letter(letter(sender=sender).as_bytes())
    assert mail.automatic(one, "x@y.example", BOX) == reason


QUOTED = [
    ("还是不亮\n\n> 已换灯泡\n> 请看", "还是不亮"),
    ("还是不亮\n\nOn Mon, 23 Nov 2026 at 12:00, 楓橋 <help@feng.example> wrote:\n> 已换灯泡", "还是不亮"),
    ("还是不亮\n\nOn Mon, 23 Nov 2026 at 12:00, 楓橋\n<help@feng.example> wrote:\n\n> 已换", "还是不亮"),
    ("还是不亮\n\n在 2026-11-23 12:00:00，\"楓橋\" <help@feng.example> 写道：\n已换灯泡", "还是不亮"),
    ("还是不亮\n\n------------------ 原始邮件 ------------------\n发件人: 楓橋\n已换", "还是不亮"),
    ("还是不亮\n-----Original Message-----\nFrom: x\n", "还是不亮"),
    ("still dark\n\nFrom: 楓橋 <help@feng.example>\nSent: Monday\nTo: Wang\nSubject: x\n\nold", "still dark"),
    ("还是不亮\n\n发件人：楓橋\n发送时间：2026年11月23日\n收件人：王\n主题：x\n\n旧的", "还是不亮"),
    (f"还是不亮\n\n{mail.ABOVE}\n请在此线以上回复。\n旧的", "还是不亮"),
    ("还是不亮\n-- \n王\n13900000001", "还是不亮"),
    ("还是不亮\n\n发自我的iPhone", "还是不亮"),
    ("还是不亮\n\nSent from my Huawei", "还是不亮"),
    ("> 已换灯泡\n\n没有，还是不亮", "没有，还是不亮"),
    ("在三号楼门口，物业写道：不归我管。\n请问归谁管？", "在三号楼门口，物业写道：不归我管。\n请问归谁管？"),
    ("发件人是谁不重要\n灯不亮", "发件人是谁不重要\n灯不亮"),
    ("From: here it is dark\nI cannot see", "From: here it is dark\nI cannot see"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "new"), QUOTED)
def test_only_what_is_new_is_kept(text: str, new: str) -> None:
    assert mail.new_words(text) == new
    assert mail.new_words(text.replace("\n", "\r\n")) == new


@given(st.text(max_size=300))
def test_cutting_adds_nothing_and_ends(text: str) -> None:
    new = mail.new_words(text)
    assert len(new) <= len(text)
    assert mail.new_words(new) in new or not new


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>灯不亮</p><p>请修</p>", "灯不亮\n\n请修"),
        ("灯<br>不亮<script>alert(1)</script>", "灯\n不亮"),
        ("<style>p{}</style><div>a &amp; b&nbsp;c</div>", "a & b c"),
        ("新<blockquote type=cite>旧<blockquote>更旧</blockquote></blockquote>", "新"),
        ('新<div class="gmail_quote"><div>旧</div></div>后', "新后"),
        ('可见<span style="display: none">隐藏</span>', "可见"),
        ("<b>没有结尾", "没有结尾"),
        ("<img src=x onerror=alert(1)>图", "图"),
        ("</p></div></blockquote>多余的结尾", "多余的结尾"),
    ],
)
def test_html_becomes_words(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.text(alphabet="<>/abp!- \n\"'&;=", max_size=400))
def test_no_html_breaks_the_reading(html: str) -> None:
    assert "<script" not in text_of(html)


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("镕基路灯不亮".encode("gb18030"), "gb2312", "镕基路灯不亮"),
        ("路灯不亮".encode("gbk"), "utf-8", "路灯不亮"),
        ("路灯不亮".encode("gbk"), "us-ascii", "路灯不亮"),
        ("路灯不亮".encode("gbk"), "iso-8859-1", "路灯不亮"),
        ("路灯不亮".encode(), "gb2312", "路灯不亮"),
        ("路灯不亮".encode(), "", "路灯不亮"),
        ("路灯不亮".encode("gbk"), "no-such-charset", "路灯不亮"),
        ("𠮷".encode("gb18030"), "GBK", "𠮷"),
        (b"plain", "us-ascii", "plain"),
    ],
)
def test_charsets_that_lie_are_seen_through(raw: bytes, charset: str, text: str) -> None:
    assert decoded(raw, charset) == text


def test_a_mail_in_bare_gbk_is_read() -> None:
    """As an old mail program writes it: no encoding of the heads at all."""
    raw = (
        "From: 王 <wang@qq.example>\r\nTo: help@feng.example\r\nSubject: 路灯坏了\r\n"
        'Content-Type: text/plain; charset="gb2312"\r\n\r\n灯不亮\r\n'
    ).encode("gbk")
    one = read_letter(raw)
    assert (one.sender, one.subject, one.text) == (WANG, "路灯坏了", "灯不亮")


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    read_letter(raw)
    read_letter(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + raw + b"\r\n--x--")


@pytest.mark.parametrize(
    ("line", "authentic"),
    [
        ("mx.feng.example; dmarc=pass (p=none) header.from=qq.example", True),
        ("mx.feng.example; spf=pass; dkim=pass header.i=@qq.example header.d=qq.example", True),
        ("mx.feng.example; dkim=pass header.d=example", True),
        ("mx.feng.example; dkim=pass header.d=evil.example", False),
        ("mx.feng.example; dmarc=fail header.from=qq.example", False),
        ("mx.feng.example; dmarc=pass header.from=evil.example", False),
        ("mx.feng.example; dmarc=fail (dmarc=pass header.from=qq.example)", False),
        ("mx.evil.example; dmarc=pass header.from=qq.example", False),
        ("mx.feng.example; none", False),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(line: str, authentic: bool) -> None:
    one = read_letter(letter(Authentication_Results=line).as_bytes())
    assert mail.is_authentic(one, "mx.feng.example") is authentic
    assert mail.is_authentic(one, "") is False


def test_a_mark_is_good_for_one_address_and_one_thread() -> None:
    tag = mail.tag_for(KEY, "abcd", WANG)
    to = mail.with_tag(BOX, tag)
    assert mail.thread_of(KEY, [to], BOX, WANG) == "abcd"
    assert mail.thread_of(KEY, [to.upper()], BOX, WANG) == "abcd"
    assert mail.thread_of(KEY, [to], BOX, "other@qq.example") == ""
    assert mail.thread_of(b"z" * 32, [to], BOX, WANG) == ""
    assert mail.thread_of(KEY, [to.replace("abcd", "abce")], BOX, WANG) == ""
    assert mail.thread_of(KEY, [to.replace("feng", "evil")], BOX, WANG) == ""
    assert len(to.partition("@")[0]) <= 64, "a local part has 64 characters at most"


def test_our_message_ids_are_known_again_and_nobody_elses() -> None:
    one = uuid4()
    name = mail.own_id(KEY, one, BOX)
    assert mail.outgoing_in(KEY, ["<x@y>", name], BOX) == [one]
    assert mail.outgoing_in(KEY, [name.replace(one.hex, uuid4().hex)], BOX) == []
