"""Computing claims for damages: processor time for a thousand, read from their files to the finished sheet.

The claims are the worked cases of the tests and larger ones: up to four vehicles, four persons, dependants in
stages, advances. Reading the file, computing and writing the result as data are all counted. Run: ./dev bench damages
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from tests.mediation.damages.example import BOOKS, FIGURES, car, claim, item, other, person, policy

from maplebridge.mediation.rules.damages.assessment import assess
from maplebridge.mediation.rules.damages.output import as_data
from maplebridge.mediation.rules.damages.reading import read_claim

CLAIMS, ROUNDS, SECONDS_MOST = 1_000, 3, 5.0


def large(chance: random.Random) -> dict[str, Any]:
    """Four vehicles and up to four persons on foot, one of them dead."""
    vehicles = [
        car("v0", "main", commercial=policy("500000")),
        car("v1", "minor", commercial=policy("300000", deductible_share="10%")),
        car("v2", "none"),
        car("v3", "none"),
    ]
    parts = [{"side": "v0", "share": "70%"}, {"side": "v1", "share": "30%"}]
    persons = [_person(number, chance) for number in range(chance.randint(1, 4))]
    return claim(
        [*vehicles, other("walkers", "foot", "none")],
        *persons,
        shares=[{"claimant": one["id"], "parts": parts, "by": "parties"} for one in persons],
        advances=[
            {"by": "side", "side": "v0", "to": one["id"], "amount": "20000"} for one in persons
        ],
    )


def _person(number: int, chance: random.Random) -> dict[str, Any]:
    fen = chance.randint(100_000, 30_000_000)
    treated = [
        item("medical", f"{fen // 100}.{fen % 100:02d}"),
        item("hospital_meals", days=chance.randint(1, 90)),
        item("nursing", way="industry", industry="resident_services", days=chance.randint(1, 90)),
        item("mental", "20000"),
    ]
    kept = [
        {"name": f"D{n}", "born": f"{chance.randint(1940, 2020)}-06-01", "supporters": 2}
        for n in range(chance.randint(1, 5))
    ]
    dependants = item("dependants", persons=kept)
    if number == 0:
        heads = [*treated, item("death"), item("funeral"), dependants]
        return person("p0", "walkers", *heads, died_on="2024-03-20", mental_first=True)
    disability = {"assessed_on": "2024-10-01", "levels": [chance.randint(1, 10), 10]}
    heads = [*treated, item("disability"), dependants]
    return person(f"p{number}", "walkers", *heads, disability=disability, mental_first=True)


def main() -> int:
    chance = random.Random(5)
    files = [json.dumps(large(chance)) for _ in range(CLAIMS)]
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in files:
            json.dumps(as_data(assess(read_claim(text), FIGURES, BOOKS)))
        spent.append(time.process_time() - began)
    best = sorted(spent)[ROUNDS // 2]
    holds = best <= SECONDS_MOST
    print(f"{CLAIMS:,} claims, read, computed and written: {best:.2f} s of processor time, "
          f"floor <= {SECONDS_MOST:.0f} s  {'pass' if holds else 'FAIL'}")  # fmt: skip
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
