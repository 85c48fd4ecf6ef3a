"""Addresses of figures over many villages."""

from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [
    path("villages/", views.villages, name="villages"),
    path("villages.csv", views.table, name="table"),
    path("kinds/<uuid:place_id>/", views.kinds, name="kinds"),
]
