"""Addresses below /channels/."""

from django.urls import path

from . import views

app_name = "channels"
urlpatterns = [
    path("in/sms/<str:token>/receipts/", views.sms_receipts, name="sms_receipts"),
    path("in/sms/<str:token>/replies/", views.sms_replies, name="sms_replies"),
    path("in/wechat/", views.wechat, name="wechat"),
    path("codes/<uuid:place_id>/", views.code, name="code"),
    path("codes/<uuid:place_id>/make/", views.make_grid_code, name="make_grid_code"),
    path("menu/", views.menu, name="menu"),
    path("demo/", views.demo, name="demo"),
    path("mine/", views.mine, name="mine"),
    path("mine/way/", views.choose_way, name="choose_way"),
    path("mine/code/", views.make_code, name="make_code"),
    path("mine/<uuid:sender_id>/unlink/", views.unlink, name="unlink"),
    path("outgoing/", views.outgoing, name="outgoing"),
    path("outgoing/<uuid:outgoing_id>/retry/", views.retry, name="retry"),
    path("push/", views.push, name="push"),
    path("push/<uuid:device_id>/off/", views.push_off, name="push_off"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/add/", views.add_webhook, name="add_webhook"),
    path("webhooks/<uuid:webhook_id>/", views.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/edit/", views.edit_webhook, name="edit_webhook"),
    path("webhooks/<uuid:webhook_id>/test/", views.test_webhook, name="test_webhook"),
    path("webhooks/<uuid:webhook_id>/rotate/", views.rotate_webhook, name="rotate_webhook"),
    path("webhooks/<uuid:webhook_id>/switch/", views.switch_webhook, name="switch_webhook"),
    path("webhooks/<uuid:webhook_id>/remove/", views.remove_webhook, name="remove_webhook"),
    path("webhooks/told/<uuid:told_id>/retry/", views.retry_webhook, name="retry_webhook"),
]
