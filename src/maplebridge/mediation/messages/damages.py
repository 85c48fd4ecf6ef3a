"""What the law of damages says: one sentence a fault of a claim, and the words of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..rules.damages.values import Fact, Fault

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAMAGES_SENTENCES: dict[str, str | _StrPromise] = {
    "claim_not_text": _("“%(value)s” is no text. Write it in quotation marks."),
    "claim_text_length": _("Write one line of 1 to %(most)s characters here."),
    "claim_not_id": _(
        "“%(value)s” is not one of the short names allowed here: small letters, digits and lines, at most 40."
    ),
    "claim_not_whole": _(
        "“%(value)s” is no whole number. Write it without quotation marks and without decimals."
    ),
    "claim_out_of_bounds": _(
        "%(value)s lies outside %(least)s to %(most)s. Look at the figure once more."
    ),
    "claim_not_yes_no": _("“%(value)s” is neither true nor false."),
    "claim_not_money": _(
        '“%(value)s” is no sum in yuan. Write it like "1234.50": in quotation marks, not negative, at most two decimals, below ten billion.'
    ),
    "claim_not_share": _('“%(value)s” is no share. Write it like "70%%" or "1/3".'),
    "claim_share_over_one": _('%(value)s is more than the whole. A share is at most "100%%".'),
    "claim_not_number": _('“%(value)s” is no number. Write it like 4 or "2.5".'),
    "claim_number_bounds": _(
        "%(value)s is not above 0 and at most %(most)s. Look at the figure once more."
    ),
    "claim_not_day": _("“%(value)s” is no day of the calendar. Write it like 2026-03-31."),
    "claim_not_a_choice": _("“%(value)s” is not known here. Choose one of: %(among)s."),
    "claim_not_list": _("A list is expected here, in square brackets; “%(value)s” is none."),
    "claim_list_length": _(
        "There are %(count)s entries; between %(least)s and %(most)s are possible."
    ),
    "claim_twice": _("“%(value)s” stands here twice. Keep one of the two."),
    "claim_not_object": _("An entry in curly brackets is expected here; “%(value)s” is none."),
    "claim_unknown_key": _(
        "There is no “%(key)s” here. Look at the spelling; possible are: %(among)s."
    ),
    "claim_key_missing": _("“%(key)s” is missing. Add it."),
    "claim_too_large": _(
        "The file is larger than %(most)s bytes. A claim fits into far less; is it the right file?"
    ),
    "claim_not_utf8": _("The file is not written in UTF-8. Save it so and try again."),
    "claim_too_deep": _(
        "The brackets lie more than %(most)s deep within each other. No claim needs that."
    ),
    "claim_key_twice": _("“%(key)s” is written twice in one entry. Keep the one that is meant."),
    "claim_bare_decimal": _(
        "%(value)s stands without quotation marks. Write sums and decimals in quotation marks, so that no digit is lost."
    ),
    "claim_number_absurd": _("%(value)s is larger than anything that a claim can hold."),
    "claim_not_json": _("The file is no JSON: look at line %(line)s, column %(column)s."),
    "claim_too_early": _(
        "Accidents before %(day)s cannot be computed: the limits of that time are not known here."
    ),
    "claim_settled_before": _(
        "The day of the settlement lies before the accident. Look at both days."
    ),
    "claim_year_ahead": _(
        "The statistics of %(year)s are not those of a year that is over. Choose an earlier year."
    ),
    "claim_blame_full": _(
        "One side bears all the blame and another some of it too. Look at the certificate once more."
    ),
    "claim_blame_main": _(
        "Main blame of one side needs minor blame of another, and only one side can bear the main blame."
    ),
    "claim_blame_equal": _("Equal blame needs at least two sides that bear it."),
    "claim_blame_minor": _(
        "Minor blame alone leaves open who bears the rest. Look at the certificate once more."
    ),
    "claim_cover_missing": _(
        "The motor vehicle “%(side)s” needs its compulsory cover: the insurer, or the obligor who did not insure it."
    ),
    "claim_cover_unclear": _(
        "The compulsory cover of “%(side)s” names either the insurer or the obligor who did not insure, not both."
    ),
    "claim_cover_none": _(
        "“%(side)s” cannot have such cover: it is no motor vehicle of its own, or nobody knows it."
    ),
    "claim_bearer_share": _(
        "“%(name)s”: an owner or lender at fault needs a share, everybody else has none."
    ),
    "claim_shares_over_one": _("The shares of “%(name)s” are more than the whole together."),
    "claim_bearer_twice": _("“%(name)s” has two drivers or two employers. Keep one."),
    "claim_unknown_name": _("Nothing in this claim is called “%(name)s”. Look at the spelling."),
    "claim_no_passenger": _("“%(side)s” is on foot and has no passengers."),
    "claim_reduction_of_passenger": _(
        "Only a passenger rides for free. For others, enter the shares."
    ),
    "claim_head_twice": _("“%(head)s” stands here twice; it exists once a person."),
    "claim_mental_first": _(
        'Ask the claimant whether compulsory cover pays the mental distress before the rest, and enter "mental_first": true or false.'
    ),
    "claim_born_after": _("The day of birth lies after the accident."),
    "claim_born_after_all": _("The day of birth lies after the settlement."),
    "claim_too_old": _(
        "That would be more than %(years)s years of age. Look at the day of birth once more."
    ),
    "claim_day_outside": _("%(day)s lies not between the accident and the settlement."),
    "claim_died_and_disabled": _(
        "A person who died is not assessed for disability here. Keep one of the two."
    ),
    "claim_needs_death": _('“%(head)s” needs the day of death: enter "died_on".'),
    "claim_needs_disability": _(
        'Compensation for disability needs the assessment: enter "disability" with its day and levels.'
    ),
    "claim_needs_outcome": _(
        "Dependants are paid for after death or a disability. Enter one of the two."
    ),
    "claim_needs_birth": _("The years depend on the age: enter the day of birth."),
    "claim_owner_unhurt": _(
        "An owner who was not there has no “%(head)s”. Enter the person who was hurt as a claimant."
    ),
    "claim_part_over_whole": _("The part is more than the bill."),
    "claim_one_of": _("Give exactly one of: %(keys)s."),
    "claim_way_keys": _("The way “%(way)s” takes exactly: %(keys)s."),
    "claim_one_earner": _("A person loses only the own income: persons is 1."),
    "claim_days_past_assessment": _(
        "%(days)s days of lost income go beyond the day before the assessment; %(most)s are possible."
    ),
    "claim_own_side": _(
        "“%(name)s” is the claimant's own side. What others do not bear is the own part by itself."
    ),
    "claim_advance_side": _(
        "An advance by people or an insurer names their side; one by the rescue fund names none."
    ),
    "claim_advance_no_insurer": _(
        "“%(side)s” has no compulsory insurer that could have paid in advance."
    ),
    "claim_advance_nothing": _("An advance of nothing is none. Leave it out."),
    "claim_unknown_rulebook": _(
        "There is no rulebook for “%(place)s”. Known are: %(known)s. The operator of a jurisdiction enters its own."
    ),
    "claim_unknown_version": _(
        "The claim asks for version %(asked)s of the rulebook; here is %(have)s. Look at what changed, then enter that version."
    ),
    "claim_before_rulebook": _(
        "The rulebook %(version)s holds for accidents from %(day)s on. Before that, other law applied."
    ),
    "claim_unknown_place": _(
        "No figures of “%(place)s” are known here. Leave the residence out, or have them entered."
    ),
    "figure_missing": _(
        "“%(series)s” of %(place)s for %(year)s is missing, and it is never guessed. The operator of the jurisdiction enters it from the published text and a second person checks it; or the parties agree on the amount of this head."
    ),
    "rulebook_cell_empty": _(
        "The rulebook of %(place)s (%(version)s) says nothing about “%(key)s”: it is local practice and was not read in a published text. Agree on it, or have a mediator enter it under “agreed”; the operator of the jurisdiction may enter it for all."
    ),
    "shares_needed": _(
        "Who bears how much towards “%(claimant)s” does not follow from the certificate alone. Agree on the shares, or have a mediator enter them under “shares”."
    ),
    "share_in_range": _(
        "For “%(claimant)s”, %(key)s, the usual share is %(range)s. Choose one within it and enter it under “shares”."
    ),
    "figures_columns": _("The table needs exactly these columns: %(columns)s."),
    "figure_unreadable": _("This line cannot be read: look at “%(reason)s”."),
    "figure_twice": _("“%(series)s” stands here twice for one place and year."),
    "rulebook_shape": _("A rulebook has exactly: place, name, version, accidents_from, cells."),
    "rulebook_keys": _("The cells do not fit: look at %(keys)s."),
    "rulebook_cell_shape": _("A cell has a value and its source, or says why it is empty."),
    "assess_file_needed": _("Name the claim file; a PDF also needs --out and a file to write."),
    "assess_not_opened": _("%(name)s could not be opened: %(reason)s."),
    "claim_refused": _("The claim cannot be computed yet. What is missing or wrong:"),
    "claim_fault": _("%(path)s: %(sentence)s"),
}

WORDS: dict[str, str | _StrPromise] = {
    "note_share_outside": _(
        "The agreed share for %(claimant)s, %(share)s, lies outside what is usual (%(usual)s)."
    ),
    "note_standard_exclusions": _(
        "Commercial cover: the usual exclusions were taken. Look at the contract itself."
    ),
    "note_continue_later": _(
        "When a term of care or of a device has passed, a new claim for five to ten more years is possible."
    ),
    "note_joint": _("These sides are liable for each other's share: %(sides)s."),
    "note_jointly_liable": _("Liable beside the driver of %(side)s: %(names)s."),
    "note_obligor": _(
        "%(name)s did not insure %(side)s: the driver is liable for everything, and %(name)s jointly within the limits."
    ),
    "head_medical": _("medical treatment"),
    "head_follow_up": _("follow-up treatment"),
    "head_cosmetic": _("cosmetic treatment"),
    "head_hospital_meals": _("meals in hospital"),
    "head_nutrition": _("nutrition"),
    "head_lost_income": _("lost income"),
    "head_nursing": _("nursing"),
    "head_long_care": _("care after the assessment"),
    "head_transport": _("transport"),
    "head_lodging": _("lodging"),
    "head_rehabilitation": _("rehabilitation"),
    "head_device": _("aids for the disabled"),
    "head_disability": _("compensation for disability"),
    "head_dependants": _("living cost of dependants"),
    "head_death": _("compensation for death"),
    "head_funeral": _("funeral"),
    "head_kin_costs": _("costs of the family around the funeral"),
    "head_mental": _("mental distress"),
    "head_repair": _("repair"),
    "head_replacement": _("replacement value"),
    "head_cargo": _("cargo"),
    "head_towing": _("towing"),
    "head_belongings": _("belongings"),
    "head_lost_operation": _("lost operation"),
    "head_substitute_transport": _("substitute transport"),
    "head_appraisal_fee": _("appraisal fee"),
    "payer_compulsory": _("compulsory cover"),
    "payer_obligor": _("obligor who did not insure"),
    "payer_commercial": _("commercial cover"),
    "payer_seat": _("seat cover"),
    "payer_bearer": _("liable person"),
    "payer_unidentified": _("unidentified driver"),
    "sub_limit_medical": _("medical"),
    "sub_limit_disability": _("death and disability"),
    "sub_limit_property": _("property"),
    "why_to_claimant": _("to the claimant"),
    "why_refund": _("refund of an advance to"),
    "why_to_fund": _("to the rescue fund"),
    "why_paid_before": _("paid before"),
    "why_set_off": _("set off by agreement"),
    "open_overpaid": _("received too much; to be given back to"),
    "open_fund_not_covered": _("the fund paid for the own part; not recovered here"),
    "recourse_conduct": _(
        "because of what the driver did (drunk, drugged, unlicensed or with intent)"
    ),
    "recourse_paid_first": _("because it paid before the uninsured vehicle"),
    "key_income_series": _("income for disability and death"),
    "key_consumption_series": _("consumption for dependants"),
    "key_funeral_wage": _("wage for the funeral"),
    "key_industry_wage": _("wage of an industry"),
    "key_day_divisor": _("how a year's wage becomes a day's"),
    "key_daily_rounding": _("rounding of a day's wage"),
    "key_multi_level": _("several disability levels"),
    "key_dependant_cap": _("yearly cap of the dependants"),
    "key_dependant_years": _("years of minor dependants"),
    "key_appraisal_fee": _("who carries the appraisal fee"),
    "key_hospital_meal_rate": _("meals in hospital, a day"),
    "key_nutrition_rate": _("nutrition, a day"),
    "key_motor_main": _("share of main blame between motor vehicles"),
    "key_motor_equal": _("share of equal blame between motor vehicles"),
    "key_nonmotor_full": _("share of the motor side when the walker or rider is fully to blame"),
    "key_nonmotor_main": _("share of the motor side when the walker or rider bears the main blame"),
    "key_nonmotor_equal": _("share of the motor side at equal blame"),
    "key_nonmotor_minor": _("share of the motor side when the walker or rider bears minor blame"),
    "series_income_urban": _("disposable income of urban residents per head"),
    "series_income_rural": _("disposable income of rural residents per head"),
    "series_consumption_urban": _("consumption of urban residents per head"),
    "series_consumption_rural": _("consumption of rural residents per head"),
    "series_wage_employed": _("average wage of the employed in non-private units"),
    "series_wage_in_post": _("average wage of those in post in non-private units"),
    "series_of_industry": _("%(series)s, %(industry)s"),
    "series_wage_private": _("average wage in private units"),
    "status_official_copy": _("copy of an official text"),
    "status_secondary": _("second-hand source"),
    "status_derived": _("derived from published figures"),
    "law_民法典": _("Civil Code"),
    "law_full_民法典": _("Civil Code – Civil Code of the People's Republic of China"),
    "law_人身損害賠償解釋": _("Personal Injury Interpretation"),
    "law_full_人身損害賠償解釋": _(
        "Personal Injury Interpretation – Interpretation of the Supreme People's Court on compensation for personal injury, 法釋〔2022〕14"
    ),
    "law_交通事故賠償解釋": _("Road Accident Interpretation"),
    "law_full_交通事故賠償解釋": _(
        "Road Accident Interpretation – Interpretation of the Supreme People's Court on damage by road accidents, as amended in 2020"
    ),
    "law_道路交通安全法": _("Road Traffic Safety Law"),
    "law_full_道路交通安全法": _(
        "Road Traffic Safety Law – Road Traffic Safety Law of the People's Republic of China"
    ),
    "law_交強險條例": _("Compulsory Cover Regulation"),
    "law_full_交強險條例": _(
        "Compulsory Cover Regulation – Regulation on compulsory traffic accident liability insurance for motor vehicles"
    ),
    "law_精神損害賠償解釋": _("Mental Distress Interpretation"),
    "law_full_精神損害賠償解釋": _(
        "Mental Distress Interpretation – Interpretation of the Supreme People's Court on compensation for mental distress, as amended in 2020"
    ),
    "law_侵權責任編解釋一": _("Tort Interpretation (I)"),
    "law_full_侵權責任編解釋一": _(
        "Tort Interpretation (I) – Interpretation (I) of the Supreme People's Court on the part on tort liability of the Civil Code"
    ),
    "place_jiangxi": _("Jiangxi"),
    "place_jiangsu": _("Jiangsu"),
    "value_none": _("not rounded"),
    "value_fen": _("rounded to the fen"),
    "value_fen_down": _("cut to the fen"),
    "value_yuan": _("rounded to the yuan"),
    "value_by_level": _(
        "10%% for a further level one, 1%% for a further level ten, together at most 10%%"
    ),
    "value_one_percent": _("1%% for each further level, together at most 10%%"),
    "value_top_only": _("the worst level only"),
    "value_literal": _("the sum after the coefficient is at most one person's consumption"),
    "value_shares_first": _("the shares are capped at one person before the coefficient"),
    "value_whole": _("18 less the completed years of age"),
    "value_months": _("full months until the eighteenth birthday"),
    "value_compulsory": _("compulsory cover, within death and disability"),
    "value_excess_by_share": _("by share, paid by commercial cover"),
    "value_tortfeasor": _("the liable person, by share"),
    "sheet_title": _("Sheet of damages"),
    "sheet_basis": _(
        "%(place)s, rulebook %(version)s; accident of %(accident)s, settled on %(settled)s; statistics of %(year)s"
    ),
    "sheet_loss_of": _("Loss of %(name)s"),
    "sheet_line": _("%(head)s: %(formula)s = %(yuan)s yuan"),
    "sheet_receipt": _("%(head)s: %(yuan)s yuan"),
    "sheet_agreed": _("%(head)s: %(yuan)s yuan, %(how)s"),
    "sheet_by_parties": _("agreed by the parties"),
    "sheet_by_name": _("entered by %(name)s"),
    "sheet_total": _("Total: %(yuan)s yuan"),
    "sheet_article": _("%(law)s art. %(number)s"),
    "sheet_who_pays": _("Who pays for %(name)s"),
    "sheet_due": _("%(payer)s %(name)s (%(side)s): %(yuan)s yuan"),
    "sheet_due_in": _("%(payer)s %(name)s (%(side)s), %(limit)s: %(yuan)s yuan"),
    "sheet_own_part": _("own part: %(yuan)s yuan"),
    "sheet_share": _("%(side)s bears %(share)s of what compulsory cover leaves"),
    "sheet_share_parties": _("shares agreed by the parties"),
    "sheet_share_name": _("shares entered by %(name)s"),
    "sheet_now": _("What is paid now"),
    "sheet_transfer": _("%(payer)s %(name)s (%(side)s), %(why)s %(to)s: %(yuan)s yuan"),
    "sheet_open": _("%(who)s: %(why)s %(to)s: %(yuan)s yuan"),
    "sheet_recourse": _(
        "%(insurer)s (%(side)s) may ask back from %(against)s: %(yuan)s yuan, %(why)s"
    ),
    "sheet_fund": _("the rescue fund"),
    "sheet_rules": _("Local rules used"),
    "sheet_cell": _("%(key)s: %(value)s (%(source)s)"),
    "sheet_cell_parties": _("%(key)s: %(value)s, agreed by the parties"),
    "sheet_cell_name": _("%(key)s: %(value)s, entered by %(name)s"),
    "sheet_figures": _("Statistics used"),
    "sheet_figure": _(
        "%(series)s, %(place)s %(year)s: %(yuan)s yuan a year. %(source)s; read on %(day)s; %(status)s"
    ),
    "sheet_figure_checked": _(
        "%(series)s, %(place)s %(year)s: %(yuan)s yuan a year. %(source)s; read on %(day)s; %(status)s; entered by %(entered)s, checked by %(checked)s"
    ),
    "sheet_between": _("; "),
    "sheet_laws": _("Sources of law"),
    "sheet_notes": _("To look at"),
    "sheet_limits": _(
        "This sheet computes from what was entered. It is no decision, and everybody may go to court."
    ),
    "industry_agriculture": _("agriculture"),
    "industry_mining": _("mining"),
    "industry_manufacturing": _("manufacturing"),
    "industry_power": _("power, gas and water"),
    "industry_construction": _("construction"),
    "industry_trade": _("wholesale and retail trade"),
    "industry_transport": _("transport and post"),
    "industry_hospitality": _("hotels and catering"),
    "industry_information": _("information technology"),
    "industry_finance": _("finance"),
    "industry_real_estate": _("real estate"),
    "industry_leasing": _("leasing and business services"),
    "industry_science": _("scientific research"),
    "industry_environment": _("water and environment"),
    "industry_resident_services": _("resident services"),
    "industry_education": _("education"),
    "industry_health": _("health and social work"),
}
"""The words of a sheet: heads, payers, reasons, keys of a rulebook, series of figures, and its lines."""

_NAMED = {"head", "key", "law", "place", "value"}
_SERIES = {code.removeprefix("series_") for code in WORDS if code.startswith("series_")}


def say(code: str, /, **facts: Fact) -> str:
    """A sentence or a word of a sheet, in the language that is active now."""
    sentence = DAMAGES_SENTENCES.get(code) or WORDS[code]
    return str(sentence) % {name: label(name, fact) for name, fact in facts.items()}


def fault_said(fault: Fault) -> str:
    """What is wrong, after where it stands in the claim."""
    sentence = say(fault.code, **dict(fault.facts))
    return say("claim_fault", path=fault.path, sentence=sentence) if fault.path else sentence


def label(name: str, fact: Fact) -> Fact:
    """What has a name here by that name; everything else as it is."""
    if name == "series":
        series, _dot, industry = str(fact).partition(".")
        plain = str(WORDS.get(f"series_{series}", series))
        if f"industry_{industry}" not in WORDS:
            return plain
        return str(WORDS["series_of_industry"]) % {
            "series": plain,
            "industry": WORDS[f"industry_{industry}"],
        }
    if name == "value" and str(fact) in _SERIES:
        return label("series", fact)
    if name in _NAMED and (word := WORDS.get(f"{name}_{fact}")):
        return str(word) % {}
    return fact
