"""Addresses of the village bank."""

from django.urls import path

from . import views

app_name = "bank"
urlpatterns = [
    path("", views.statement, name="statement"),
    path("<uuid:bank_id>/rewards/", views.rewards, name="rewards"),
    path("<uuid:bank_id>/rewards/add/", views.add_reward, name="add_reward"),
    path("rewards/<uuid:reward_id>/", views.reward, name="reward"),
    path("rewards/<uuid:reward_id>/reserve/", views.reserve, name="reserve"),
    path("rewards/<uuid:reward_id>/shelf/", views.shelf, name="shelf"),
    path("reserved/", views.redemptions, name="redemptions"),
    path("reserved/<uuid:redemption_id>/", views.redemption, name="redemption"),
    path("reserved/<uuid:redemption_id>/cancel/", views.cancel, name="cancel_redemption"),
    path("<uuid:bank_id>/pick-up/", views.pick_up, name="pick_up"),
    path("<uuid:bank_id>/fund/", views.fund, name="fund"),
    path("<uuid:bank_id>/fund/givers/", views.donors, name="donors"),
    path("<uuid:bank_id>/fund/receipts/", views.receipts, name="receipts"),
    path("<uuid:bank_id>/fund/give/", views.donate, name="donate"),
    path("<uuid:bank_id>/fund/spend/", views.spend, name="spend"),
    path("<uuid:bank_id>/fund/purposes/", views.purposes, name="purposes"),
    path("<uuid:bank_id>/fund/statement/", views.reconcile, name="reconcile"),
    path("lines/<uuid:line_id>/match/", views.match, name="match"),
    path("<uuid:bank_id>/honours/", views.honours, name="honours"),
    path("honours/<uuid:category_id>/name/", views.nominate, name="nominate"),
    path("named/<uuid:nomination_id>/", views.decide_nomination, name="decide_nomination"),
    path("named/<uuid:nomination_id>/certificate/", views.certificate, name="certificate"),
    path("receipts/<uuid:donation_id>/", views.receipt, name="receipt"),
    path("spendings/<uuid:spending_id>/decide/", views.decide_spending, name="decide_spending"),
]
