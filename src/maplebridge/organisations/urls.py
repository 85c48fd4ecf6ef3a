"""Addresses below /organisations/."""

from django.urls import URLPattern, path

from . import views

app_name = "organisations"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("mine/", views.mine, name="mine"),
    path("mine/<uuid:delegate_id>/accept/", views.accept, name="accept"),
    path("mine/<uuid:delegate_id>/decline/", views.decline, name="decline"),
    path("delegates/<uuid:delegate_id>/end/", views.end_delegate, name="end_delegate"),
    path("<uuid:organisation_id>/", views.show, name="show"),
    path("<uuid:organisation_id>/edit/", views.edit, name="edit"),
    path("<uuid:organisation_id>/end/", views.end, name="end"),
    path("<uuid:organisation_id>/invite/", views.invite, name="invite"),
    path("<uuid:organisation_id>/places/", views.add_place, name="add_place"),
    path("<uuid:organisation_id>/places/end/", views.end_place, name="end_place"),
]
