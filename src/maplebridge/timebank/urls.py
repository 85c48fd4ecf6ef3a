"""Addresses of the time bank."""

from django.urls import path

from . import views

app_name = "timebank"
urlpatterns = [
    path("", views.home, name="home"),
    path("ask/", views.ask, name="ask"),
    path("ask/paper.pdf", views.paper, name="paper"),
    path("offer/", views.offer, name="offer"),
    path("offer/stop/", views.stop_offer, name="stop_offer"),
    path("minutes/", views.minutes, name="minutes"),
    path("minutes/donate/", views.donate, name="donate"),
    path("minutes/relatives/<uuid:tie_id>/", views.give, name="give"),
    path("minutes/relatives/<uuid:tie_id>/forget/", views.forget_tie, name="forget_tie"),
    path("rules/", views.rules, name="rules"),
    path("board/", views.board, name="board"),
    path("proposals/", views.proposals, name="proposals"),
    path("helpers/", views.helpers, name="helpers"),
    path("helpers/<uuid:member_id>/", views.helper, name="helper"),
    path("whom/", views.whom, name="whom"),
    path("whom/<uuid:person_id>/", views.person, name="person"),
    path("visits/<uuid:visit_id>/", views.visit, name="visit"),
    path("visits/<uuid:visit_id>/accept/", views.accept, name="accept"),
    path("visits/<uuid:visit_id>/decline/", views.decline, name="decline"),
    path("visits/<uuid:visit_id>/come/", views.come, name="come"),
    path("visits/<uuid:visit_id>/leave/", views.leave, name="leave"),
    path("visits/<uuid:visit_id>/confirm/", views.confirm, name="confirm"),
    path("visits/<uuid:visit_id>/dispute/", views.dispute, name="dispute"),
    path("visits/<uuid:visit_id>/decide/", views.decide, name="decide"),
    path("visits/<uuid:visit_id>/rate/", views.rate, name="rate"),
    path("visits/<uuid:visit_id>/card/", views.type_card, name="type_card"),
    path("<uuid:help_id>/", views.request, name="request"),
    path("<uuid:help_id>/here/", views.here, name="here"),
    path("<uuid:help_id>/match/", views.match, name="match"),
    path("<uuid:help_id>/agree/", views.agree, name="agree"),
    path("<uuid:help_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:help_id>/door/", views.door, name="door"),
    path("<uuid:help_id>/code/", views.code, name="code"),
    path("<uuid:help_id>/card.pdf", views.card, name="card"),
]
