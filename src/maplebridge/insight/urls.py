"""Addresses of figures over many villages."""

from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [
    path("villages/", views.villages, name="villages"),
    path("villages.csv", views.table, name="table"),
    path("handling/", views.handling, name="handling"),
    path("handling.csv", views.handling_table, name="handling_table"),
    path("handling/<uuid:place_id>/", views.handling, name="handling_in"),
    path("kinds/<uuid:place_id>/", views.kinds, name="kinds"),
]
