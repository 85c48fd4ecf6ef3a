"""Addresses of the public side, below /matters/public/."""

from django.urls import URLPattern, path

from . import views

app_name = "square"
urlpatterns: list[URLPattern] = [
    path("", views.public_list, name="list"),
    path("points.geojson", views.points, name="points"),
    path("queue/", views.queue, name="queue"),
    path("<uuid:public_id>/", views.show, name="show"),
    path("<uuid:public_id>/pictures/<uuid:picture_id>/", views.picture, name="picture"),
    path("<uuid:public_id>/readers/", views.readers, name="allow"),
    path("<uuid:public_id>/release/", views.moderate, name="moderate"),
    path("<uuid:public_id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:public_id>/release/<uuid:original_id>/", views.cover, name="cover"),
    path("<uuid:public_id>/release/<uuid:original_id>/copy/", views.copy, name="copy"),
]
