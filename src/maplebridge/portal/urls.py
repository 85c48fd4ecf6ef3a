"""The front door: home, how things look, which language, and the pages about the house itself."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("design/", views.design, name="design"),
    path("source/", views.source, name="source"),
    path("privacy/", views.privacy, name="privacy"),
    path("language/", views.language, name="language"),
    path("appearance/", views.appearance, name="appearance"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sw.js", views.service_worker, name="service_worker"),
]
