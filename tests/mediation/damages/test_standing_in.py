"""Who stands in, what a policy leaves out, and the people behind a side: worked by hand.

The place is made up (example.py); the limits are those of 2024.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mediation.damages.arithmetic import check_rows
from tests.mediation.damages.example import (
    DISABLED,
    WALKER,
    advance,
    car,
    claim,
    item,
    medical,
    other,
    person,
    policy,
    uninsured,
)

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "Not insured: who should have insured pays within the limit (16; tort I 21)",
        claim([uninsured("a", "full"), WALKER], person("li", "walker", medical("20000"))),
        """li obligor/a/medical = 18000
           li bearer/a = 2000""",
    ),
    (
        "One insured, one not, and the insured asked to pay first: it may ask back (18)",
        claim(
            [car("a", "main"), uninsured("b", "minor"), WALKER],
            person("li", "walker", medical("20000")),
            insured_first=True,
        ),
        """li compulsory/a/medical = 18000
           li obligor/b/medical = 2000
           li recourse/a = 18000 - 20000 * 18000 / 36000 = 8000""",
    ),
    (
        "A drunk driver: cover pays for the person and not for things, and asks back (22; 15)",
        claim(
            [car("a", "full", conduct=["drunk"], commercial=policy()), WALKER],
            person("li", "walker", medical("20000"), item("repair", "1500")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/a/property = 0
           li commercial/a = 0
           li bearer/a = 2000 + 1500 = 3500
           li recourse/a = 18000""",
    ),
    (
        "A driver without a licence: the same for a disability",
        claim(
            [car("a", "full", conduct=["unlicensed"], commercial=policy()), WALKER],
            person("li", "walker", item("disability"), **DISABLED),
        ),
        """li compulsory/a/disability = 180000
           li bearer/a = 50000 * 20 * 30% - 180000 = 120000
           li recourse/a = 180000""",
    ),
    (
        "A policy whose contract does not exclude the missing licence pays",
        claim(
            [
                car("a", "full", conduct=["unlicensed"], commercial=policy(excludes=["drunk"])),
                WALKER,
            ],
            person("li", "walker", medical("20000")),
        ),
        "li commercial/a = 2000",
    ),
    (
        "Fled and unknown: nobody's cover, the fund paid the rescue (1216)",
        claim(
            [other("x", "motor", "full", unidentified=True, conduct=["fled"]), WALKER],
            person("li", "walker", medical("30000")),
            advances=advance("fund", "20000"),
        ),
        """li unidentified/x = 30000
           li to_fund/unidentified/x = 20000
           li to_claimant/unidentified/x = 10000""",
    ),
    (
        "Fled and found: compulsory cover pays, the policy does not (1216)",
        claim(
            [car("a", "full", conduct=["fled"], commercial=policy()), WALKER],
            person("li", "walker", medical("20000"), item("repair", "500")),
        ),
        """li compulsory/a/medical = 18000
           li compulsory/a/property = 500
           li bearer/a = 2000""",
    ),
    (
        "Mental distress first out of compulsory cover, because the policy would not pay it (13)",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person(
                "li", "walker", item("disability", agreed="200000", by="parties"),
                item("mental", "10000"), mental_first=True, **DISABLED,
            ),
        ),
        """li compulsory/a/disability = 180000
           li commercial/a = 200000 - (180000 - 10000) = 30000
           li bearer/a = 0""",
    ),
    (
        "Mental distress last: the driver pays it",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person(
                "li", "walker", item("disability", agreed="200000", by="parties"),
                item("mental", "10000"), mental_first=False, **DISABLED,
            ),
        ),
        """li commercial/a = 200000 - 180000 = 20000
           li bearer/a = 10000""",
    ),
    (
        "Only things were damaged; lost operation is no matter of cover (12)",
        claim(
            [car("a", "full", commercial=policy()), car("b", "none")],
            person(
                "li", "b", item("repair", "8000"), item("towing", "500"),
                item("lost_operation", "3000"), position="owner",
            ),
        ),
        """li compulsory/a/property = 2000
           li commercial/a = 8000 + 500 - 2000 = 6500
           li bearer/a = 3000""",
    ),
    (
        "Two drivers claim against each other; without agreement both pay",
        claim(
            [car("a", "equal"), car("b", "equal")],
            person("li", "a", item("repair", "6000")),
            person("wu", "b", item("repair", "10000")),
        ),
        """li compulsory/b/property = 2000
           li bearer/b = (6000 - 2000) * 50% = 2000
           li own = 2000
           wu compulsory/a/property = 2000
           wu bearer/a = (10000 - 2000) * 50% = 4000
           li to_claimant/bearer/b = 2000""",
    ),
    (
        "They agreed to set off: only the difference is paid",
        claim(
            [car("a", "equal"), car("b", "equal")],
            person("li", "a", item("repair", "6000")),
            person("wu", "b", item("repair", "10000")),
            set_off=True,
        ),
        """li set_off/bearer/b = 2000
           li to_claimant/bearer/b = 0
           wu set_off/bearer/a = 2000
           wu to_claimant/bearer/a = 4000 - 2000 = 2000""",
    ),
    (
        "A deductible of a fifth stays with the driver",
        claim(
            [car("a", "full", commercial=policy(deductible_share="20%")), WALKER],
            person("li", "walker", medical("28000")),
        ),
        """li commercial/a = 10000 * 80% = 8000
           li bearer/a = 2000""",
    ),
    (
        "A fixed deductible of 500",
        claim(
            [car("a", "full", commercial=policy(deductible="500")), WALKER],
            person("li", "walker", medical("28000")),
        ),
        "li commercial/a = 10000 - 500 = 9500",
    ),
    (
        "Two policies: the second pays what the first could not",
        claim(
            [car("a", "full", commercial=[*policy("4000"), *policy("3000")]), WALKER],
            person("li", "walker", medical("28000")),
        ),
        """li commercial/a = 4000 + 3000 = 7000
           li bearer/a = 3000""",
    ),
    (
        "Drugs outside the contract: compulsory cover pays them last, the policy never",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person("li", "walker", medical("30000", outside_commercial="2000")),
        ),
        """li compulsory/a/medical = 18000
           li commercial/a = 28000 - 18000 = 10000
           li bearer/a = 2000""",
    ),
    (
        "At work the employer pays in the driver's place (1191)",
        claim(
            [car("a", "full", name="Zhang", bearers=[{"kind": "employer", "name": "Haulage"}]), WALKER],
            person("li", "walker", medical("28000")),
        ),
        "li bearer/a/Haulage = 10000",
    ),
    (
        "A lender at fault bears a part of the side's share, the driver the rest (1209)",
        claim(
            [
                car("a", "full", name="Zhang",
                    bearers=[{"kind": "lender_at_fault", "name": "Lin", "share": "30%"}]),
                WALKER,
            ],
            person("li", "walker", medical("28000")),
        ),
        """li bearer/a/Lin = 10000 * 30% = 3000
           li bearer/a/Zhang = 7000""",
    ),
    (
        "The appraisal fee by share and out of the policy, as this place does",
        claim(
            [car("a", "main", commercial=policy()), other("bike", "nonmotor", "minor")],
            person("li", "bike", item("appraisal_fee", "1000")),
        ),
        """li compulsory/a = 0
           li commercial/a = 1000 * 80% = 800
           li own = 200""",
    ),
    (
        "Another place: within death and disability of the compulsory cover",
        claim(
            [car("a", "main"), other("bike", "nonmotor", "minor")],
            person("li", "bike", item("appraisal_fee", "1000")),
            agreed=[{"key": "appraisal_fee", "value": "compulsory", "by": "parties"}],
        ),
        "li compulsory/a/disability = 1000",
    ),
    (
        "A third: by share, from the liable person",
        claim(
            [car("a", "main", commercial=policy()), other("bike", "nonmotor", "minor")],
            person("li", "bike", item("appraisal_fee", "1000")),
            agreed=[{"key": "appraisal_fee", "value": "tortfeasor", "by": "Mediator Chen"}],
        ),
        """li commercial/a = 0
           li bearer/a = 800""",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "worked"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_bears_what_a_lawyer_gets_by_hand(body: dict[str, Any], worked: str) -> None:
    check_rows(body, worked)
