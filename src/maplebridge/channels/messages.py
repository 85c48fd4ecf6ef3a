"""What channels say: one sentence a broken rule, and how states, ways and reasons are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.messages import OutgoingState

SENTENCES = {
    "channels_no_sms_gateway": _(
        "No text message can be sent: this installation has no SMS gateway. Sign in with a password or a passkey, or ask the operator."
    ),
    "channels_sms_not_sent": _("The text message could not be sent. Wait a minute and try again."),
    "channels_message_too_long": _(
        "This message is longer than %(most)s characters. Please send it in parts."
    ),
    "channels_message_missing": _("There is no such message; it may have been forgotten already."),
    "channels_message_on_its_way": _("This message is on its way already, or has arrived."),
}

CHANNEL_NAMES: dict[str, Any] = {
    "wechat": _("WeChat"),
    "sms": _("SMS"),
    "mail": _("E-mail"),
    "relay": _("Relayed"),
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
    "window_closed": _("The channel lets us write only for a while after the person wrote."),
}
"""Our own codes; a provider's code is shown as it is."""
