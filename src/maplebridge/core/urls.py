"""The operator's pages and the public check of a document's code."""

from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/retry/", views.retry_delivery, name="retry-delivery"),
    path("calendar/", views.calendar_year, name="calendar"),
    path("verify/", views.verify_form, name="verify-form"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
