"""The pages of channels, one file a group of people."""

from .demo import demo
from .menu import menu
from .mine import choose_way, make_code, mine, unlink
from .operators import outgoing, retry
from .push import push, push_off
from .sms import sms_receipts, sms_replies
from .webhooks import (
    add_webhook,
    edit_webhook,
    remove_webhook,
    retry_webhook,
    rotate_webhook,
    switch_webhook,
    test_webhook,
    webhook,
    webhooks,
)
from .wechat import code, make_grid_code, wechat

__all__ = [
    "add_webhook",
    "choose_way",
    "code",
    "demo",
    "edit_webhook",
    "make_code",
    "make_grid_code",
    "menu",
    "mine",
    "outgoing",
    "push",
    "push_off",
    "remove_webhook",
    "retry",
    "retry_webhook",
    "rotate_webhook",
    "sms_receipts",
    "sms_replies",
    "switch_webhook",
    "test_webhook",
    "unlink",
    "webhook",
    "webhooks",
    "wechat",
]
