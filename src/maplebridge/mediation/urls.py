"""Addresses below /mediation/."""

from django.urls import URLPattern, path

from . import views
from .views import (
    agreements,
    counting,
    express,
    leading,
    papers,
    performing,
    reckoning,
    reckonings,
    sittings,
    taking,
    talking,
)

app_name = "mediation"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("apply/", views.apply, name="apply"),
    path("desk/", views.desk, name="desk"),
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:region>/<int:figure_year>/<str:series>/", views.figure, name="figure"),
    path("desk/take/", views.take, name="take"),
    path("express/", express.scene, name="scene"),
    path("roster/", leading.roster, name="roster"),
    path("profile/", leading.profile, name="profile"),
    path("calendar/", sittings.feed, name="feed"),
    path("calendar/<str:calendar_secret>.ics", sittings.calendar, name="calendar"),
    path("<uuid:casefile_id>/", views.show, name="file"),
    path("<uuid:casefile_id>/tie/", leading.tie, name="tie"),
    path("<uuid:casefile_id>/tie/<uuid:party_id>/", leading.keep_lead, name="keep_lead"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/choose/", leading.choose, name="choose"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/refuse/", leading.refuse, name="refuse"),
    path("<uuid:casefile_id>/sessions/set/", sittings.set_sitting, name="set_sitting"),
    path("<uuid:casefile_id>/sessions/<uuid:sitting_id>/", sittings.sitting, name="sitting"),
    path("<uuid:casefile_id>/sessions/<uuid:sitting_id>/off/", sittings.call_off, name="call_off"),
    path(
        "<uuid:casefile_id>/sessions/<uuid:sitting_id>/minutes/", sittings.minutes, name="minutes"
    ),
    path(
        "<uuid:casefile_id>/sessions/<uuid:sitting_id>/<uuid:party_id>/told/",
        sittings.tell,
        name="tell",
    ),
    path(
        "<uuid:casefile_id>/sessions/<uuid:sitting_id>/<uuid:party_id>/answer/",
        sittings.answer,
        name="answer",
    ),
    path(
        "<uuid:casefile_id>/sessions/<uuid:sitting_id>/<uuid:party_id>/sign/",
        sittings.sign,
        name="sign_minutes",
    ),
    path("<uuid:casefile_id>/send/", views.send, name="send"),
    path("<uuid:casefile_id>/discard/", views.discard, name="discard"),
    path("<uuid:casefile_id>/screen/", views.screen, name="screen"),
    path("<uuid:casefile_id>/decide/<str:move>/", views.decide, name="decide"),
    path("<uuid:casefile_id>/appoint/", views.appoint, name="appoint"),
    path("<uuid:casefile_id>/step/<str:move>/", views.step, name="step"),
    path("<uuid:casefile_id>/hold/", views.hold, name="hold"),
    path("<uuid:casefile_id>/let-go/", views.let_go, name="let_go"),
    path("<uuid:casefile_id>/readings/", views.readings, name="readings"),
    path("<uuid:casefile_id>/alone/", views.alone, name="alone"),
    path("<uuid:casefile_id>/alone/<uuid:caucus_id>/", views.share, name="share"),
    path("<uuid:casefile_id>/parties/add/", views.add_party, name="add_party"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/", views.party, name="party"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/contact/", views.contact, name="contact"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/identity/", views.identity, name="identity"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/speaker/", views.speaker, name="speaker"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/say/", views.say, name="say"),
    path("<uuid:casefile_id>/parties/<uuid:party_id>/leave/", views.leave, name="leave"),
    path(
        "<uuid:casefile_id>/speakers/<uuid:speaker_id>/end/", views.end_speaker, name="end_speaker"
    ),
    path("<uuid:casefile_id>/seats/add/", views.add_seat, name="add_seat"),
    path("<uuid:casefile_id>/seats/<uuid:chair_id>/leave/", views.leave_seat, name="leave_seat"),
    path(
        "<uuid:casefile_id>/seats/<uuid:chair_id>/<uuid:party_id>/", views.say_seat, name="say_seat"
    ),
    path("papers/", papers.papers, name="papers"),
    path("papers/<slug:paper_kind>.<slug:paper_form>", papers.empty_paper, name="empty_paper"),
    path("<uuid:casefile_id>/papers/", papers.file_papers, name="file_papers"),
    path("<uuid:casefile_id>/dossier.zip", papers.dossier, name="dossier"),
    path(
        "<uuid:casefile_id>/papers/<slug:paper_kind>.<slug:paper_form>",
        papers.file_paper,
        name="file_paper",
    ),
    path("<uuid:casefile_id>/items/", talking.items, name="items"),
    path("<uuid:casefile_id>/items/add/", talking.add_item, name="add_item"),
    path("<uuid:casefile_id>/items/<uuid:item_id>/", talking.item, name="item"),
    path("<uuid:casefile_id>/items/<uuid:item_id>/drop/", talking.drop_item, name="drop_item"),
    path("<uuid:casefile_id>/ways/", reckoning.ways, name="ways"),
    path("<uuid:casefile_id>/payers/", reckoning.payers, name="payers"),
    path("<uuid:casefile_id>/express/", express.lane, name="lane"),
    path("<uuid:casefile_id>/express/leave/", express.leave, name="leave_lane"),
    path("<uuid:casefile_id>/reckoning/", reckonings.reckoning, name="reckoning"),
    path("<uuid:casefile_id>/reckoning/compute/", reckonings.compute, name="reckoning_compute"),
    path("<uuid:casefile_id>/reckoning/take-in/", reckonings.take_in, name="reckoning_take_in"),
    path(
        "<uuid:casefile_id>/reckoning/versions/<int:reckoning_number>/",
        reckonings.version,
        name="reckoning_version",
    ),
    path(
        "<uuid:casefile_id>/reckoning/versions/<int:reckoning_number>.<slug:paper_form>",
        reckonings.version_paper,
        name="reckoning_paper",
    ),
    path(
        "<uuid:casefile_id>/reckoning/versions/<int:reckoning_number>/items/",
        taking.take_items,
        name="reckoning_items",
    ),
    path(
        "<uuid:casefile_id>/reckoning/versions/<int:reckoning_number>/payments/",
        taking.take_payments,
        name="reckoning_payments",
    ),
    path(
        "<uuid:casefile_id>/reckoning/fill/<slug:screen>/",
        reckonings.fill_in,
        name="reckoning_page",
    ),
    path(
        "<uuid:casefile_id>/reckoning/fill/<slug:screen>/<slug:whom>/",
        reckonings.fill_in,
        name="reckoning_row",
    ),
    path(
        "<uuid:casefile_id>/reckoning/fill/<slug:screen>/<slug:whom>/drop/",
        reckonings.drop,
        name="reckoning_drop",
    ),
    path("<uuid:casefile_id>/dividing/", reckoning.divide, name="dividing"),
    path("<uuid:casefile_id>/offers/", talking.offers, name="offers"),
    path("<uuid:casefile_id>/offers/open/", talking.open_offers, name="open_offers"),
    path("<uuid:casefile_id>/offers/<uuid:offers_id>/<slug:move>/", talking.play, name="play"),
    path("<uuid:casefile_id>/agreement/", agreements.agreement, name="agreement"),
    path("<uuid:casefile_id>/agreement/words/", agreements.write_words, name="write_words"),
    path("<uuid:casefile_id>/agreement/pay/", agreements.add_payment, name="add_payment"),
    path(
        "<uuid:casefile_id>/agreement/pay/<uuid:payment_id>/drop/",
        agreements.drop_payment,
        name="drop_payment",
    ),
    path("<uuid:casefile_id>/agreement/fix/", agreements.fix_words, name="fix_words"),
    path("<uuid:casefile_id>/agreement/open/", agreements.reopen_words, name="reopen_words"),
    path(
        "<uuid:casefile_id>/agreement/sign/", agreements.sign_as_mediator, name="sign_as_mediator"
    ),
    path("<uuid:casefile_id>/agreement/sign/<uuid:party_id>/", agreements.sign, name="sign"),
    path(
        "<uuid:casefile_id>/agreement/sign/<uuid:party_id>/code/",
        agreements.send_code,
        name="sign_code",
    ),
    path(
        "<uuid:casefile_id>/agreement/sign/<uuid:party_id>/paper/",
        agreements.sign_on_paper,
        name="sign_on_paper",
    ),
    path("<uuid:casefile_id>/agreement/sign/<uuid:party_id>/scan/", agreements.scan, name="scan"),
    path(
        "<uuid:casefile_id>/agreement/effect/", agreements.put_into_effect, name="put_into_effect"
    ),
    path("<uuid:casefile_id>/agreement/sealed.pdf", agreements.agreement_pdf, name="agreement_pdf"),
    path(
        "<uuid:casefile_id>/agreement/copy.docx", agreements.agreement_docx, name="agreement_docx"
    ),
    path("<uuid:casefile_id>/days/", counting.days, name="days"),
    path("<uuid:casefile_id>/days/enter/", counting.enter_day, name="enter_day"),
    path("<uuid:casefile_id>/days/more/", counting.more_days, name="more_days"),
    path("<uuid:casefile_id>/days/more/<uuid:party_id>/", counting.answer_days, name="answer_days"),
    path("<uuid:casefile_id>/days/<uuid:counted_id>/done/", counting.end_day, name="end_day"),
    path("<uuid:casefile_id>/kept/", performing.kept, name="kept"),
    path("<uuid:casefile_id>/kept/pay/<uuid:payment_id>/", performing.paid, name="paid"),
    path("<uuid:casefile_id>/kept/paid/<uuid:paid_id>/", performing.came, name="came"),
    path("<uuid:casefile_id>/kept/paid/<uuid:paid_id>/proof/", performing.proof, name="proof"),
    path("<uuid:casefile_id>/kept/court/<uuid:party_id>/", performing.court, name="court"),
    path("<uuid:casefile_id>/kept/court/applied/", performing.court_applied, name="court_applied"),
    path("<uuid:casefile_id>/kept/court/answer/", performing.court_answer, name="court_answer"),
    path("<uuid:casefile_id>/kept/visit/", performing.visit, name="visit"),
]
