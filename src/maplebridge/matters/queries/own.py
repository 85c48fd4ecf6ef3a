"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.channels import public as channels
from maplebridge.people import public as people

from ..models import (
    ContactReading,
    Conversation,
    CoReporter,
    Helper,
    Matter,
    MatterAddress,
    MatterAttribute,
    MatterEvent,
    MatterPhoto,
    MatterTask,
    PhoneCall,
    PhotoUpload,
    ProgramReport,
    Rating,
    SavedView,
)


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """The matters that the person reported with all that belongs to them, and what they joined.

    The lines are those that the page of the matter shows its reporter; who else did or joined
    something stands there by name or not at all, and not here.
    """
    mine = {"matter__reporter": person_id}
    talks = Q(pk__in=[])
    for one in channels.addresses_of(person_id, now):
        talks |= Q(channel=one.channel, address=one.address, last_at__gte=one.since)
    return [
        people.OwnRows(
            "matters", Matter, Matter.objects.filter(reporter=person_id).order_by("id"),
            hidden=("receipt_hash", "on_behalf_by_id"),
        ),
        people.OwnRows(
            "matter_lines", MatterEvent, MatterEvent.objects.filter(**mine).order_by("id"),
            hidden=("actor_id", "deputy_for_id"),
        ),
        people.OwnRows(
            "matter_photos", MatterPhoto,
            MatterPhoto.objects.filter(event__matter__reporter=person_id).order_by("id"),
        ),
        people.OwnRows(
            "matter_answers", MatterAttribute, MatterAttribute.objects.filter(**mine)
        ),
        people.OwnRows("matter_tasks", MatterTask, MatterTask.objects.filter(**mine)),
        people.OwnRows("ratings", Rating, Rating.objects.filter(**mine)),
        people.OwnRows("told_at", MatterAddress, MatterAddress.objects.filter(**mine)),
        people.OwnRows(
            "phone_calls", PhoneCall, PhoneCall.objects.filter(**mine), hidden=("operator_id",)
        ),
        people.OwnRows("by_programs", ProgramReport, ProgramReport.objects.filter(**mine)),
        people.OwnRows("helped_with", Helper, Helper.objects.filter(person=person_id)),
        people.OwnRows("joined", CoReporter, CoReporter.objects.filter(person=person_id)),
        people.OwnRows("conversations", Conversation, Conversation.objects.filter(talks)),
        people.OwnRows("saved_views", SavedView, SavedView.objects.filter(owner=person_id)),
        people.OwnRows("uploads", PhotoUpload, PhotoUpload.objects.filter(person=person_id)),
        people.OwnRows(
            "contacts_read_by_me", ContactReading, ContactReading.objects.filter(reader=person_id)
        ),
    ]  # fmt: skip
