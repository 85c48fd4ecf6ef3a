"""What one side said to the mediator alone: a page apart, gone when the talks are over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import actions, policy, queries
from ..forms import NoteForm
from ..rules.keeping import KEPT_NOTES
from .pages import bound, done, loaded_for, read_or_send, signed_in, viewer_of


@signed_in
@read_or_send
def alone(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """404 for whoever can never read one, such as a judge who advises."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    notes = queries.notes_of(loaded)
    writable = [one for one in loaded.present if policy.may_write_note(loaded.standing, one.pk)]
    parties = [(str(one.pk), one.name) for one in writable]
    form = bound(request, NoteForm, parties=parties)
    if done(form, lambda: actions.write_note(
        viewer=viewer, file_id=casefile_id, party_id=UUID(form.cleaned_data["party"]),
        text=form.cleaned_data["text"], now=timezone.now(),
    )):  # fmt: skip
        return redirect("mediation:alone", casefile_id)
    names = {one.pk: one.name for one in loaded.parties}
    context = {
        "file": loaded.file, "form": form, "writes": bool(parties),
        "talks": loaded.file.stage in KEPT_NOTES,
        "notes": [
            (one, names[one.party_id], one.party_id in loaded.standing.settles) for one in notes
        ],
    }  # fmt: skip
    return render(request, "mediation/alone.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def share(request: HttpRequest, casefile_id: UUID, caucus_id: UUID) -> HttpResponse:
    """A party ticks that a co-mediator may read a note of theirs, or no longer."""
    actions.share_note(
        viewer=viewer_of(request), file_id=casefile_id, note_id=caucus_id,
        shared=request.POST.get("shared") == "1", now=timezone.now(),
    )  # fmt: skip
    return redirect("mediation:alone", casefile_id)
