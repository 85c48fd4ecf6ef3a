"""What the floor above may call of the bank."""

from .queries import PointsLine, PointsPage, my_points, my_statement, points_for_matter

__all__ = ["PointsLine", "PointsPage", "my_points", "my_statement", "points_for_matter"]
