"""Addresses of village rules and family precepts."""

from django.urls import path

from . import views

app_name = "precepts"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/", views.begin, name="begin"),
    path("family/", views.family, name="family"),
    path("family/paper/", views.waiting, name="waiting"),
    path("family/<uuid:precept_id>/say/", views.say, name="say"),
    path("family/<uuid:precept_id>/paper/", views.paper, name="paper"),
    path("families/<uuid:place_id>/", views.families, name="families"),
    path("comments/<uuid:comment_id>/decide/", views.decide_comment, name="decide_comment"),
    path("comments/<uuid:comment_id>/name/", views.comment_name, name="comment_name"),
    path("<uuid:rules_id>/", views.rules, name="rules"),
    path("<uuid:rules_id>/<int:edition>/", views.edition, name="edition"),
    path("<uuid:rules_id>/<int:edition>/file/", views.file, name="file"),
    path("<uuid:rules_id>/<int:edition>/<slug:size>.pdf", views.sheet, name="sheet"),
    path("<uuid:rules_id>/articles/<int:article>/", views.article, name="article"),
    path("<uuid:rules_id>/compare/", views.compare, name="compare"),
    path("<uuid:rules_id>/draft/", views.draft, name="draft"),
    path("<uuid:rules_id>/draft/edit/", views.revise, name="revise"),
    path("<uuid:rules_id>/draft/adopt/", views.adopt, name="adopt"),
    path("<uuid:rules_id>/draft/drop/", views.drop, name="drop"),
]
