"""What a browser may send to the mediation desk."""

from .intake import ApplyForm, ScreenForm, TakeForm
from .steps import (
    AppointForm,
    HoldForm,
    IdentityForm,
    NoteForm,
    PartyForm,
    ReasonForm,
    SayForm,
    SeatForm,
    SpeakerForm,
    StepForm,
    WordsForm,
)

__all__ = [
    "ApplyForm",
    "AppointForm",
    "HoldForm",
    "IdentityForm",
    "NoteForm",
    "PartyForm",
    "ReasonForm",
    "SayForm",
    "ScreenForm",
    "SeatForm",
    "SpeakerForm",
    "StepForm",
    "TakeForm",
    "WordsForm",
]
