"""Addresses below /matters/."""

from django.urls import URLPattern, path, register_converter

from . import views
from .views import (
    arrived,
    calling,
    groups,
    importing,
    knowledge,
    open311,
    placing,
    preparing,
    tasks,
    training,
)


class FormatConverter:
    """The end of an address of Open311: what it is written in."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "format")
app_name = "matters"
urlpatterns: list[URLPattern] = [
    path("", views.matter_list, name="list"),
    path("report/", views.report, name="report"),
    path("report/for/", views.for_whom, name="for_whom"),
    path("report/places/", views.place_choices, name="places"),
    path("report/kinds/", views.category_chips, name="kinds"),
    path("report/questions/", views.questions, name="questions"),
    path("report/twins/", views.likely_twins, name="twins"),
    path("report/spot/", views.spot, name="spot"),
    path("report/photo/<str:token>/", views.draft_photo, name="draft"),
    path("report/outbox/", views.outbox, name="outbox"),
    path("report/outbox/<uuid:upload_id>/", views.upload, name="upload"),
    path("kiosk/", views.kiosk, name="kiosk"),
    path("signs/", views.signs, name="signs"),
    path("signs/<uuid:place_id>/", views.sign, name="sign"),
    path("relay/", views.relay, name="relay"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/compare/", views.compare, name="compare"),
    path("catalogue/propose/", views.propose, name="propose"),
    path("catalogue/adopt/", views.adopt, name="adopt"),
    path("catalogue/bring/", views.bring, name="bring"),
    path("catalogue/<str:version>/workbook.<str:ending>", views.workbook, name="workbook"),
    path("promise/", views.promise, name="promise"),
    path("a/<str:opening>/", views.answer_link, name="answer_link"),
    path("receipt/", views.receipt, name="receipt"),
    path("around/", views.around, name="around"),
    path("joined/", views.joined, name="joined"),
    path("joined/messages/<str:hearing>/", views.hear, name="hear"),
    path("inbox/", views.inbox, name="inbox"),
    path("undelivered/", arrived.undelivered, name="undelivered"),
    path("undelivered/<uuid:outgoing_id>/", arrived.send_another_way, name="send_another_way"),
    path("programs/", views.programs, name="programs"),
    path("board/", views.board, name="board"),
    path("bulk/", views.bulk, name="bulk"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/photo/", tasks.task_photo, name="task_photo"),
    path("tasks/<uuid:task_id>/take/", tasks.take_task, name="take_task"),
    path("tasks/<uuid:task_id>/finish/", tasks.finish_task, name="finish_task"),
    path("tasks/<uuid:task_id>/drop/", tasks.drop_task, name="drop_task"),
    path("groups/", groups.groups, name="groups"),
    path("groups/make/", groups.make_group, name="make_group"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/add/", groups.add_to_group, name="add_to_group"),
    path("groups/<uuid:group_id>/tasks/", tasks.ask_group_task, name="ask_group_task"),
    path("groups/<uuid:group_id>/news/", groups.tell_group, name="tell_group"),
    path("groups/<uuid:group_id>/answer/", groups.answer_group, name="answer_group"),
    path("groups/<uuid:group_id>/change/", groups.change_group, name="change_group"),
    path("groups/<uuid:group_id>/end/", groups.end_group, name="end_group"),
    path("views/", views.views, name="views"),
    path("views/<uuid:view_id>/delete/", views.forget_view, name="forget_view"),
    path("console/", calling.console, name="console"),
    path("knowledge/", knowledge.knowledge, name="knowledge"),
    path("knowledge/add/", knowledge.add_article, name="add_article"),
    path("knowledge/<uuid:article_id>/", knowledge.article, name="article"),
    path("knowledge/<uuid:article_id>/edit/", knowledge.edit_article, name="edit_article"),
    path("knowledge/<uuid:article_id>/release/", knowledge.release_article, name="release_article"),
    path(
        "knowledge/<uuid:article_id>/withdraw/", knowledge.withdraw_article, name="withdraw_article"
    ),
    path("wordings/", knowledge.templates, name="templates"),
    path("wordings/add/", knowledge.add_template, name="add_template"),
    path("wordings/<uuid:template_id>/", knowledge.edit_template, name="edit_template"),
    path("wordings/<uuid:template_id>/delete/", knowledge.drop_template, name="drop_template"),
    path("models/", training.models, name="models"),
    path("models/train/", training.train, name="train_model"),
    path("models/<uuid:model_id>/", training.model, name="model"),
    path("models/<uuid:model_id>/adopt/", training.adopt, name="adopt_model"),
    path("imports/", importing.imports, name="imports"),
    path("imports/new/<uuid:draft_id>/", preparing.columns, name="import_columns"),
    path("imports/new/<uuid:draft_id>/sheet/", preparing.sheet, name="import_sheet"),
    path(
        "imports/new/<uuid:draft_id>/words/<slug:part>/<int:page>/",
        preparing.words,
        name="import_words",
    ),
    path("imports/new/<uuid:draft_id>/look/", preparing.look, name="import_look"),
    path("imports/new/<uuid:draft_id>/begin/", preparing.begin, name="import_begin"),
    path("imports/new/<uuid:draft_id>/map.json", preparing.map_file, name="import_map"),
    path("imports/new/<uuid:draft_id>/drop/", preparing.drop, name="import_drop"),
    path("imports/<uuid:run_id>/resume/", importing.resume, name="import_resume"),
    path("imports/<uuid:run_id>/", importing.import_run, name="import"),
    path("imports/<uuid:run_id>/refused.csv", importing.import_refused, name="import_refused"),
    path("map/", views.mapped, name="map"),
    path("map/points.geojson", views.points, name="points"),
    path("<uuid:matter_id>/", views.show, name="show"),
    path("<uuid:matter_id>/sent/", views.sent, name="sent"),
    path("<uuid:matter_id>/photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("<uuid:matter_id>/record.pdf", views.record, name="record"),
    path("<uuid:matter_id>/accept/", views.accept, name="accept"),
    path("<uuid:matter_id>/answer/", views.answer, name="answer"),
    path("<uuid:matter_id>/refer/", views.refer, name="refer"),
    path("<uuid:matter_id>/triage/", views.triage, name="triage"),
    path("<uuid:matter_id>/kind/", views.name_kind, name="kind"),
    path("<uuid:matter_id>/place/", placing.place_anew, name="place"),
    path("<uuid:matter_id>/return/", views.return_, name="return"),
    path("<uuid:matter_id>/assign/", views.assign, name="assign"),
    path("<uuid:matter_id>/start/", views.start, name="start"),
    path("<uuid:matter_id>/suspend/", views.suspend, name="suspend"),
    path("<uuid:matter_id>/resume/", views.resume, name="resume"),
    path("<uuid:matter_id>/words/", views.add_words, name="words"),
    path("<uuid:matter_id>/rate/", views.rate, name="rate"),
    path("<uuid:matter_id>/dispute/", views.dispute, name="dispute"),
    path("<uuid:matter_id>/recourse/", views.recourse, name="recourse"),
    path("<uuid:matter_id>/recourse/over/", views.end_recourse, name="end_recourse"),
    path("<uuid:matter_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:matter_id>/duplicate/", views.duplicate, name="duplicate"),
    path("<uuid:matter_id>/take-part/", views.take_part, name="take_part"),
    path("<uuid:matter_id>/contact/", views.contact, name="contact"),
    path("<uuid:matter_id>/me-too/", views.me_too, name="me_too"),
    path("<uuid:matter_id>/leave-group/", groups.leave_group, name="leave_group"),
    path("<uuid:matter_id>/tasks/", tasks.ask_task, name="ask_task"),
    path("<uuid:matter_id>/split/", views.split, name="split"),
]

# Below /open311/, whose addresses end in their format.
open311_urls: tuple[list[URLPattern], str] = (
    [
        path("discovery.<format:form>", open311.discovery, name="discovery"),
        path("v2/discovery.<format:form>", open311.discovery, name="discovery_v2"),
        path("v2/services.<format:form>", open311.services, name="services"),
        path("v2/services/<str:service_code>.<format:form>", open311.service, name="service"),
        path("v2/requests.<format:form>", open311.requests, name="requests"),
        path("v2/requests/<str:asked>.<format:form>", open311.service_request, name="request"),
        path("v2/servicerequestupdates.<format:form>", open311.updates, name="updates"),
        path("v2/tokens/<str:token>.<format:form>", open311.token, name="token"),
    ],
    "open311",
)
