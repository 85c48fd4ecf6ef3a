from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

SENTENCES = {
    "place_missing": _("There is no such place here. Choose one from the list."),
    "place_not_yours": _("Only the operators and the head of this place may change it."),
    "place_has_ended": _("“%(name)s” ended on %(day)s. Choose the place that took over."),
    "place_name_unusable": _("Type a name of 1 to %(most)s letters, without line breaks."),
    "place_cannot_stand_here": _(
        "A place of the level “%(level)s” cannot stand in one of the level “%(parent)s”. "
        "Choose another place around it."
    ),
    "place_is_full": _("“%(name)s” cannot take another place inside it. Add it one level lower."),
    "jurisdiction_missing": _(
        "No jurisdiction is set up yet. Run “maplebridge territory divisions” or seed a world."
    ),
    "jurisdiction_exists": _("This database already serves a jurisdiction; it can serve only one."),
    "boundary_unreadable": _("The line is not a closed ring of positions. Draw it again."),
    "boundary_kind_unknown": _(
        "The line is of the kind “%(kind)s”. Send a Polygon or a MultiPolygon."
    ),
    "boundary_crosses_itself": _(
        "The line crosses or touches itself: %(reason)s. Correct it there."
    ),
    "boundary_too_many_corners": _("The line has more than %(most)s corners. Simplify it."),
    "boundary_off_the_earth": _(
        "The position %(lon)s, %(lat)s is not on the Earth. Longitude comes first, in degrees."
    ),
    "boundary_too_large": _(
        "The place is larger than %(most)s degrees, too large for its level. Check the line."
    ),
    "boundary_too_small": _("The place is smaller than a square metre. Check the line."),
    "jurisdiction_stays": _("The jurisdiction itself cannot end."),
    "place_not_empty": _("Places still stand in “%(name)s”. End or move them first."),
    "place_has_homes": _(
        "Homes are still in “%(name)s”. Choose to end them together with it, or end them first."
    ),
    "place_has_service_points": _(
        "A service point is still open in “%(name)s”. Close it or move it first."
    ),
    "estate_has_buildings": _(
        "Buildings still belong to the estate “%(name)s”. Give them another estate or none first."
    ),
    "end_reason_unusable": _("Say in 1 to %(most)s letters why this ends, without line breaks."),
    "not_a_building": _("“%(name)s” is not a building."),
    "home_missing": _("There is no such home here. Choose one from the list."),
    "home_has_ended": _("The home %(number)s ended on %(day)s and stays as it was."),
    "service_point_closed": _("“%(name)s” closed on %(day)s and stays as it was."),
    "place_has_no_code": _("“%(name)s” is of a level that carries no code."),
    "day_impossible": _("%(day)s is not possible. Choose a day from %(first)s to %(last)s."),
    "code_unknown": _("No place here carries the code %(code)s today."),
    "code_taken": _(
        "Another place carries the code %(code)s today. Give that one a new code first."
    ),
    "code_began_later": _(
        "The code %(code)s began on %(day)s. Choose a later day for the new one."
    ),
    "division_code_unusable": _("“%(code)s” is not a division code. It has twelve digits."),
    "grid_code_unusable": _(
        "“%(code)s” is not a grid code. It has fifteen digits and ends with 001–899 or 901–999."
    ),
    "grid_code_elsewhere": _(
        "The grid code %(code)s does not begin with the code %(community)s of its community."
    ),
    "zone_missing": _("There is no such zone. Choose one from the list."),
    "zone_exists": _("There is already a zone called “%(name)s”."),
    "zone_left_later": _("“%(name)s” left “%(zone)s” after that day. Choose a later day."),
    "zone_has_no_such_place": _("“%(name)s” does not belong to “%(zone)s” today."),
    "building_needs_a_grid": _(
        "“%(name)s” is divided into grids. Add the building to the grid that it stands in."
    ),
    "estate_elsewhere": _("The estate “%(name)s” stands in another community."),
    "floors_impossible": _("Count the storeys from 1 to %(most)s, and at most 20 below ground."),
    "homes_need_a_door": _("Homes are behind an entrance or in a house, not in “%(name)s”."),
    "homes_too_many": _("Add at most %(most)s homes at once."),
    "home_number_unusable": _("Type a door number of 1 to %(most)s letters."),
    "home_number_taken": _("A door number is already used in “%(name)s”, or appears twice."),
    "home_area_impossible": _("The area of %(number)s must be more than nothing, or left empty."),
    "service_point_missing": _("There is no such service point. Choose one from the list."),
    "service_point_serves_grids": _("A service point serves grids; “%(name)s” is not a grid."),
    "only_grids_are_redrawn": _("“%(name)s” is not a grid. Only grids are drawn anew."),
    "buildings_outside": _(
        "Nothing was drawn: no new line holds %(count)s buildings (%(names)s). "
        "Say where they go, or move the line."
    ),
    "numbers_unreadable": _("“%(text)s” cannot be read. Write numbers such as 1-3, 5."),
    "numbers_out_of_range": _("“%(text)s” is not possible. Use numbers from %(low)s to %(high)s."),
    "place_name_taken": _("“%(name)s” already stands in “%(parent)s”. Choose another name."),
    "entrances_too_many": _("That is more than %(most)s entrances. Do it in several steps."),
    "entrances_not_said": _(
        "“%(name)s” has entrances. Say behind which of them the homes are, such as 1-3."
    ),
    "letters_run_out": _("A floor has at most %(most)s doors with letters. Number them instead."),
    "plan_empty": _("Say which entrances or homes to add."),
    "plan_half": _("Homes need both: the floors and the doors on each floor."),
    "plan_twice": _("Use the floors or the list of homes, not both."),
    "numbers_too_many": _("That is more than %(most)s numbers. Do it in several steps."),
    "import_refused": _("Nothing was drawn: %(count)s features cannot be used."),
    "feature_refused": _("Feature %(number)s: %(reason)s"),
    "feature_unreadable": _("This is not a GeoJSON feature with properties."),
    "feature_has_no_name": _("The property “name” is missing or longer than 120 letters."),
    "feature_code_unreadable": _("The properties “code” and “community” are digits or left out."),
    "feature_community_unknown": _(
        "No community here carries the code “%(code)s”. Add the property “community”."
    ),
    "feature_twice": _("“%(name)s”, or its code, appears twice in its community."),
    "feature_overlaps": _("It covers %(percent)s %% of the ground of “%(other)s”. Move the line."),
    "file_chosen_none": _("Choose a GeoJSON file."),
    "file_over_limit": _("The file is larger than %(most)s MB. Split it by community."),
    "file_not_utf8": _("The file is not in UTF-8. Save it as UTF-8 and try again."),
    "file_not_json": _("The file is not JSON: line %(line)s, column %(column)s."),
    "file_not_geojson": _("The file is not a GeoJSON FeatureCollection."),
    "file_has_no_features": _("The file has no features."),
    "file_has_too_many_features": _("The file has more than %(most)s features. Split it."),
    "file_not_opened": _("The file %(name)s cannot be opened: %(reason)s."),
    "file_not_divisions": _("The file does not begin with the columns level,code,name."),
    "divisions_under_unusable": _(
        "“%(code)s” is not the beginning of a code: 4, 6, 9 or 12 digits."
    ),
    "divisions_without_top": _(
        "The file has no row for %(code)s, or it does not come first. Sort the file by code."
    ),
    "divisions_elsewhere": _(
        "This database serves %(here)s, not %(code)s. One database serves one jurisdiction."
    ),
    "srs_unknown": _("Choose the coordinate system wgs84, gcj02 or bd09."),
    "position_unreadable": _(
        "Type a longitude and a latitude in degrees, such as 115.86 and 28.68."
    ),
    "window_unreadable": _("The window of the map is four numbers: west,south,east,north."),
}


class TerritoryConfig(AppConfig):
    name = "maplebridge.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)
