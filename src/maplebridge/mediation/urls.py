"""Addresses below /mediation/."""

from django.urls import URLPattern, path

from . import views

app_name = "mediation"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("apply/", views.apply, name="apply"),
    path("desk/", views.desk, name="desk"),
    path("desk/take/", views.take, name="take"),
    path("<uuid:casefile_id>/", views.show, name="file"),
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
]
