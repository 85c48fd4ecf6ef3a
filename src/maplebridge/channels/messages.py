"""What channels say: one sentence a broken rule, and how states, ways and reasons are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.messages import OutgoingState
from .rules.webhooks import DeliveryState, HookState, HookType

SENTENCES = {
    "channels_no_sms_gateway": _(
        "No text message can be sent: this installation has no SMS gateway. Sign in with a password or a passkey, or ask the operator."
    ),
    "channels_sms_not_sent": _("The text message could not be sent. Wait a minute and try again."),
    "channels_message_too_long": _(
        "This message is longer than %(most)s characters. Please send it in parts."
    ),
    "channels_sign_in_first": _("Please sign in first."),
    "channels_code_unknown": _(
        "This code is not one of ours, or its time is over. Open “WeChat, SMS and mail” on your page and ask for a new one."
    ),
    "channels_way_unknown": _("Choose one of the ways that are offered."),
    "channels_way_not_joined": _(
        "This way is not yours yet. Join it to you on this page first, then choose it."
    ),
    "channels_sender_missing": _("This is not joined to you; look at the page again."),
    "channels_wechat_away": _("WeChat does not answer just now. Try again in a few minutes."),
    "channels_wechat_refused": _(
        "WeChat refused it and said %(code)s. Look at the settings of the official account."
    ),
    "channels_wechat_not_set_up": _(
        "WeChat is not set up here: the account's id and secret are missing. Ask whoever runs the server; docs/channels.md says how."
    ),
    "channels_menu_wrong": _(
        "This menu cannot be published as it is. Look at what stands beside its entries."
    ),
    "channels_menu_needs_tls": _(
        "Phones do not open %(address)s from a menu. Set MAPLEBRIDGE_SITE_URL to an address that begins with https://."
    ),
    "channels_menu_refused": _(
        "WeChat did not take it: %(why)s (%(code)s) The menu before it stands."
    ),
    "channels_codes_not_yours": _("Codes are printed by those who serve or run a place."),
    "channels_place_missing": _("There is no such place here."),
    "channels_message_missing": _("There is no such message; it may have been forgotten already."),
    "channels_no_other_way": _(
        "This person has no other way that we could write to. Call them, or go there."
    ),
    "channels_message_on_its_way": _("This message is on its way already, or has arrived."),
    "push_missing": _("There is no such device; it may have been switched off already."),
    "push_unusable": _(
        "This browser gave an address that cannot be used. Update it and try again; messages by the other ways still come."
    ),
    "push_too_many": _("News goes to %(most)s devices already. Switch one of them off first."),
    "webhook_missing": _("There is no such program; it may have been removed."),
    "webhook_too_many": _(
        "%(most)s programs are connected already. Remove one that nobody needs first."
    ),
    "webhook_address_unusable": _(
        "This address cannot be used. It must start with https://, hold no user name and no #, and lead to a program on the open internet."
    ),
    "webhook_without_types": _("Choose at least one thing that the program is told of."),
    "webhook_is_off": _("%(name)s is switched off. Switch it on, then send again."),
    "webhook_not_failed": _("This message was not given up: it has arrived or is on its way."),
}

GREETINGS: dict[str, Any] = {
    "place": _(
        "This is %(place)s. Send what it is about, with a photo if you like: it gets a number and a person who answers. In danger call 110, 119 or 120."
    ),
    "joined": _(
        "This WeChat is joined to the account of %(name)s now: what you send here is reported in that name, and you hear here how it stands. Is that not you? Send UNLINK."
    ),
    "anywhere": _(
        "Send what it is about and where, with a photo if you like: it gets a number and a person who answers. In danger call 110, 119 or 120."
    ),
}
MENU: dict[str, Any] = {
    "report": _("Report"),
    "progress": _("How it stands"),
    "me": _("My page"),
}
"""The buttons of the official account; WeChat takes 16 bytes, which are five Chinese signs."""

MENU_DOES: dict[str, Any] = {
    "report": _("Asks what is to be reported"),
    "progress": _("Says how the own reports stand"),
    "help": _("Says what can be written here"),
    "view": _("Opens a page"),
    "list": _("Opens the entries below"),
}
"""What an entry of the menu does; the first three are answered in the conversation."""

MENU_FAULTS: dict[str, Any] = {
    "empty": _("The menu has no entry yet. Fill in one at least."),
    "too_many": _("There are more entries than WeChat shows: three, with five below each."),
    "too_deep": _("An entry of a list cannot open another list."),
    "name_missing": _("Give this entry a name."),
    "name_too_long": _(
        "This name is too long: WeChat takes %(signs)s Chinese signs, or %(bytes)s Latin letters."
    ),
    "does_nothing": _("Choose what happens at a tap."),
    "key_unknown": _("Nothing answers this tap. Choose another."),
    "url_unusable": _("Give an address that begins with https://, without spaces."),
    "url_plain_ours": _(
        "Phones do not open our own address from a menu: it does not begin with https://. Ask whoever "
        "runs the server for MAPLEBRIDGE_SITE_URL, or give another address."
    ),
    "url_unused": _(
        "An address stands here, but a tap would not open it. Choose “Opens a page”, or empty the address."
    ),
    "lost": _("Say that they may go, or leave the menu as it stands."),
    "list_empty": _("No entry stands below it. Fill one in, or choose something else."),
    "not_a_list": _("Entries stand below it, so it must open them. Choose that, or empty them."),
}
"""What keeps a menu from being published, beside the entry at fault."""

MENU_REFUSALS: dict[str, Any] = {
    "40013": _("the id of the account is wrong."),
    "40016": _("there are too many or too few buttons."),
    "40017": _("a button is of a kind that it does not know."),
    "40018": _("a name is too long or empty."),
    "40019": _("a tap has no key, or one that is too long."),
    "40020": _("an address is missing or too long."),
    "40023": _("a list has too many entries."),
    "40025": _("a name in a list is too long or empty."),
    "40027": _("an address in a list is missing or too long."),
    "40054": _("an address in a list is not allowed for this account."),
    "40055": _("an address is not allowed for this account."),
    "40125": _("the secret of the account is wrong."),
    "40164": _("the server's address is not on the account's list of allowed ones."),
    "48001": _("the account may not make menus; it has to be verified for that."),
    "48004": _("the account's interfaces are blocked."),
    "50001": _("the account may not use this interface."),
}
"""WeChat's codes in words, each the end of a sentence."""

CHANNEL_NAMES: dict[str, Any] = {
    "wechat": _("WeChat"),
    "sms": _("SMS"),
    "mail": _("E-mail"),
    "push": _("Device"),
}

STATES: dict[OutgoingState, Any] = {
    OutgoingState.FAILED: _("Failed"),
    OutgoingState.EXPIRED: _("Too late"),
    OutgoingState.WAITING: _("Waiting"),
    OutgoingState.SENT: _("Handed over"),
    OutgoingState.DELIVERED: _("Arrived"),
}
"""In the order of the page's tabs: what needs somebody comes first."""

ERRORS: dict[str, Any] = {
    "away": _("The other side did not answer."),
    "no_door": _("This installation has no way out for this channel. Look at its settings."),
    "not_set_up": _("This channel is not set up. Look at its settings."),
    "too_long": _("It does not fit into a text message and no page of ours shows it."),
    "bounced": _("The mail came back: there is no such address, or its mailbox is full."),
    "switched_off": _("The person switched it off."),
    "gone": _("The device is not reached there any more; it was forgotten."),
    "failed:user block": _("The person does not take messages from the account any more."),
    "failed:system failed": _("WeChat could not deliver it."),
    "window_closed": _("The channel lets us write only for a while after the person wrote."),
}
"""Our own codes, and how WeChat ends a template message; other codes are shown as they are."""

ON_THE_PAGE = _("Too long for a text; see the page.")
"""At most 35 signs in every language."""

WAITS: dict[str, Any] = {
    "night": _("At night we write only about what cannot wait; it goes out on %(day)s at %(at)s."),
    "again": _("It did not work yet; it is tried again on %(day)s at %(at)s."),
    "now": _("It goes out with the next round of the worker."),
}
"""Why a message waits, and until when."""

HOOK_TYPES: dict[HookType, Any] = {
    HookType.REPORTED: _("A concern was reported"),
    HookType.ANSWERED: _("A concern was answered"),
    HookType.CLOSED: _("A concern was closed"),
    HookType.REOPENED: _("An answer was disputed"),
    HookType.MOVED: _("A concern moved on: taken on, handed on, resting, joined or taken apart"),
    HookType.TEST: _("A test"),
}

HOOK_STATES: dict[HookState, tuple[str, str, Any]] = {
    HookState.ON: ("done", "check", _("Connected")),
    HookState.OFF: ("waiting", "minus", _("Switched off")),
    HookState.GONE: ("late", "warn", _("Off: it wants no more messages")),
    HookState.FAILING: ("late", "warn", _("Off: it did not answer for five days")),
}
"""Tone, icon and word."""

TOLD_STATES: dict[DeliveryState, tuple[str, str, Any]] = {
    DeliveryState.WAITING: ("waiting", "clock", _("Waiting")),
    DeliveryState.DELIVERED: ("done", "check", _("Arrived")),
    DeliveryState.FAILED: ("late", "warn", _("Given up")),
}

HOOK_PROBLEMS: dict[str, Any] = {
    "address": _("the address cannot be used"),
    "name": _("the name of the host is not known"),
    "private": _("the address leads into a private network"),
    "certificate": _("its certificate is not valid"),
    "timeout": _("no answer within 15 seconds"),
    "connection": _("no connection"),
}
