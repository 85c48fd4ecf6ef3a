"""Addresses below /channels/."""

from django.urls import path

from . import views

app_name = "channels"
urlpatterns = [
    path("outgoing/", views.outgoing, name="outgoing"),
    path("outgoing/<uuid:outgoing_id>/retry/", views.retry, name="retry"),
]
