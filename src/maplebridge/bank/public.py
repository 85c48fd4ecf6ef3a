"""What the floor above may call of the bank."""

from .queries import PointsLine, PointsPage, my_points, my_statement, points_for_matter
from .queries.county import BankFigures, bank_figures

__all__ = [
    "BankFigures",
    "PointsLine",
    "PointsPage",
    "bank_figures",
    "my_points",
    "my_statement",
    "points_for_matter",
]
