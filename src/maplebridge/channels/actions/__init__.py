"""What channels do: take messages in, once; send messages, until it is known how that ended."""

from .choosing import choose_way
from .falling_over import send_another_way
from .keeping import purge_expired
from .linking import forget_person, let_go, make_code, person_behind, prove, unlink
from .mail import Taken, poll_mailbox, take_mail
from .menu import first_menu, publish_menu, standing_menu
from .push import nudge, nudge_task, purge_devices, switch_off, switch_on
from .receiving import receive
from .sending import deliver, not_at_night, queue_due, receipt, retry, send
from .sms import Take, take_receipts, take_replies
from .webhooks import (
    add_webhook,
    announce,
    change_webhook,
    deliver_webhook,
    purge_webhook_deliveries,
    remove_webhook,
    retry_webhook,
    rotate_secret,
    switch_webhook,
    test_webhook,
)
from .wechat import fetch_picture, scene_address, take_callback
from .wechat import make_code as make_grid_code

__all__ = [
    "Take",
    "Taken",
    "add_webhook",
    "announce",
    "change_webhook",
    "choose_way",
    "deliver",
    "deliver_webhook",
    "fetch_picture",
    "first_menu",
    "forget_person",
    "let_go",
    "make_code",
    "make_grid_code",
    "not_at_night",
    "nudge",
    "nudge_task",
    "person_behind",
    "poll_mailbox",
    "prove",
    "publish_menu",
    "purge_devices",
    "purge_expired",
    "purge_webhook_deliveries",
    "queue_due",
    "receipt",
    "receive",
    "remove_webhook",
    "retry",
    "retry_webhook",
    "rotate_secret",
    "scene_address",
    "send",
    "send_another_way",
    "standing_menu",
    "switch_off",
    "switch_on",
    "switch_webhook",
    "take_callback",
    "take_mail",
    "take_receipts",
    "take_replies",
    "test_webhook",
    "unlink",
]
