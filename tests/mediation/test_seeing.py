"""Who sees what: the table as data, every cell; and the same through the pages."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.mediation import actions
from maplebridge.mediation.models import CaucusNote, FileReading, MediationFile
from maplebridge.mediation.rules.parts import Power, Stands
from maplebridge.mediation.rules.visibility import Access, Hat, Thing, When, access
from maplebridge.people import actions as people
from maplebridge.people.models import AccessRecord
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_consent import seat
from tests.mediation.test_intake import get, page, send
from tests.world import viewer

# What each sees; `a?b` is a when b holds, else nothing; `a?b/c` else c.
TABLE = """
thing      party             representative    lead   co_mediator      insurer           adviser           committee  court
file       read              read?in_scope     write  write            read?invited      read?invited      read       nothing
application read             read?in_scope     write  write            read?invited      read?invited      read       read?applied
minutes    read              read?in_scope     write  write            read?invited      read?invited      read       read?applied
identity   masked            masked?in_scope   read   read             masked?invited    masked?invited    read       read?filed
medical    read?extract/own  own?in_scope      read   read?by_task     read?claim        read?extract      nothing    read?filed
caucus     own               own?in_scope      write  read?ticked      nothing           nothing           nothing    nothing
offer      own               own?in_scope      state  nothing          own               nothing           nothing    nothing
conflicts  read              read?in_scope     write  write            read?invited      read?invited      read       nothing
"""


def cells() -> dict[tuple[Thing, Hat], tuple[str, str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    found = {}
    for thing, *row in rows:
        for hat, cell in zip(head[1:], row, strict=True):
            most, _, rest = cell.partition("?")
            when, _, otherwise = rest.partition("/")
            found[Thing(thing), Hat(hat)] = (most, when, otherwise or "nothing")
    return found


def expected(thing: Thing, hat: Hat, true: set[When]) -> Access:
    most, when, otherwise = cells()[thing, hat]
    return Access[(most if not when or When(when) in true else otherwise).upper()]


def test_every_role_and_thing_under_every_condition() -> None:
    tried = 0
    for thing, hat in product(Thing, Hat):
        for size in (0, 1, 2, len(When)):
            for true in combinations(When, size):
                tried += 1
                assert access(thing, {hat}, true) is expected(thing, hat, set(true)), (thing, hat)
    assert tried > len(Thing) * len(Hat) * 30


@pytest.mark.parametrize("thing", [Thing.CAUCUS, Thing.OFFER])
def test_a_judge_never_learns_it_whatever_else_they_are(thing: Thing) -> None:
    for size in range(len(Hat)):
        for others in combinations(set(Hat) - {Hat.ADVISER}, size):
            assert access(thing, {Hat.ADVISER, *others}, set(When)) is Access.NOTHING


def test_several_hats_open_what_the_best_of_them_opens() -> None:
    for thing in (Thing.FILE, Thing.IDENTITY, Thing.CONFLICTS):
        for one, other in combinations(Hat, 2):
            both = access(thing, {one, other})
            assert both is max(expected(thing, one, set()), expected(thing, other, set()))
    assert access(Thing.FILE, set(), set(When)) is Access.NOTHING


def note(room: Room, file: MediationFile, text: str = "其实五千也行") -> CaucusNote:
    return actions.write_note(
        viewer=viewer(room.he), file_id=file.pk, party_id=party_of(file, room.world.wang).pk,
        text=text, now=timezone.now(),
    )  # fmt: skip


def seated(room: Room, file: MediationFile, **more: Any) -> Any:
    """A seat to which both agreed."""
    asked = seat(room, file, **more)
    for who in (room.world.wang, room.world.chen):
        send(who, f"{file.pk}/seats/{asked.pk}/{party_of(file, who).pk}/", said="yes")
    return asked


def test_what_was_said_alone_is_read_by_that_party_and_the_leading_mediator_alone(
    room: Room,
) -> None:
    file = talking(room)
    note(room, file)
    seated(room, file)
    seated(room, file, chair="co_mediator", title="陆调解", name="陆调解", phone=room.lu.phone)
    words = "其实五千也行"
    for who in (room.he, room.world.wang):
        assert words in page(who, f"{file.pk}/alone/")
    assert words not in page(room.world.chen, f"{file.pk}/alone/"), "its own page is empty"
    assert words not in page(room.lu, f"{file.pk}/alone/"), "not ticked"
    for who in (room.judge, room.world.sun, room.world.qian):
        assert get(who, f"{file.pk}/alone/").status_code == 404
    for who in (room.he, room.world.wang, room.world.chen, room.lu, room.judge, room.world.sun):
        assert words not in page(who, f"{file.pk}/")
        assert words not in page(who, f"{file.pk}/readings/")


def test_a_party_ticks_that_the_second_mediator_may_read_a_note_and_unticks_it(room: Room) -> None:
    file = talking(room)
    written = note(room, file)
    seated(room, file, chair="co_mediator", title="陆调解", name="陆调解", phone=room.lu.phone)
    way = f"{file.pk}/alone/{written.pk}/"
    assert send(room.lu, way, shared="1").status_code == 404
    assert send(room.he, way, shared="1").status_code == 403, "only the party ticks"
    assert send(room.world.wang, way, shared="1").status_code == 302
    assert "其实五千也行" in page(room.lu, f"{file.pk}/alone/")
    assert send(room.world.wang, way, shared="0").status_code == 302
    assert "其实五千也行" not in page(room.lu, f"{file.pk}/alone/")


def test_no_search_no_copy_and_no_record_holds_what_was_said_alone(room: Room) -> None:
    from maplebridge.core.models import AuditEntry
    from maplebridge.mediation.models import StepWords

    file = talking(room)
    note(room, file)
    for text in ("其实五千也行", "五千"):
        assert file.reference not in page(room.world.sun, f"desk/?tab=all&q={text}")
    _, sections = people.export_my_data(viewer=viewer(room.world.wang), now=timezone.now())
    copy = str([(one.name, list(one.plain())) for one in sections])
    assert file.reference in copy
    assert "五千" not in copy
    assert not StepWords.objects.filter(text__contains="五千").exists()
    entries = AuditEntry.objects.filter(verb="mediation.write_note")
    assert entries.exists()
    assert "五千" not in str([one.facts for one in entries])


def test_the_copy_of_one_party_holds_nothing_of_the_other(room: Room) -> None:
    talking(room)
    _, sections = people.export_my_data(viewer=viewer(room.world.wang), now=timezone.now())
    copy = str([(one.name, list(one.plain())) for one in sections if "mediation" in one.name])
    assert room.world.wang.phone in copy
    assert room.world.chen.phone not in copy
    assert "陈邻居" not in copy


def test_numbers_and_addresses_are_covered_for_the_other_side_and_the_judge(room: Room) -> None:
    file = talking(room)
    seated(room, file)
    chen = party_of(file, room.world.chen)
    for who in (room.world.wang, room.judge):
        shown = page(who, f"{file.pk}/")
        assert "陈邻居" in shown
        assert room.world.chen.phone not in shown
        assert "枫林苑 3 栋 102" not in shown
        assert get(who, f"{file.pk}/parties/{chen.pk}/contact/").status_code == 403
    own = page(room.world.chen, f"{file.pk}/")
    assert room.world.chen.phone in own
    assert "枫林苑 3 栋 102" in own


def test_opening_a_number_needs_a_reason_and_the_party_reads_who_and_why(room: Room) -> None:
    file = talking(room)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/parties/{chen.pk}/contact/"
    assert room.world.chen.phone not in page(room.he, f"{file.pk}/")
    assert send(room.he, way, reason="").status_code == 422
    opened = send(room.he, way, reason="约双方见面的时间")
    assert room.world.chen.phone in opened.content.decode()
    record = AccessRecord.objects.get(subject=room.world.chen, what="mediation")
    assert (record.reader, record.reason) == (room.he, "约双方见面的时间")
    for who in (room.world.chen, room.world.wang, room.world.sun):
        shown = page(who, f"{file.pk}/readings/")
        assert "何调解" in shown
        assert ("约双方见面的时间" in shown) is (who != room.world.wang), "not by the other side"


def test_the_desk_puts_a_party_right_without_reading_its_number_and_address(room: Room) -> None:
    file = talking(room)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/parties/{chen.pk}/"
    shown = page(room.he, way)
    assert "陈邻居" in shown
    assert room.world.chen.phone not in shown
    assert "枫林苑 3 栋 102" not in shown
    assert room.world.chen.phone in page(room.world.chen, way), "one's own stands there"
    data = {"side": "respondent", "name": "陈邻居", "job": "木匠", "capacity": "full"}
    assert send(room.he, way, **data).status_code == 302
    chen.refresh_from_db()
    assert (chen.job, chen.phone, chen.address) == (
        "木匠", room.world.chen.phone, "枫林苑 3 栋 102",
    )  # fmt: skip


def speak(room: Room, file: MediationFile, by: Any, party: Any, **more: Any) -> None:
    """Li may attend for a party."""
    li = room.world.li
    actions.add_speaker(
        viewer=viewer(by), file_id=file.pk, party_id=party.pk, now=timezone.now(),
        one=actions.Spoken(li.name, Stands.AGENT, Power.ATTEND, phone=li.phone, **more),
    )  # fmt: skip


def test_who_may_only_attend_for_a_party_changes_nothing_that_is_written_about_it(
    room: Room,
) -> None:
    file, li = talking(room), room.world.li
    wang = party_of(file, room.world.wang)
    speak(room, file, room.world.wang, wang)
    way = f"{file.pk}/parties/{wang.pk}/"
    data = {"side": "applicant", "name": "王奶奶", "phone": li.phone, "capacity": "full"}
    assert send(li, way, **data).status_code == 403
    assert get(li, way).status_code == 403
    assert f'{way}"' not in page(li, f"{file.pk}/")
    wang.refresh_from_db()
    assert wang.phone == room.world.wang.phone


def test_nobody_stands_or_speaks_on_both_sides_until_the_first_power_has_ended(
    room: Room,
) -> None:
    file, li = talking(room), room.world.li
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    speak(room, file, room.world.wang, wang)
    data = {"name": li.name, "phone": li.phone, "stands": "agent", "power": "attend"}
    refused = send(room.he, f"{file.pk}/parties/{chen.pk}/speaker/", **data)
    assert refused.status_code == 422
    assert li.name in refused.content.decode()
    party = {"side": "respondent", "name": li.name, "phone": li.phone, "capacity": "full"}
    assert send(room.he, f"{file.pk}/parties/add/", **party).status_code == 422
    other = {"side": "applicant", "name": "陈邻居", "capacity": "full"}
    assert send(room.he, f"{file.pk}/parties/{chen.pk}/", **other).status_code == 302
    speak(room, file, room.he, chen)  # two on one side may have the same agent
    back = send(room.he, f"{file.pk}/parties/{chen.pk}/", **(other | {"side": "respondent"}))
    assert back.status_code == 422
    chen.refresh_from_db()
    assert chen.side == "applicant"
    given = wang.representatives.get()
    actions.end_speaker(
        viewer=viewer(room.world.wang), file_id=file.pk, speaker_id=given.pk, now=timezone.now()
    )
    again = send(room.he, f"{file.pk}/parties/{chen.pk}/", **(other | {"side": "respondent"}))
    assert again.status_code == 302


def test_who_reads_the_file_without_being_a_party_is_noted_once_a_day(room: Room) -> None:
    file = talking(room)
    FileReading.objects.all().delete()
    for who in (room.he, room.he, room.world.sun, room.world.wang, room.world.chen):
        page(who, f"{file.pk}/")
    seen = sorted(FileReading.objects.values_list("reader__name", "hat"))
    assert seen == [("何调解", "lead"), ("孙值班", "committee")]
    assert "孙值班" in page(room.world.chen, f"{file.pk}/readings/")


@pytest.mark.parametrize("way", ["papers/application.docx", "items/", "agreement/"])
def test_who_reads_a_part_of_the_file_without_its_page_is_listed_too(room: Room, way: str) -> None:
    file = talking(room)
    FileReading.objects.all().delete()
    assert get(room.world.sun, f"{file.pk}/{way}").status_code == 200
    assert FileReading.objects.filter(reader=room.world.sun, what="file").count() == 1


def test_who_advises_does_not_read_who_read_the_file(room: Room) -> None:
    file = talking(room)
    seated(room, file)
    way = f"{file.pk}/readings/"
    assert get(room.judge, way).status_code == 404
    assert way not in page(room.judge, f"{file.pk}/")
    assert way in page(room.world.chen, f"{file.pk}/")


def test_another_mediator_of_the_place_sees_what_waits_and_nothing_once_somebody_leads(
    room: Room,
) -> None:
    from tests.mediation.cast import accepted

    file = accepted(room)
    assert get(room.lu, f"{file.pk}/").status_code == 200
    send(room.he, f"{file.pk}/appoint/", post=str(room.he_post.pk))
    assert get(room.lu, f"{file.pk}/").status_code == 404
    assert get(room.he, f"{file.pk}/").status_code == 200


def test_an_operator_who_is_a_party_keeps_no_books_of_the_own_quarrel(room: Room) -> None:
    file = talking(room)
    data = {"side": "third", "name": "孙值班", "phone": room.world.sun.phone, "capacity": "full"}
    assert send(room.world.qian, f"{file.pk}/parties/add/", **data).status_code == 302
    chen = party_of(file, room.world.chen)
    assert get(room.world.sun, f"{file.pk}/parties/{chen.pk}/contact/").status_code == 403
    assert get(room.world.sun, f"{file.pk}/appoint/").status_code == 403
