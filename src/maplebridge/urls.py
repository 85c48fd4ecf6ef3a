"""One include per app; the prefix is the app's name. The portal holds the front door."""

from django.urls import URLPattern, URLResolver, include, path

from maplebridge.core import views as core_views
from maplebridge.matters.urls import open311_urls
from maplebridge.people.urls import sign_in_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", core_views.healthz, name="healthz"),
    path("readyz", core_views.readyz, name="readyz"),
    path("account/", include(sign_in_urls)),
    path("core/", include("maplebridge.core.urls")),
    path("territory/", include("maplebridge.territory.urls")),
    path("people/", include("maplebridge.people.urls")),
    path("organisations/", include("maplebridge.organisations.urls")),
    path("mediation/", include("maplebridge.mediation.urls")),
    path("channels/", include("maplebridge.channels.urls")),
    path("matters/public/", include("maplebridge.square.urls")),
    path("matters/", include("maplebridge.matters.urls")),
    path("open311/", include(open311_urls)),
    path("precepts/", include("maplebridge.precepts.urls")),
    path("bank/", include("maplebridge.bank.urls")),
    path("review/", include("maplebridge.review.urls")),
    path("timebank/", include("maplebridge.timebank.urls")),
    path("insight/", include("maplebridge.insight.urls")),
    path("api/v1/", include("maplebridge.portal.api")),
    path("", include("maplebridge.portal.urls")),
]
handler400 = "maplebridge.portal.views.error_400"
handler403 = "maplebridge.portal.views.error_403"
handler404 = "maplebridge.portal.views.error_404"
handler500 = "maplebridge.portal.views.error_500"
