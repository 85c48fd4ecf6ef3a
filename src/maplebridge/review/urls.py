"""Addresses below /review/."""

from django.urls import path

from . import views

app_name = "review"
urlpatterns = [
    path("", views.index, name="index"),
    path("calls/", views.calls, name="calls"),
    path("calls/<uuid:call_id>/", views.call, name="call"),
    path("calls/<uuid:call_id>/number/", views.number, name="number"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/add/", views.add_proposal, name="add_proposal"),
    path("proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/replay/", views.replay, name="replay"),
    path("proposals/<uuid:proposal_id>/decide/", views.decide, name="decide"),
    path("<uuid:review_id>/", views.show, name="show"),
    path("<uuid:review_id>/conclude/", views.conclude, name="conclude"),
    path("<uuid:review_id>/figures.csv", views.figures_csv, name="csv"),
    path("<uuid:review_id>/review.pdf", views.paper, name="paper"),
]
