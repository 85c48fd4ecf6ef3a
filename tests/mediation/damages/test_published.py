"""Published judgments and examples, beside what the formulas give. Where they differ, the row says by how much.

Read in copied pages on 2026-11-27; names stand there as in the page or shortened. `PRINTED` is what the page says.
"""

from __future__ import annotations

from typing import Any

from maplebridge.mediation.rules.damages.assessment import Assessment, assess
from maplebridge.mediation.rules.damages.claim import Claim
from maplebridge.mediation.rules.damages.reading import CLAIM
from maplebridge.mediation.rules.damages.statistics import Figures
from tests.mediation.damages.arithmetic import by_hand, found
from tests.mediation.damages.example import (
    WALKER,
    advance,
    car,
    claim,
    figure,
    item,
    other,
    person,
    policy,
    rulebook,
    uninsured,
)


def computed(
    body: dict[str, Any], yearly: dict[str, str] | None = None, **cells: str
) -> Assessment:
    """A claim under the figures and customs that the page itself states."""
    figures = []
    for series, yuan in (yearly or {}).items():
        plain = figure(series, 0)
        figures.append(
            type(plain)(
                plain.place, series, body["statistics_year"], by_hand(yuan), "the page itself",
                plain.read_on, plain.status, "", "",
            )
        )  # fmt: skip
    read = CLAIM.read(body, "", [])
    assert isinstance(read, Claim)
    return assess(read, Figures(figures), {"example": rulebook(**cells)})


def says(assessment: Assessment, who: str, printed: dict[str, str]) -> None:
    assert {what: found(assessment, who, what) for what in printed} == {
        what: by_hand(amount) for what, amount in printed.items()
    }


HENAN = claim(
    [car("a", "full"), WALKER],
    person(
        "li", "walker",
        item("medical", "5026.49"),
        item("nursing", way="industry", industry="resident_services", days=11),
        item("hospital_meals", days=11, rate="20"),
        item("nutrition", days=11, rate="20"),
        item("disability"),
        item("dependants", persons=[
            {"name": "father", "born": "1957-01-01", "supporters": 3},
            {"name": "mother", "born": "1953-01-01", "supporters": 3},
            {"name": "son", "born": "2008-01-01", "supporters": 2},
            {"name": "daughter", "born": "2004-01-01", "supporters": 2},
        ]),
        item("lost_income", way="industry", industry="agriculture", days=70),
        item("mental", "5000"), item("transport", "300"),
        disability={"assessed_on": "2015-03-10", "levels": [10]}, born="1979-01-01", mental_first=True,
    ),
    person("ye", "walker", item("repair", "30790"), item("towing", "5925"), position="owner"),
    accident_on="2014-12-30", settled_on="2015-10-01", statistics_year=2014,
)  # fmt: skip
HENAN_FIGURES = {
    "income_rural": "9416.10",
    "consumption_rural": "6438.12",
    "wage_employed.resident_services": "28472",
    "wage_employed.agriculture": "25402",
}
HENAN_CELLS = {
    "income_series": "income_rural",
    "consumption_series": "consumption_rural",
    "industry_wage": "wage_employed",
}


def test_henan_2015_every_line_and_a_total_that_leaves_the_bill_out() -> None:
    """https://nlaw.org/a/sifawenshu/minshi/2016/0105/163029_2.html, 李沛, 李業 v. an insurer."""
    assessment = computed(HENAN, HENAN_FIGURES, **HENAN_CELLS)
    says(
        assessment,
        "li",
        {
            "medical": "5026.49", "nursing": "858.06", "hospital_meals": "220", "nutrition": "220",
            "disability": "18832.20", "lost_income": "4871.62", "mental": "5000", "transport": "300",
            "dependants": "4292.08 + 3862.87 + 3540.97 + 2253.34",
        },
    )  # fmt: skip
    assert found(assessment, "li", "loss") == by_hand("44251.14 + 5026.49")  # printed: 44,251.14
    says(assessment, "ye", {"loss": "36715", "compulsory/a/property": "2000"})


def test_henan_2022_a_walker_with_a_level_ten() -> None:
    """http://www.lvshi365.com.cn/news_show/108518, 關木 v. 林弓 and an insurer: 115,780.39."""
    body = claim(
        [car("a", "full", commercial=policy()), WALKER],
        person(
            "guan", "walker",
            item("medical", "12000"), item("hospital_meals", days=20, rate="50"),
            item("nutrition", days=30, rate="20"),
            item("lost_income", way="industry", industry="agriculture", days=100),
            item("nursing", way="industry", industry="resident_services", days=60),
            item("disability"), item("mental", "5000"), item("transport", "400"),
            born="1992-01-01", disability={"assessed_on": "2022-11-01", "levels": [10]}, mental_first=True,
        ),
        accident_on="2022-07-09", settled_on="2023-06-01", statistics_year=2021,
    )  # fmt: skip
    figures = {
        "income_urban": "37094.80",
        "wage_employed.agriculture": "52304",
        "wage_employed.resident_services": "50254",
    }
    says(
        computed(body, figures, industry_wage="wage_employed"),
        "guan",
        {
            "hospital_meals": "1000", "nutrition": "600", "lost_income": "14329.86", "nursing": "8260.93",
            "disability": "74189.60", "loss": "115780.39", "compulsory/a": "115780.39",
        },
    )  # fmt: skip


def test_jiangsu_a_medical_bill_with_drugs_outside_the_contract() -> None:
    """http://m.sldcomp.com/doc/90025.html, 孫某某 v. 翟軍 and an insurer in Taixing.

    The page prints 8,484.26 for the policy without its share, so that one figure cannot be followed; what
    the driver pays alone, the compulsory part and each head can.
    """
    body = claim(
        [car("a", "full", name="Zhai", commercial=policy()), WALKER],
        person(
            "sun", "walker",
            item("medical", "29947.44", outside_commercial="776.58"),
            item("hospital_meals", days=25, rate="20"), item("nutrition", days=90, rate="20"),
            item("nursing", way="daily", rate="100", days=90),
            item("lost_income", way="daily", rate="163", days=210, paid_on="18886"),
            item("disability"),
            disability={"assessed_on": "2024-12-01", "levels": [9]},
        ),
        statistics_year=2023,
    )  # fmt: skip
    assessment = computed(body, {"income_urban": "55862.40"})
    says(
        assessment,
        "sun",
        {
            "hospital_meals": "500", "nutrition": "1800", "nursing": "9000", "lost_income": "15344",
            "disability": "223449.60", "compulsory/a/medical": "18000", "bearer/a": "776.58",
        },
    )  # fmt: skip
    medical = sum(one.fen for one in assessment.lines if one.sub_limit == "medical")
    assert medical == by_hand("32247.44")


def test_miluo_two_walkers_and_one_limit() -> None:
    """http://aps.x86android.com/articles/6205.html, 蘇某某 and 于某某 v. 李某某 and an insurer, Miluo, Hunan.

    The court rounded the ratio to 61.7 % and 48 %: 11,106 and 86,400. The exact ratio gives some yuan more.
    """
    body = claim(
        [car("truck", "full", commercial=policy()), WALKER],
        person("su", "walker", item("medical", "243716"), item("kin_costs", agreed="272720", by="the court"),
               died_on="2024-03-01"),
        person("yu", "walker", item("medical", "151236"), item("kin_costs", agreed="295120", by="the court"),
               died_on="2024-03-01"),
    )  # fmt: skip
    assessment = computed(body)
    says(
        assessment,
        "su",
        {
            "compulsory/truck/medical": "11106 + 1.40",
            "compulsory/truck/disability": "86400 + 49.70",
            "own": "0",
            "bearer/truck": "0",
        },
    )
    says(
        assessment,
        "yu",
        {"compulsory/truck/medical": "6894 - 1.40", "compulsory/truck/disability": "93600 - 49.70"},
    )


def of_judge_shu(medical: str, disability: str) -> Assessment:
    """https://www.360doc.com/content/19/0914/12/32663811_860895159.shtml: A at 70 %, B at 30 %, and C hurt."""
    return computed(
        claim(
            [car("a", "main", commercial=policy()), car("b", "minor", commercial=policy()), WALKER],
            person("c", "walker", item("medical", medical), item("transport", disability)),
            accident_on="2019-06-01",
        )
    )


def test_judge_shu_first_losses_above_both_limits() -> None:
    says(
        of_judge_shu("30000", "250000"),
        "c",
        {
            "compulsory/a/medical": "10000", "compulsory/a/disability": "110000",
            "compulsory/b/medical": "10000", "compulsory/b/disability": "110000",
            "commercial/a": "28000", "commercial/b": "12000",
        },
    )  # fmt: skip


def test_judge_shu_second_losses_within_both_limits() -> None:
    says(
        of_judge_shu("10000", "100000"),
        "c",
        {
            "compulsory/a/medical": "5000", "compulsory/b/medical": "5000",
            "compulsory/a/disability": "50000", "compulsory/b/disability": "50000", "commercial/a": "0",
        },
    )  # fmt: skip


def test_judge_shu_third_each_sub_limit_by_itself() -> None:
    says(
        of_judge_shu("10000", "250000"),
        "c",
        {
            "compulsory/a/medical": "5000", "compulsory/b/medical": "5000",
            "compulsory/a/disability": "110000", "compulsory/b/disability": "110000",
        },
    )  # fmt: skip


def test_shandong_2015_days_of_a_month() -> None:
    """https://nlaw.org/a/sifawenshu/minshi/2015/1018/122341_10.html, 劉仁紅, Xiajin.

    Income: 3,200 ÷ 30 × 270 is 28,800; the page prints 28,799.
    """
    body = claim(
        [car("a", "full"), WALKER],
        person(
            "liu", "walker",
            item("lost_income", way="monthly", rate="3200", days=270),
            item("nursing", way="daily", rate="50", days=134, persons=2),
            item("nursing", way="daily", rate="50", days=76),
            item("hospital_meals", days=134, rate="100"),
        ),
    )  # fmt: skip
    says(
        computed(body, day_divisor="12x30"),
        "liu",
        {"lost_income": "28799 + 1", "nursing": "17200", "hospital_meals": "13400"},
    )


def test_shanghai_an_e_bike_and_a_cyclist_without_any_cover() -> None:
    """http://law51.net/traffic/case/traf02.htm: level one, 40,188 × 20; 143,613.60 were paid before."""
    body = claim(
        [other("ebike", "nonmotor", "full"), other("bike", "nonmotor", "none")],
        person(
            "victim", "bike", item("disability"), item("mental", "50000"), item("hospital_meals", agreed="4000", by="the court"),
            item("medical", "243402.20"),
            disability={"assessed_on": "2024-12-01", "levels": [1]}, mental_first=False,
        ),
        advances=[{"by": "side", "side": "ebike", "to": "victim", "amount": "143613.60"}],
        statistics_year=2012,
    )  # fmt: skip
    says(
        computed(body, {"income_urban": "40188"}),
        "victim",
        {
            "disability": "803760",
            "compulsory/ebike": "0",
            "paid_before/bearer/ebike": "142000 + 1613.60",
            "to_claimant/bearer/ebike": "803760 + 50000 + 4000 + 243402.20 - 143613.60",
        },
    )


def test_xixia_the_fund_is_paid_back_out_of_the_award() -> None:
    """https://www.zw517.com/post/465, (2025)豫1323民初5211號: award 1,028,320.42, paid 41,000, fund 155,547.95."""
    body = claim(
        [uninsured("ding", "full", conduct=["unlicensed"]), WALKER],
        person(
            "luo",
            "walker",
            item("death", agreed="1028320.42", by="the court"),
            died_on="2024-03-01",
        ),
        advances=[
            *advance("side", "41000", "ding", "luo"),
            *advance("fund", "155547.95", to="luo"),
        ],
    )
    assessment = computed(body)
    before = found(assessment, "luo", "paid_before/obligor/ding")
    to_fund = found(assessment, "luo", "to_fund/obligor/ding") + found(
        assessment, "luo", "to_fund/bearer/ding"
    )
    to_kin = found(assessment, "luo", "to_claimant/obligor/ding") + found(
        assessment, "luo", "to_claimant/bearer/ding"
    )
    assert before == by_hand("41000")
    assert to_fund == by_hand("155547.95")
    assert to_kin == by_hand("1028320.42 - 41000 - 155547.95")


def test_nanchong_a_drunk_driver_who_had_paid_a_part() -> None:
    """http://chexian.qc188.com/201309/95645.html: 44,814.89 less 7,050 paid, so 37,764.89 by the insurer."""
    body = claim(
        [car("a", "full", conduct=["drunk"], name="Feng"), WALKER],
        person("zhang", "walker", item("disability", agreed="44814.89", by="the court"),
               disability={"assessed_on": "2012-01-01", "levels": [10]}),
        advances=advance("side", "7050", "a", "zhang"),
        accident_on="2011-07-26", settled_on="2013-01-01",
    )  # fmt: skip
    says(
        computed(body),
        "zhang",
        {
            "to_claimant/compulsory/a": "37764.89",
            "refund/compulsory/a": "7050",
            "recourse/a": "44814.89",
        },
    )


def test_zhongjiang_the_insurer_asks_back_what_it_paid_for_a_drunk_driver() -> None:
    """http://www.scrclaw.com/lsal/2476_1.html: a walker died, 180,000 paid and asked back."""
    body = claim(
        [car("a", "full", conduct=["drunk"], commercial=policy()), WALKER],
        person(
            "walker", "walker", item("death", agreed="900000", by="the court"), died_on="2024-05-06"
        ),
        accident_on="2024-05-06",
    )
    says(
        computed(body),
        "walker",
        {"compulsory/a/disability": "180000", "commercial/a": "0", "recourse/a": "180000"},
    )


def test_jiangxi_2012_the_table_that_a_lawyer_copied() -> None:
    """http://ja148.com/nd.jsp?id=94: income 17,495, wage 34,055."""
    figures = {"income_urban": "17495", "wage_in_post": "34055"}

    def died(born: str) -> Assessment:
        body = claim(
            [car("a", "full"), WALKER],
            person("x", "walker", item("death"), item("funeral"), born=born, died_on="2012-07-01"),
            accident_on="2012-07-01", settled_on="2012-12-01", statistics_year=2011,
        )  # fmt: skip
        return computed(body, figures)

    says(died("1980-01-01"), "x", {"death": "349900", "funeral": "17027.50"})
    says(died("1936-01-01"), "x", {"death": "87475"})
    for level, printed in {
        1: 349900,
        2: 314910,
        3: 279920,
        4: 244930,
        5: 209940,
        6: 174950,
        8: 104970,
    }.items():
        body = claim(
            [car("a", "full"), WALKER],
            person("x", "walker", item("disability"), disability={"assessed_on": "2012-09-01", "levels": [level]}),
            accident_on="2012-07-01", settled_on="2012-12-01", statistics_year=2011,
        )  # fmt: skip
        says(computed(body, figures), "x", {"disability": str(printed)})


def test_tianjin_2018_what_the_plaintiff_asked_for_adds_up() -> None:
    """https://m.64365.com/lawyerCases/info/222257, (2019)津0103民初13562號, the claim: 148,746.88."""
    body = claim(
        [car("a", "full"), other("ebike", "nonmotor", "none")],
        person(
            "yang", "ebike",
            item("medical", "13574.20"), item("hospital_meals", days=22, rate="100"),
            item("nutrition", days=60, rate="100"),
            item("lost_income", way="daily", rate="123.44", days=150),
            item("nursing", way="daily", rate="200", days=23), item("nursing", way="daily", rate="123.44", days=37),
            item("disability"), item("mental", "10000"), item("device", unit="185", term_years=1, cycle_years=1),
            item("appraisal_fee", "1900"), item("transport", "3000"), item("repair", "2000"),
            item("belongings", "550"),
            born="1957-08-01", disability={"assessed_on": "2019-03-01", "levels": [10]}, mental_first=True,
        ),
        accident_on="2018-09-05", settled_on="2019-10-01", statistics_year=2018,
    )  # fmt: skip
    says(
        computed(body, {"income_urban": "42976"}),
        "yang",
        {
            "lost_income": "18516",
            "nursing": "9167.28",
            "disability": "81654.40",
            "loss": "148746.88",
        },
    )
