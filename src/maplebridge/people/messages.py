"""What people read when a rule of this app is broken: one sentence a code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "sms_not_set_up": _(
        "No SMS gateway is set up here, so no code can be sent. Sign in with a password or a "
        "passkey, or ask your street office."
    ),
    "sms_not_sent": _(
        "The SMS could not be sent. Wait a minute and try again, or sign in with a password or "
        "a passkey."
    ),
    "name_unusable": _("Write a name of 1 to %(most)s characters."),
    "phone_unusable": _(
        "This is not a mobile number of mainland China: eleven digits, such as 138 0000 0000."
    ),
    "phone_of_somebody_else": _(
        "Somebody already has this number, and a number belongs to one person. Leave it empty, "
        "or write down a mandate for the person who answers this phone."
    ),
    "lives_elsewhere": _(
        "Somebody with this phone number already lives in another home. They can move in "
        "themselves under “My household”."
    ),
    "home_is_lived_in": _(
        "Somebody already lives in this home. Ask your grid worker to add you to the household."
    ),
    "already_lives_here": _("This person already lives in this home."),
    "still_you": _(
        "Name and door do not fit what is on record. Look again, or ask your grid worker to confirm "
        "you in person."
    ),
    "still_you_often": _(
        "That was tried too often today. Your grid worker can confirm you in person, or try again "
        "tomorrow."
    ),
    "signs_in_elsewhere": _(
        "This person signs in with another number and used it lately. They can change it themselves "
        "under “My page”."
    ),
    "reason_unusable": _("Write a reason of %(least)s to %(most)s characters."),
    "staff_minutes": _("Staff mode lasts 1 to %(most)s minutes."),
    "staff_not_allowed": _(
        "This account may not use staff mode. The head of the jurisdiction decides who may."
    ),
    "token_without_scope": _("Choose at least one thing that the program may do."),
    "token_office_points": _(
        "Points belong to households and council seats to persons: a program of the office has neither."
    ),
    "token_dates": _("The last day is today or later, and %(most)s days from now at most."),
    "token_shown_already": _(
        "This key was made already and is shown only once. Take it back on the page of your programs "
        "and make another if you did not keep it."
    ),
    "token_too_many": _(
        "You have %(most)s keys, and that is the most. Take one back that you no longer need."
    ),
    "leave_dates": _(
        "A leave begins today or later, ends no earlier than it begins, and lasts one year at most."
    ),
    "leave_overlaps": _("You already entered a leave for some of these days."),
    "leave_unknown": _("There is no such leave of yours that has not ended yet."),
    "deputy_unsuitable": _(
        "The deputy must be another person who holds a post in this place or next to it."
    ),
    "mandate_dates": _(
        "A mandate begins today or later, ends no earlier than it begins, and lasts one year at "
        "most."
    ),
    "mandate_agent": _(
        "Choose a member of your household or somebody who works for your place. For anybody "
        "else, your grid worker can write the mandate down."
    ),
    "mandate_exists": _("This person may already act for you. Take that back first."),
    "purpose_unknown": _("There is no such purpose to agree to."),
    "text_changed": _(
        "The text has changed since you opened the page. Read it again before you agree."
    ),
    "team_at_its_point": _("A service team is named on the page of its service point."),
    "team_point_closed": _("“%(name)s” is closed and has no team. Name it at an open point."),
    "team_member_unsuitable": _(
        "A member holds a post today in the place of “%(name)s”, around it or in a grid that it "
        "serves. Choose one from the list."
    ),
    "team_leader_leaves": _(
        "%(name)s leads the team. Choose another leader first; then this member can leave."
    ),
    "post_held_already": _("%(name)s holds this post in %(place)s already."),
    "name_and_phone_differ": _(
        "This number belongs to a record with another name. Check both with the person."
    ),
    "role_unknown": _("There is no such role. Choose one of: %(roles)s."),
    "term_dates": _("A term ends no earlier than it begins."),
    "close_in_office": _(
        "You hold a post. Your street office ends it first; then you can close your account."
    ),
    "not_allowed_here": _("Your post does not allow this at this place."),
    "no_such_person": _("There is no such person in your place."),
    "no_such_thing": _("There is no such thing, or it is no longer there."),
}
