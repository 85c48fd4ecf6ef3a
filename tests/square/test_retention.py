"""The public side forgets a matter when its words are forgotten, and what was taken back at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maplebridge.core import files
from maplebridge.core.models import StoredFile
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Matter
from maplebridge.square import actions
from maplebridge.square.models import Publication, PublicPicture
from tests.world import World, publish, viewer


def test_what_is_public_goes_with_the_words_of_its_matter(world: World) -> None:
    public = publish(world)
    matter, now = public.matter, timezone.now()
    matter_actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=now)
    last_day = now + timedelta(days=1095)
    matter_actions.purge_expired(now=last_day)
    actions.purge_expired(now=last_day)
    assert Publication.objects.filter(pk=public.pk).exists()
    matter_actions.purge_expired(now=last_day + timedelta(days=1))
    assert not PublicPicture.objects.exists()
    actions.purge_expired(now=last_day + timedelta(days=1))
    assert not Publication.objects.exists()
    assert Matter.objects.filter(pk=matter.pk).exists()
    StoredFile.objects.update(handed_in_at=now)
    files.sweep(now=now + timedelta(days=2))
    assert not StoredFile.objects.exists()


def test_copies_of_what_was_taken_back_are_swept(world: World) -> None:
    public = publish(world)
    copy = public.pictures.get().file
    assert copy is not None
    now = timezone.now()
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private", now=now
    )
    StoredFile.objects.filter(pk=copy.pk).update(handed_in_at=now)
    files.sweep(now=now + timedelta(days=2))
    assert not StoredFile.objects.filter(pk=copy.pk).exists()
