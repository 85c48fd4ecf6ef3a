"""What is said to a resident in a conversation by message: short, one thing at a time."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

TALK: dict[str, Any] = {
    "received": _(
        "Received as %(reference)s for %(place)s. You will hear from us by %(day)s. More words or "
        "photos can simply be sent here."
    ),
    "received_anonymous": _(
        "Receipt code %(receipt)s. Received as %(reference)s for %(place)s; you will hear from us "
        "here by %(day)s. Look it up: %(url)s"
    ),
    "read": _("By your words we sorted it as “%(kind)s”. If that is wrong, we put it right."),
    "nowhere": _(
        "No place was clear, so %(reference)s goes to those who answer for all of %(place)s. "
        "They will ask you here if they need to know more."
    ),
    "ask_words": _("We have your photo. What is it about? One sentence is enough."),
    "ask_place": _("Where is it? Send the name of the estate, the street or the building."),
    "ask_place_or_spot": _(
        "Where is it? Send the name of the estate, the street or the building, or your location."
    ),
    "ask_place_again": _(
        "No place of this name was found. Please send it once more: estate and building, such as "
        "“%(example)s”."
    ),
    "ask_which": _("Which of these is it? Reply with the number."),
    "ask_reason": _(
        "We are sorry. What is still not right? One sentence opens %(reference)s again. With 0 it "
        "is closed as it is."
    ),
    "outside": _("This position lies outside %(place)s. Please send the name of the place."),
    "added": _("Added to %(reference)s. Is it about something else? Then send NEW and the words."),
    "added_answered": _(
        "Added to %(reference)s, which has been answered. If it is not solved, send NOT SOLVED and "
        "what is wrong: that opens it again. If it is, rate it with 1 to 5."
    ),
    "which": _(
        "Is this about %(reference)s “%(title)s”, or about something else? Reply 1: about it. "
        "2: something else."
    ),
    "which_again": _(
        "That is kept too. Is it about %(reference)s (1), or about something else (2)? Without a "
        "reply within two hours it becomes a matter of its own."
    ),
    "unsaid": _(
        "You did not say what your words were about, so they are a matter of their own now."
    ),
    "nothing_to_rate": _("There is no answer of ours that waits for your rating."),
    "nothing_reported": _("You have reported nothing from here yet. Simply send what it is about."),
    "progress": _("%(reference)s “%(title)s”: %(state)s."),
    "progress_answered": _(
        "Answer to %(reference)s: %(text)s\nWas it solved? Rate it with 1 to 5 (5 is very good)."
    ),
    "progress_due": _("%(reference)s “%(title)s”: %(state)s, due by %(day)s."),
    "cancelled": _("All right, nothing was kept of it."),
    "new": _("What is it about? Send it in your own words, with a photo if you like."),
    "scene": _("You are writing to %(place)s. What is it about?"),
    "ask_solved": _(
        "Thank you. Was %(reference)s solved? Reply YES, or NO and what is still wrong; with 0 it is "
        "closed as it is."
    ),
    "video": _(
        "We cannot take videos or files here. Please send a photo, or what it is about in words."
    ),
    "kind_unknown": _("We cannot read a message of this kind. Please send words or a photo."),
    "voice": _("We cannot listen to this voice message. Please write it in a few words."),
    "photo_lost": _("This picture did not arrive. Please send it once more."),
    "linked": _("This address is yours now: what you send from here is reported in your name."),
    "unlinked": _(
        "This address is nobody's any more. What you send from here gets a receipt code."
    ),
    "not_linked": _("Nothing was joined to this address by a code."),
    "too_many": _(
        "More than %(most)s messages came from here within an hour. What comes after them is not "
        "taken in; please go on in an hour, or call your grid worker."
    ),
    "help": _(
        "Send what it is about, with a photo if you like: it gets a number and a person who "
        "answers. STATUS tells how it stands. After an answer, 1 to 5 rates it. In danger call "
        "110, 119 or 120."
    ),
    "photo_words": _("A photo"),
    "spot_words": _("Position: %(lat)s, %(lon)s %(label)s"),
}

TOLD: dict[str, Any] = {
    "accept": _("%(reference)s has been taken on."),
    "report": _("%(reference)s was received. You hear from us by %(day)s."),
    "refer": _("%(reference)s was handed to another post, which takes it on."),
    "assign": _("It was decided who answers %(reference)s; they take it on."),
    "accept_words": _("%(reference)s has been taken on: %(text)s"),
    "triage": _("%(reference)s was sorted as “%(kind)s”; it is settled by %(day)s."),
    "answer": _(
        "Answer to %(reference)s: %(text)s\nWas it solved? Rate it with 1 to 5 (5 is very good)."
    ),
    "add_words": _("About %(reference)s: %(text)s\nYou can reply here."),
    "suspend": _("%(reference)s rests until %(day)s (%(reason)s): %(text)s"),
    "dispute": _("%(reference)s is open again and is being worked on. Thank you for saying so."),
    "rate": _("%(reference)s is closed. Thank you for your rating."),
    "withdraw": _("%(reference)s is closed; you took it back."),
    "mark_duplicate": _("%(reference)s was reported before; it goes on under %(text)s."),
    "split": _("%(reference)s is open again: it was not the same as %(text)s after all."),
    "place": _("%(reference)s: we found that it lies at %(place)s; what was promised stays."),
    "recount": _("%(reference)s: what was promised moved to %(day)s."),
    "call_back": _(
        "%(reference)s: you said on the phone that it is not solved, and left it at that. It counts as "
        "not solved. If that is not so, please write to us."
    ),
    "close_undisputed": _(
        "%(reference)s is closed, as nobody objected to the answer. You can still rate it with 1 to "
        "5; if it is not solved, send %(reference)s and what is wrong."
    ),
}
"""By the verb of the line: what the reporter hears of a step."""

SHORT: dict[str, Any] = {
    "received": _("Received"),
    "report": _("Received"),
    "refer": _("Handed on"),
    "assign": _("Handed on"),
    "accept": _("Taken on"),
    "triage": _("Sorted"),
    "answer": _("Answered"),
    "add_words": _("Words added"),
    "suspend": _("Rests"),
    "dispute": _("Opened again"),
    "rate": _("Closed"),
    "withdraw": _("Closed"),
    "mark_duplicate": _("Reported before"),
    "split": _("Opened again"),
    "close_undisputed": _("Closed"),
    "recount": _("New date"),
    "call_back": _("Not solved"),
    "place": _("Place found"),
}
"""The same in a word, where a provider sends registered sentences only."""

SAFE: dict[str, Any] = {
    "report": _("Received."),
    "accept": _("Somebody has taken it on."),
    "triage": _("Sorted as another kind."),
    "recount": _("Another day is promised."),
    "call_back": _("Noted: not solved."),
    "place": _("Its place was put right."),
    "refer": _("Handed to another post."),
    "assign": _("Handed to another post."),
    "answer": _("Answered. Reply 1 to 5 to rate."),
    "add_words": _("News for you. You can reply."),
    "suspend": _("Rests for a while."),
    "dispute": _("Open again."),
    "rate": _("Closed."),
    "withdraw": _("Closed."),
    "mark_duplicate": _("Closed: it was reported before."),
    "split": _("Open again, by itself."),
    "close_undisputed": _("Closed. You can still rate it."),
}
"""What a text message says of a step: nothing that a locked screen must not show, at most 35 signs in
every language, because registered sentences hold no more. The link beside it leads to the rest."""

JOINED = _("%(own)s goes on as %(reference)s. New step: %(step)s.")
"""What those hear whose own report was joined to another one."""

JOINED_SAFE: dict[str, Any] = SAFE | {
    "answer": _("It was answered."),
    "add_words": _("There is news."),
    "close_undisputed": _("Closed."),
}
"""The same as SAFE for those who neither rate nor reply: theirs was joined, or they joined it."""

CO_REPORTED = _("%(reference)s, which you joined: %(step)s.")
NEWS = _("There is news about %(reference)s")
CO_REPORTED_MORE = _("How it stands: %(url)s\nNo more messages about it: %(stop)s")
"""What those hear who said "me too"; a device shows the number alone."""
