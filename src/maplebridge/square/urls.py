"""Addresses of the public side, below /matters/public/."""

from django.urls import URLPattern, path

from . import views

app_name = "square"
urlpatterns: list[URLPattern] = [
    path("", views.public_list, name="list"),
    path("points.geojson", views.points, name="points"),
    path("feed.atom", views.feed, name="feed"),
    path("matters.csv", views.table, name="table"),
    path("queue/", views.queue, name="queue"),
    path("following/", views.following, name="following"),
    path("following/seen/", views.seen, name="seen"),
    path("following/<uuid:following_id>/stop/", views.unfollow, name="unfollow"),
    path("messages/<str:stop_token>/", views.no_more, name="no_more"),
    path("help/", views.wanted, name="help_wanted"),
    path("places/<uuid:area_id>/", views.place, name="place"),
    path("places/<uuid:area_id>/follow/", views.follow_area, name="follow_area"),
    path("<uuid:public_id>/", views.show, name="show"),
    path("<uuid:public_id>/pictures/<uuid:picture_id>/", views.picture, name="picture"),
    path("<uuid:public_id>/too/", views.too, name="too"),
    path("<uuid:public_id>/follow/", views.follow, name="follow"),
    path("<uuid:public_id>/help/", views.help_page, name="help"),
    path("<uuid:public_id>/help/ask/", views.ask, name="ask"),
    path("<uuid:public_id>/help/stop/", views.stop, name="stop"),
    path("<uuid:public_id>/help/claim/", views.claim, name="claim"),
    path("<uuid:public_id>/help/done/", views.done, name="done"),
    path("<uuid:public_id>/help/give-up/", views.give_up, name="give_up"),
    path("<uuid:public_id>/help/confirm/", views.confirm, name="confirm"),
    path("<uuid:public_id>/help/not-yet/", views.send_back, name="send_back"),
    path("<uuid:public_id>/readers/", views.readers, name="allow"),
    path("<uuid:public_id>/release/", views.moderate, name="moderate"),
    path("<uuid:public_id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:public_id>/release/<uuid:original_id>/", views.cover, name="cover"),
    path("<uuid:public_id>/release/<uuid:original_id>/copy/", views.copy, name="copy"),
]
