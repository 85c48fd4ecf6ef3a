from django.urls import path

from . import views

app_name = "territory"
urlpatterns = [
    path("", views.index, name="index"),
    path("search", views.search, name="search"),
    path("locate", views.locate, name="locate"),
    path("grids.geojson", views.grids, name="grids"),
    path("ground.geojson", views.ground, name="ground"),
    path("zones/", views.zones, name="zones"),
    path("zones/<uuid:zone_id>/", views.zone, name="zone"),
    path("places/<uuid:place_id>/", views.place, name="place"),
    path("places/<uuid:place_id>/edit", views.edit, name="edit"),
    path("zones/<uuid:zone_id>/join", views.join_zone, name="join_zone"),
    path("zones/<uuid:zone_id>/leave", views.leave_zone, name="leave_zone"),
    path("points/", views.points, name="points"),
    path("points/<uuid:point_id>/", views.point, name="point"),
    path("points/<uuid:point_id>/edit", views.edit_point, name="edit_point"),
    path("places/<uuid:place_id>/points/add", views.add_point, name="add_point"),
    path("places/<uuid:place_id>/buildings/add", views.add_building, name="add_building"),
    path("doors/<uuid:door_id>/", views.homes, name="homes"),
    path("doors/<uuid:door_id>/facts", views.edit_building, name="edit_building"),
    path("doors/<uuid:door_id>/add", views.add_doors, name="add_doors"),
    path("homes/<uuid:home_id>/edit", views.edit_home, name="edit_home"),
    path("places/<uuid:place_id>/end", views.end, name="end"),
    path("places/<uuid:place_id>/import", views.import_grids, name="import"),
    path("places/<uuid:place_id>/grids.geojson", views.export, name="export"),
]
