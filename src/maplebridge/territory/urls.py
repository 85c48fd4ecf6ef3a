from django.urls import path

from . import views

app_name = "territory"
urlpatterns = [
    path("", views.index, name="index"),
    path("search", views.search, name="search"),
    path("locate", views.locate, name="locate"),
    path("grids.geojson", views.grids, name="grids"),
    path("zones/", views.zones, name="zones"),
    path("zones/<uuid:zone_id>/", views.zone, name="zone"),
    path("places/<uuid:place_id>/", views.place, name="place"),
    path("places/<uuid:place_id>/edit", views.edit, name="edit"),
    path("places/<uuid:place_id>/import", views.import_grids, name="import"),
    path("places/<uuid:place_id>/grids.geojson", views.export, name="export"),
]
