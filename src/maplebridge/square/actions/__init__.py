"""What people do about the public side: allow, release, cover, take back."""

from .allowing import ask_after_report, choose_readers, take_back_withdrawn
from .claiming import (
    ask_for_help,
    claim,
    confirm,
    end_help,
    free_claims,
    give_up,
    release_lapsed,
    say_done,
    send_back,
    stop_asking,
)
from .counting import count_figures
from .duties import purge_expired
from .following import (
    alert_of_closing,
    alert_of_release,
    follow_area,
    follow_matter,
    forget_follower,
    say_too,
    see_alerts,
    stop_following,
)
from .looking import tell_above
from .messaging import read_stop_token, send_messages, stop_messages, stop_token
from .releasing import decide_photo, look_again, refuse, release

__all__ = [
    "alert_of_closing",
    "alert_of_release",
    "ask_after_report",
    "ask_for_help",
    "choose_readers",
    "claim",
    "confirm",
    "count_figures",
    "decide_photo",
    "end_help",
    "follow_area",
    "follow_matter",
    "forget_follower",
    "free_claims",
    "give_up",
    "look_again",
    "purge_expired",
    "read_stop_token",
    "refuse",
    "release",
    "release_lapsed",
    "say_done",
    "say_too",
    "see_alerts",
    "send_back",
    "send_messages",
    "stop_asking",
    "stop_following",
    "stop_messages",
    "stop_token",
    "take_back_withdrawn",
    "tell_above",
]
