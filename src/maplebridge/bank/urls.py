"""Addresses of the village bank."""

from django.urls import path

from . import views

app_name = "bank"
urlpatterns = [path("", views.statement, name="statement")]
