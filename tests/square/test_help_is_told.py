"""Whoever waits for a helper's work learns of it: handler, reporter, volunteers, and the helper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Role
from maplebridge.square import actions
from tests.square.test_claims import asked, held, send
from tests.world import World, client_for, post

WHO = ("wang", "chen", "li", "zhao")


@pytest.fixture
def joined(world: World, settings: Any) -> World:
    """Each has a joined mail; Zhao is a volunteer of the community."""
    settings.MAIL_BOX = "house@example.org"
    for who in WHO:
        Sender.objects.create(
            channel="mail", address=f"{who}@example.org", person=getattr(world, who),
            proved_at=timezone.now(),
        )  # fmt: skip
    post(world.zhao, Role.VOLUNTEER, world.community)
    return world


def told(after: Any, now: datetime | None = None) -> set[str]:
    """Who was written to about the step, and no name of anybody in it."""
    Outgoing.objects.all().delete()
    after()
    deliver_all(now=now or timezone.now())
    sent = list(Outgoing.objects.filter(channel="mail"))
    assert not any("陈" in one.text or "路灯" in one.text for one in sent)
    return {one.to.split("@")[0] for one in sent}


def test_each_step_of_a_helper_is_told_to_those_who_wait_for_it(joined: World) -> None:
    world, matter = joined, asked(joined)
    deliver_all()
    assert told(lambda: held(world, matter)) == {"li", "wang"}
    assert told(lambda: send(world.chen, matter, "done", text="换了灯泡")) == {"li", "wang"}
    assert told(lambda: send(world.li, matter, "not-yet")) == {"chen"}
    assert told(lambda: send(world.chen, matter, "give-up")) == {"li", "wang", "zhao"}
    held(world, matter)
    deliver_all()
    late = timezone.now() + timedelta(days=5)
    assert told(lambda: actions.release_lapsed(now=late), late) == {"li", "wang", "zhao", "chen"}


def test_who_helped_hears_that_it_was_confirmed(joined: World) -> None:
    world, matter = joined, asked(joined)
    held(world, matter)
    send(world.chen, matter, "done", text="换了灯泡")
    deliver_all()
    assert "chen" in told(lambda: send(world.wang, matter, "confirm", text="亮了"))


def test_volunteers_hear_nothing_of_a_matter_that_they_may_not_see(joined: World) -> None:
    world, matter = joined, asked(joined)
    held(world, matter)
    deliver_all()
    matter.refresh_from_db()
    matter.visibility = "private"
    matter.save(update_fields=["visibility"])
    late = timezone.now() + timedelta(days=5)
    assert told(lambda: actions.release_lapsed(now=late), late) == {"li", "wang", "chen"}


def test_the_inbox_and_the_matter_show_that_the_help_is_done(joined: World) -> None:
    world, matter = joined, asked(joined)
    english = {"accept-language": "en"}
    inbox, page = "/matters/inbox/?tab=all", f"/matters/{matter.pk}/"
    link = f'href="/matters/public/{matter.pk}/help/"'

    def reads(who: Any, address: str) -> str:
        return client_for(who).get(address, headers=english).content.decode()

    held(world, matter)
    assert "Helpers say it is done" not in reads(world.li, inbox)
    assert link not in reads(world.wang, page)
    send(world.chen, matter, "done", text="换了灯泡")
    assert "Helpers say it is done" in reads(world.li, inbox)
    assert link in reads(world.wang, page)
    assert "A helper says that it is done." in reads(world.li, page)
    send(world.li, matter, "not-yet")
    assert "Helpers say it is done" not in reads(world.li, inbox)
    assert link not in reads(world.wang, page)
    send(world.chen, matter, "done", text="这次真的好了")
    send(world.wang, matter, "confirm", text="亮了")
    assert "Helpers say it is done" not in reads(world.li, inbox)
    assert link not in reads(world.wang, page)
