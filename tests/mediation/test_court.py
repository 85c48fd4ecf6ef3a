"""A court that takes part here reads what was sent to it, answers, and nothing else; who sues alone is not hindered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar, documents
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.mediation import actions, queries
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.messages import ALERTS, CLOCKS
from maplebridge.mediation.models import (
    Agreement,
    AidWish,
    CourtConfirmation,
    FileReading,
    Handover,
    MediationFile,
    Step,
)
from maplebridge.mediation.queries import court as courts
from maplebridge.mediation.queries.agreements import in_force, shown_to
from maplebridge.mediation.queries.dossier import dossier_of
from maplebridge.mediation.queries.file_papers import filled_for
from maplebridge.mediation.queries.performing import kept_of
from maplebridge.mediation.rules.counting import ringing_of
from maplebridge.mediation.rules.court import Outcome, Suit, Track, clocks
from maplebridge.mediation.rules.legal_aid import Ask, Means, advise
from maplebridge.mediation.rules.papers import Kind
from maplebridge.mediation.rules.stages import Verb
from maplebridge.mediation.rules.terms import Code, Days
from maplebridge.organisations import public as organisations
from maplebridge.organisations.models import Organisation
from maplebridge.people import actions as people
from maplebridge.people.models import AccessRecord, Person
from tests.mediation.cast import Room, load, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import Sent, in_effect, sign, texts
from tests.world import viewer

__all__ = ["texts"]

BEGAN = date(2026, 3, 2)
PLAIN = Days({}, frozenset(range(2026, 2031)))


@pytest.fixture(autouse=True)
def _papers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())


def court_for(room: Room) -> Organisation:
    """The people's court, for which Zhou the judge acts."""
    qian, now = viewer(room.world.qian), timezone.now()
    made = organisations.enter(
        viewer=qian, place_id=room.world.community.pk, now=now,
        entry=organisations.Entry(name="枫林区人民法院", kind="court"),
    )  # fmt: skip
    named = organisations.invite(
        viewer=qian, organisation_id=made.pk, name=room.judge.name, phone=room.judge.phone,
        until=timezone.localdate() + timedelta(days=90), now=now,
    )  # fmt: skip
    organisations.accept(viewer=viewer(room.judge), delegate_id=named.pk, now=now)
    return made


def applied(room: Room, texts: Sent) -> tuple[MediationFile, CourtConfirmation]:
    """Both asked Zhou's court; Chen put number and address on the application."""
    made, file, cast = court_for(room), in_effect(room, texts), room.world
    ways = [f"{file.pk}/kept/court/{party_of(file, who).pk}/" for who in (cast.wang, cast.chen)]
    assert send(cast.wang, ways[0], organisation=str(made.pk)).status_code == 302
    assert send(cast.chen, ways[1], contact="on").status_code == 302
    today = timezone.localdate().isoformat()
    assert send(room.he, f"{file.pk}/kept/court/applied/", applied_on=today).status_code == 302
    return file, CourtConfirmation.objects.get()


def test_a_court_reads_the_application_and_the_agreement_and_nothing_that_was_said_in_the_talks(
    room: Room, texts: Sent
) -> None:
    file, made = applied(room, texts)
    shown = page(room.judge, f"docket/{made.pk}/")
    for words in ("水管", "叁仟元整", "王奶奶", "陈邻居", "请求法院确认"):
        assert words in shown
    assert room.world.chen.phone in shown, "it stands on the application"
    assert room.world.wang.phone not in shown, "not ticked"
    for way in ("", "items/", "offers/", "agreement/", "alone/", "kept/", "papers/", "readings/",
                "days/", "suits/", "aid/"):  # fmt: skip
        assert get(room.judge, f"{file.pk}/{way}").status_code == 404, way
    printed = get(room.judge, f"docket/{made.pk}/confirmation.pdf").content.decode()
    assert printed.count("陈邻居") == 2, "who asks, and where they sign"
    for kind, status in (("agreement", 200), ("confirmation", 200), ("minutes", 404)):
        assert get(room.judge, f"docket/{made.pk}/{kind}.pdf").status_code == status
    for who in (room.world.wang, room.world.sun, room.he):
        assert get(who, f"docket/{made.pk}/").status_code == 404
        assert get(who, "docket/").status_code == 403
    assert Agreement.objects.get().number in page(room.judge, "docket/")
    assert FileReading.objects.filter(reader=room.judge, hat="court").exists()
    assert "法院" in page(room.world.wang, f"{file.pk}/readings/"), "the parties read that it did"


def test_the_court_takes_it_on_and_confirms_and_the_clocks_follow(room: Room, texts: Sent) -> None:
    file, made = applied(room, texts)
    today, way = timezone.localdate().isoformat(), f"docket/{made.pk}/answer/"

    def running() -> set[Code]:
        file.refresh_from_db()
        now = timezone.now()
        found = queries.running(file, queries.days_of(now), calendar.today(now))
        return {one.term.code for one in found}

    assert Code.COURT_TAKES in running()
    assert Code.CONFIRM not in running()
    assert send(room.world.wang, way, answer="taken", day=today).status_code == 404
    assert send(room.judge, way, answer="longer", day=today).status_code == 422
    assert send(room.judge, way, answer="taken", day=today).status_code == 302
    assert Code.COURT_RULES in running()
    assert send(room.judge, way, answer="longer", day=today).status_code == 302
    assert send(room.judge, way, answer="confirmed", day=today).status_code == 422, "no number"
    number = "（2026）赣0111民特2号"
    confirmed = {"answer": "confirmed", "day": today, "case_number": number}
    assert send(room.judge, way, **confirmed).status_code == 302
    assert not running() & {Code.COURT_TAKES, Code.COURT_RULES, Code.CONFIRM}
    assert file.confirmation == "confirmed"
    assert number in page(room.world.chen, f"{file.pk}/kept/")
    assert send(room.judge, way, **confirmed).status_code == 422
    assert Step.objects.filter(file=file, verb="court", hat="court").count() == 3


def test_what_a_court_does_not_take_on_says_why_and_another_court_is_asked(
    room: Room, texts: Sent
) -> None:
    file, made = applied(room, texts)
    today, cast = timezone.localdate().isoformat(), room.world
    way = f"docket/{made.pk}/answer/"
    assert send(room.judge, way, answer="refused", day=today).status_code == 422
    assert send(room.judge, way, answer="refused", day=today, reason="不属本院管辖").status_code == 302  # fmt: skip
    assert "不属本院管辖" in page(cast.wang, f"{file.pk}/kept/")
    ask = f"{file.pk}/kept/court/{party_of(file, cast.wang).pk}/"
    assert ask in page(cast.wang, f"{file.pk}/kept/")
    assert send(cast.wang, ask, court="别的法院").status_code == 302
    made.refresh_from_db()
    assert (made.organisation, made.court, made.reason) == (None, "别的法院", "")
    assert get(room.judge, f"docket/{made.pk}/").status_code == 404, "it is no longer theirs"


def failed(room: Room) -> MediationFile:
    file = talking(room)
    actions.step(
        viewer=viewer(room.he), file_id=file.pk, verb=Verb.TERMINATE, code="no_agreement",
        now=timezone.now(),
    )  # fmt: skip
    return file


def test_a_party_hands_over_what_it_ticked_and_the_other_side_reads_nothing_of_it(
    room: Room,
) -> None:
    made, file, cast = court_for(room), failed(room), room.world
    wang = party_of(file, cast.wang)
    way = f"{file.pk}/suits/{wang.pk}/hand-over/"
    data = {"organisation": str(made.pk), "claim": "请求赔偿三千元", "papers": ["ended"], "freeze": "on"}  # fmt: skip
    assert send(cast.chen, way, **data).status_code == 403
    assert send(room.he, way, **data).status_code == 403, "only the party itself"
    assert send(cast.wang, way, **(data | {"claim": ""})).status_code == 422
    assert send(cast.wang, way, **data).status_code == 302
    row = Handover.objects.get()
    shown = page(room.judge, f"docket/suits/{row.pk}/")
    assert "请求赔偿三千元" in shown
    for hidden in (cast.wang.phone, "枫林苑 3 栋", "陈邻居", "楼上漏水"):
        assert hidden not in shown
    read = AccessRecord.objects.get(reader=room.judge)
    assert (read.subject, read.reason) == (cast.wang, "枫林区人民法院")
    assert "请求赔偿三千元" not in page(cast.chen, f"{file.pk}/suits/")
    assert "一个工作日内立案" in page(cast.wang, f"{file.pk}/")
    assert "法院承诺：一个工作日内立案" not in page(cast.chen, f"{file.pk}/")
    assert get(cast.li, f"docket/suits/{row.pk}/").status_code == 404
    today = timezone.localdate().isoformat()
    answer = {"filed_on": today, "track": "small", "case_number": "（2026）赣0111民初9号"}
    assert send(room.judge, f"docket/suits/{row.pk}/answer/", **answer).status_code == 302
    assert "（2026）赣0111民初9号" in page(cast.wang, f"{file.pk}/suits/")
    assert "20天内审结" in page(room.he, f"{file.pk}/")
    back = f"{file.pk}/suits/{row.pk}/back/"
    send(cast.wang, back)
    row.refresh_from_db()
    assert row.taken_back_at is None, "the court has registered it"
    ended = answer | {"outcome": "judged", "outcome_on": today, "frozen_on": today}
    assert send(room.judge, f"docket/suits/{row.pk}/answer/", **ended).status_code == 302
    assert "法院承诺" not in page(room.he, f"{file.pk}/")
    empty([file.pk])
    assert not Handover.objects.exists()


def test_papers_are_taken_back_and_the_court_reads_them_no_more(room: Room) -> None:
    made, file, cast = court_for(room), failed(room), room.world
    wang = party_of(file, cast.wang)
    send(
        cast.wang, f"{file.pk}/suits/{wang.pk}/hand-over/", organisation=str(made.pk), claim="请求"
    )
    row = Handover.objects.get()
    assert send(cast.chen, f"{file.pk}/suits/{row.pk}/back/").status_code == 404
    assert send(cast.wang, f"{file.pk}/suits/{row.pk}/back/").status_code == 302
    with pytest.raises(Missing):
        courts.handed(viewer(room.judge), row.pk, timezone.now())
    other = talking(room)
    party = party_of(other, cast.wang)
    early = send(cast.wang, f"{other.pk}/suits/{party.pk}/hand-over/", court="某法院", claim="请求")
    assert early.status_code == 422, "talks go on"


@pytest.mark.parametrize(
    ("suit", "expected"),
    [
        (Suit(BEGAN, here=False), {Code.FILE_SUIT: [4, 7]}),
        (Suit(BEGAN, here=True), {Code.FILE_SUIT: [4, 7], Code.FILE_SUIT_HERE: [1]}),
        (Suit(BEGAN, here=True, filed_on=BEGAN, track=Track.ORDINARY),
         {Code.TRIED_ORDINARY: [50, 60]}),
        (Suit(BEGAN, here=True, filed_on=BEGAN, track=Track.SUMMARY), {Code.TRIED_SUMMARY: [18, 30]}),
        (Suit(BEGAN, here=True, filed_on=BEGAN, track=Track.SMALL), {Code.TRIED_SMALL: [14, 18]}),
        (Suit(BEGAN, here=True, filed_on=BEGAN, freeze=True, track=Track.SMALL),
         {Code.TRIED_SMALL: [14, 18], Code.FILE_SUIT_HERE: [1]}),
        (Suit(BEGAN, here=False, filed_on=BEGAN, track=Track.SMALL), {}),
        (Suit(BEGAN, here=True, over=True), {}),
    ],
)  # fmt: skip
def test_a_promise_rings_only_at_a_court_that_gave_it(
    suit: Suit, expected: dict[Code, list[int]]
) -> None:
    found: dict[Code, list[int]] = {}
    for start, alert in ringing_of(list(clocks(suit)), PLAIN):
        found.setdefault(start.term.code, []).append((alert.day - BEGAN).days)
    assert found == expected
    assert set(found) <= set(CLOCKS)
    assert set(found) <= set(ALERTS)


@pytest.mark.parametrize(
    ("ticked", "covered", "means", "at_once"),
    [
        ([], False, Means.DECLARED, False),
        ([Ask.INJURY], True, Means.DECLARED, False),
        ([Ask.INJURY, Ask.NO_INCOME], True, Means.PROOF_OF_GROUP, False),
        ([Ask.RESCUE], True, Means.NOTHING, False),
        ([Ask.ABUSE, Ask.NO_INCOME], True, Means.NOTHING, False),
        ([Ask.MIGRANT], False, Means.PROOF_OF_GROUP, False),
        ([Ask.WAGES, Ask.TIME_SHORT], True, Means.DECLARED, True),
    ],
)
def test_legal_aid_by_the_articles(
    ticked: list[Ask], covered: bool, means: Means, at_once: bool
) -> None:
    found = advise(ticked)
    assert (found.covered, found.means, found.at_once) == (covered, means, at_once)
    assert [one for one, _law in found.reasons] == [one for one in Ask if one in ticked]


def test_answers_about_legal_aid_are_kept_nowhere_and_only_the_wish_is_with_its_clocks(
    room: Room,
) -> None:
    file, cast = talking(room), room.world
    wang, way = party_of(file, cast.wang), f"{file.pk}/aid/"
    shown = send(cast.wang, way, ticked=["injury"]).content.decode()
    for words in ("《法律援助法》第 31 条", "江西省的标准本平台没有查到"):
        assert words in shown
    assert not AidWish.objects.exists()
    assert send(cast.chen, f"{way}{wang.pk}/").status_code == 403
    assert send(cast.wang, f"{way}{wang.pk}/").status_code == 302
    today = timezone.localdate().isoformat()
    assert send(cast.wang, f"{way}{wang.pk}/days/", named_on=today).status_code == 422
    assert send(cast.wang, f"{way}{wang.pk}/days/", asked_on=today).status_code == 302
    assert "法律援助机构审查决定" in page(room.he, f"{file.pk}/")
    assert "法律援助机构审查决定" not in page(cast.chen, f"{file.pk}/"), "nobody else's business"
    assert "王奶奶" not in page(cast.chen, way)
    granted = {"asked_on": today, "granted_on": today}
    assert send(cast.wang, f"{way}{wang.pk}/days/", **granted).status_code == 302
    now = timezone.now()
    found = queries.running(file, queries.days_of(now), calendar.today(now))
    assert {one.term.code for one in found if one.party} == {Code.LAWYER}
    actions.ring(now=now + timedelta(days=3))
    codes = set(Step.objects.filter(file=file, verb="alert").values_list("code", flat=True))
    assert {f"lawyer_{number}.a1" for number in (2, 3)} <= codes
    _, copy = people.export_my_data(viewer=viewer(cast.chen), now=now)
    assert not [row for one in copy if one.name == "mediation_aid" for row in one.plain()]
    asks = filled_for(load(cast.chen, file), Kind.FUND, "zh-hans").people
    assert [one["name"] for one in asks["applicant"]] == ["陈邻居"], "who prints it asks the fund"
    told = {who: {one.code for one in queries.steps_of(load(who, file))} & {"lawyer_3.a1"}
            for who in (cast.wang, cast.chen, room.he)}  # fmt: skip
    assert told == {cast.wang: {"lawyer_3.a1"}, cast.chen: set(), room.he: {"lawyer_3.a1"}}
    sheets = str(dossier_of(load(room.he, file), "zh-hans", calendar.today(now)).sheets)
    assert "发出提醒" not in sheets, "that Wang wants a lawyer is told nobody"
    empty([file.pk])
    assert not AidWish.objects.exists()


def test_what_was_agreed_by_word_is_put_in_writing_and_then_the_paper_holds(
    room: Room, texts: Sent
) -> None:
    file, cast = talking(room), room.world
    words: dict[str, Any] = {"facts": "漏水", "clauses": "陈邻居修好水管。", "grace_days": "0"}
    first = timezone.localdate() + timedelta(days=40)
    pay = {
        "payer": str(party_of(file, cast.chen).pk), "payee": str(party_of(file, cast.wang).pk),
        "amount": "300", "manner": "cash", "parts": "1", "first_on": first.isoformat(),
    }  # fmt: skip

    def agree(oral: bool) -> None:
        sent = words | ({"oral": "on"} if oral else {})
        assert send(room.he, f"{file.pk}/agreement/words/", **sent).status_code == 302
        send(room.he, f"{file.pk}/agreement/pay/", **pay)
        send(room.he, f"{file.pk}/agreement/fix/")
        for who in () if oral else (cast.wang, cast.chen):
            assert sign(file, who, who, texts).status_code == 302
        send(room.he, f"{file.pk}/agreement/sign/", strokes="")
        send(room.he, f"{file.pk}/agreement/effect/")

    agree(oral=True)
    file.refresh_from_db()
    assert file.state == "agreed_oral"
    by_word = in_force(file)
    assert by_word is not None
    payment = by_word.payments.get()
    today = timezone.localdate().isoformat()
    send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", amount="100", paid_on=today)
    assert send(room.he, f"{file.pk}/agreement/words/", **words, oral="on").status_code == 422
    sheets = len(dossier_of(load(room.he, file), "zh-hans", timezone.localdate()).sheets)
    assert send(room.he, f"{file.pk}/agreement/words/", **words).status_code == 302
    assert get(cast.wang, f"{file.pk}/kept/").status_code == 200, "the word holds meanwhile"
    assert get(cast.wang, f"{file.pk}/agreement/sealed.pdf").status_code == 200
    assert by_word.number in page(cast.wang, f"{file.pk}/agreement/")
    assert shown_to(load(cast.wang, file)) == by_word
    assert len(dossier_of(load(room.he, file), "zh-hans", timezone.localdate()).sheets) == sheets
    agree(oral=False)
    file.refresh_from_db()
    written = in_force(file)
    assert written is not None
    assert (file.state, written.oral, written.number) == ("agreed", False, f"{file.reference}-2")
    assert Agreement.objects.filter(file=file, state="in_effect").count() == 2
    assert "100.00" in page(cast.wang, f"{file.pk}/kept/"), "what was paid before is still seen"
    assert not payment.parts.filter(remind_on__isnull=False).exists()
    (kept,) = kept_of(written, timezone.localdate())
    assert kept.account.rest == 20_000, "the same payment: what was paid of it counts"


def acting(room: Room, court: Organisation, who: Person) -> None:
    named = organisations.invite(
        viewer=viewer(room.world.qian), organisation_id=court.pk, name=who.name, phone=who.phone,
        until=timezone.localdate() + timedelta(days=9), now=timezone.now(),
    )  # fmt: skip
    organisations.accept(viewer=viewer(who), delegate_id=named.pk, now=timezone.now())


def test_a_court_answers_itself_and_never_by_a_party_or_by_the_mediator(
    room: Room, texts: Sent
) -> None:
    file, made = applied(room, texts)
    assert made.organisation is not None
    acting(room, made.organisation, room.world.wang)
    today = timezone.localdate().isoformat()
    said = {"answer": "confirmed", "day": today, "case_number": "1"}
    assert get(room.world.wang, f"docket/{made.pk}/").status_code == 404
    assert send(room.world.wang, f"docket/{made.pk}/answer/", **said).status_code == 404
    assert made.agreement.number not in page(room.world.wang, "docket/")
    refused = send(room.he, f"{file.pk}/kept/court/answer/", **said)
    assert refused.status_code == 422
    assert made.court in refused.content.decode()
    withdrawn = said | {"answer": "withdrawn"}
    assert send(room.he, f"{file.pk}/kept/court/answer/", **withdrawn).status_code == 302


def test_who_asked_alone_chooses_another_court(room: Room, texts: Sent) -> None:
    made, file, cast = court_for(room), in_effect(room, texts), room.world
    wang, chen = (f"{file.pk}/kept/court/{party_of(file, who).pk}/" for who in (cast.wang, cast.chen))  # fmt: skip
    assert send(cast.wang, wang, court="写错的法院", contact="on").status_code == 302
    assert "另选法院" in page(cast.wang, f"{file.pk}/kept/")
    assert send(cast.wang, wang, organisation=str(made.pk)).status_code == 302
    row = CourtConfirmation.objects.get()
    assert (row.organisation, row.court, row.contacts) == (made, made.name, [])
    assert send(cast.chen, chen).status_code == 302
    assert send(cast.wang, wang, court="又一个法院").status_code == 302
    row.refresh_from_db()
    assert row.court == made.name, "both asked this one"


def test_a_suit_is_answered_by_its_court_and_read_by_nobody_of_the_other_side(room: Room) -> None:
    made, file, cast = court_for(room), failed(room), room.world
    key: dict[str, Any] = {"viewer": viewer(cast.wang), "file_id": file.pk, "now": timezone.now()}
    give: dict[str, Any] = {
        **key, "party_id": party_of(file, cast.wang).pk, "court": "", "claim": "赔偿", "papers": [],
        "freeze": False,
    }  # fmt: skip
    row = actions.hand_over(**give, organisation_id=made.pk)
    acting(room, made, cast.chen)
    assert get(cast.chen, f"docket/suits/{row.pk}/").status_code == 404
    assert cast.wang.name not in page(cast.chen, "docket/?tab=suits")
    today = timezone.localdate()
    said: dict[str, Any] = {
        **key, "handover_id": row.pk, "filed_on": None, "frozen_on": None, "track": None,
        "case_number": "",
    }  # fmt: skip
    with pytest.raises(RuleBroken, match="这里只能登记撤回"):
        actions.note_suit(**said, outcome=Outcome.JUDGED, outcome_on=today)
    actions.note_suit(**said, outcome=Outcome.WITHDRAWN, outcome_on=today)
    second = actions.hand_over(**(give | {"court": "别的法院"}), organisation_id=None)
    Handover.objects.filter(pk=row.pk).update(organisation=None)
    with pytest.raises(RuleBroken, match="材料"):
        actions.note_suit(**said, outcome=Outcome.OPEN, outcome_on=None)
    actions.take_back_papers(**key, handover_id=second.pk)


def test_after_a_failed_file_was_put_away_its_papers_are_still_handed_over(room: Room) -> None:
    file, cast = failed(room), room.world
    for verb in (Verb.GUIDE, Verb.ARCHIVE):
        actions.step(viewer=viewer(room.he), file_id=file.pk, verb=verb, now=timezone.now())
    way = f"{file.pk}/suits/{party_of(file, cast.wang).pk}/hand-over/"
    assert send(cast.wang, way, court="法院", claim="赔偿", papers=["ended"]).status_code == 302
    file.refresh_from_db()
    now = timezone.now()
    found = queries.running(file, queries.days_of(now), calendar.today(now))
    assert Code.FILE_SUIT in {one.term.code for one in found}
    assert courts.what_is_handed(Handover.objects.get()).ended_at is not None
