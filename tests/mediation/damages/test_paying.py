"""Who pays, worked by hand: covers, people, the own part, and the money that still moves.

Limits of 2024: medical 18,000, death and disability 180,000, things 2,000; without blame a tenth of the first two
and 100. Between motor vehicles main blame is 70 %, in this made-up place; against a walker or rider see example.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mediation.damages.arithmetic import check_rows
from tests.mediation.damages.example import (
    WALKER,
    car,
    claim,
    item,
    medical,
    other,
    person,
    policy,
    shares,
)

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "Compulsory cover first, commercial cover for the rest (1213)",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person("li", "walker", medical("30000")),
        ),
        """li compulsory/a/medical = 18000
           li commercial/a = 30000 - 18000 = 12000
           li own = 0""",
    ),
    (
        "Without commercial cover the driver pays the rest",
        claim([car("a", "full"), WALKER], person("li", "walker", medical("30000"))),
        "li bearer/a = 30000 - 18000 = 12000",
    ),
    (
        "Each sub-limit is its own purse: the room in one does not help the other",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("20000"), item("transport", "500"), item("repair", "2600")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/a/disability = 500
           li compulsory/a/property = 2000
           li bearer/a = (20000 - 18000) + (2600 - 2000) = 2600""",
    ),
    (
        "Before 2020-09-19 the limits were 10,000, 110,000 and 2,000",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("12000"), item("transport", "111000")),
            accident_on="2020-09-18",
        ),
        """li compulsory/a/medical = 10000
           li compulsory/a/disability = 110000
           li bearer/a = 2000 + 1000 = 3000""",
    ),
    (
        "From that day on the new ones hold",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("20000")),
            accident_on="2020-09-19",
        ),
        "li compulsory/a/medical = 18000",
    ),
    (
        "What an earlier settlement of the accident took is gone",
        claim(
            [car("a", "full", used={"medical": "10000"}, commercial=policy()), WALKER],
            person("li", "walker", medical("18000")),
        ),
        """li compulsory/a/medical = 18000 - 10000 = 8000
           li commercial/a = 10000""",
    ),
    (
        "Main and minor blame between two cars: 70 to 30 of what compulsory cover leaves (76)",
        claim(
            [car("a", "main", commercial=policy()), car("b", "minor")],
            person("li", "b", medical("28000")),
        ),
        """li compulsory/a/medical = 18000
           li commercial/a = (28000 - 18000) * 70% = 7000
           li own = 10000 * 30% = 3000""",
    ),
    (
        "The driver mainly to blame gets the smaller part",
        claim(
            [car("a", "main"), car("b", "minor", commercial=policy())],
            person("li", "a", medical("28000")),
        ),
        """li compulsory/b/medical = 18000
           li commercial/b = 10000 * 30% = 3000
           li own = 10000 * 70% = 7000""",
    ),
    (
        "Equal blame: half",
        claim([car("a", "equal"), car("b", "equal")], person("li", "b", medical("28000"))),
        """li bearer/a = 10000 * 50% = 5000
           li own = 5000""",
    ),
    (
        "An e-bike at equal blame with a car: the car's side bears 60 % (76, local table)",
        claim(
            [car("a", "equal", commercial=policy()), other("bike", "nonmotor", "equal")],
            person("li", "bike", medical("28000")),
        ),
        """li compulsory/a/medical = 18000
           li commercial/a = 10000 * 60% = 6000
           li own = 4000""",
    ),
    (
        "A rider with minor blame: 80 %",
        claim(
            [car("a", "main", commercial=policy()), other("bike", "nonmotor", "minor")],
            person("li", "bike", medical("28000")),
        ),
        "li commercial/a = 10000 * 80% = 8000",
    ),
    (
        "A parked car and a trailer that were not to blame leave the share of the one that was",
        claim(
            [
                car("a", "main", commercial=policy()),
                other("t", "trailer", "none"),
                car("p", "none"),
                other("bike", "nonmotor", "minor"),
            ],
            person("li", "bike", medical("29800")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/p/medical = 1800
           li commercial/a = (29800 - 19800) * 80% = 8000
           li own = 2000""",
    ),
    (
        "A walker who alone was to blame: limits without blame, then a tenth (76)",
        claim(
            [car("a", "none", commercial=policy()), other("walker", "foot", "full")],
            person("li", "walker", medical("11800")),
        ),
        """li compulsory/a/medical = 1800
           li commercial/a = (11800 - 1800) * 10% = 1000
           li own = 9000""",
    ),
    (
        "Whoever wanted the harm gets nothing from anybody (76, 1174)",
        claim(
            [car("a", "none", commercial=policy()), other("walker", "foot", "full")],
            person("li", "walker", medical("11800"), intent=True),
        ),
        """li compulsory/a = 0
           li own = 11800""",
    ),
    (
        "An e-bike that ran into a walker: no compulsory cover at all",
        claim(
            [other("bike", "nonmotor", "full", name="Zhao"), WALKER],
            person("li", "walker", medical("4000")),
        ),
        "li bearer/bike = 4000",
    ),
    (
        "The car's damage by a rider at fault: shares are agreed, the rider has no cover",
        claim(
            [car("a", "minor"), other("bike", "nonmotor", "main")],
            person("wang", "a", item("repair", "3000")),
            shares=shares("wang", bike="60%"),
        ),
        """wang bearer/bike = 3000 * 60% = 1800
           wang own = 1200""",
    ),
    (
        "Two cars to blame, losses within both limits: by the ratio of the limits (18)",
        claim(
            [car("a", "main"), car("b", "minor"), WALKER],
            person("li", "walker", medical("20000")),
        ),
        """li compulsory/a/medical = 20000 * 18000 / 36000 = 10000
           li compulsory/b/medical = 10000""",
    ),
    (
        "Two cars to blame, losses above both limits: both limits, then 70 to 30 (18, 1172)",
        claim(
            [car("a", "main", commercial=policy()), car("b", "minor"), WALKER],
            person("li", "walker", medical("46000")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/b/medical = 18000
           li commercial/a = (46000 - 36000) * 70% = 7000
           li bearer/b = 10000 * 30% = 3000""",
    ),
    (
        "A car to blame and one that was not: 18,000 to 1,800",
        claim(
            [car("a", "full"), car("b", "none"), WALKER],
            person("li", "walker", medical("9900")),
        ),
        """li compulsory/a/medical = 9900 * 18000 / 19800 = 9000
           li compulsory/b/medical = 9900 * 1800 / 19800 = 900""",
    ),
    (
        "Three cars in a row, the last at fault: the driver in the middle asks the two others",
        claim(
            [car("a", "full", commercial=policy()), car("b", "none"), car("c", "none")],
            person("li", "b", medical("29800"), item("repair", "5100")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/c/medical = 1800
           li compulsory/a/property = 2000
           li compulsory/c/property = 100
           li commercial/a = (29800 - 19800) + (5100 - 2100) = 13000""",
    ),
    (
        "Three vehicles to blame: the shares are said by people",
        claim(
            [car("a", "main"), car("b", "minor"), car("c", "minor"), WALKER],
            person("li", "walker", medical("64000")),
            shares=shares("li", a="60%", b="25%", c="15%"),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/b/medical = 18000
           li compulsory/c/medical = 18000
           li bearer/a = (64000 - 54000) * 60% = 6000
           li bearer/b = 10000 * 25% = 2500
           li bearer/c = 10000 * 15% = 1500""",
    ),
    (
        "Two walkers and one car: the limit by the ratio of the losses (19)",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person("li", "walker", medical("30000")),
            person("wu", "walker", medical("15000")),
        ),
        """li compulsory/a/medical = 18000 * 30000 / 45000 = 12000
           wu compulsory/a/medical = 18000 * 15000 / 45000 = 6000
           li commercial/a = 18000
           wu commercial/a = 9000""",
    ),
    (
        "Commercial cover too small for two: by the ratio of what is owed to each",
        claim(
            [car("a", "full", commercial=policy("13500")), WALKER],
            person("li", "walker", medical("30000")),
            person("wu", "walker", medical("15000")),
        ),
        """li commercial/a = 13500 * 18000 / 27000 = 9000
           wu commercial/a = 13500 * 9000 / 27000 = 4500
           li bearer/a = 9000
           wu bearer/a = 4500""",
    ),
    (
        "One dead, one hurt: each asks the purse that is theirs",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person("li", "walker", item("death"), item("funeral"), died_on="2024-03-01"),
            person("wu", "walker", medical("18000"), item("nursing", way="daily", rate="100", days=10)),
        ),
        """li loss = 50000 * 20 + 73000 / 2 = 1036500
           wu compulsory/a/medical = 18000
           li compulsory/a/disability = near(180000 * 1036500 / (1036500 + 1000)) = 179826.51
           wu compulsory/a/disability = near(180000 * 1000 / 1037500) = 173.49
           li commercial/a = 1036500 - 179826.51 = 856673.49""",
    ),
    (
        "A passenger asks the other car's cover; the own car bears its share, out of its seat cover first",
        claim(
            [
                car("a", "main", commercial=[{"insurer": "S", "limit": "5000", "kind": "seat"}]),
                car("b", "minor", commercial=policy()),
            ],
            person("li", "a", medical("28000"), position="passenger"),
        ),
        """li compulsory/b/medical = 18000
           li compulsory/a = 0
           li commercial/b = 10000 * 30% = 3000
           li seat/a = min(10000 * 70%, 5000) = 5000
           li bearer/a = 7000 - 5000 = 2000
           li own = 0""",
    ),
    (
        "A free ride: the side that gave it owes a fifth less, the other side nothing less (1217)",
        claim(
            [car("a", "main"), car("b", "minor")],
            person(
                "li", "a", medical("28000"), position="passenger",
                reduction={"share": "20%", "of": "own_side", "by": "parties"},
            ),
        ),
        """li bearer/a = 10000 * 70% * 80% = 5600
           li bearer/b = 10000 * 30% = 3000
           li own = 10000 * 70% * 20% = 1400""",
    ),
    (
        "A passenger without a belt: every side owes a tenth less (1173)",
        claim(
            [car("a", "main"), car("b", "minor")],
            person(
                "li", "a", medical("28000"), position="passenger",
                reduction={"share": "10%", "of": "all_sides", "by": "Mediator Chen"},
            ),
        ),
        """li bearer/a = 10000 * 70% * 90% = 6300
           li bearer/b = 10000 * 30% * 90% = 2700
           li own = 1000""",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "worked"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_pays_what_a_lawyer_gets_by_hand(body: dict[str, Any], worked: str) -> None:
    check_rows(body, worked)
