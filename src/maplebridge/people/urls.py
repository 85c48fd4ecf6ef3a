"""Addresses below /people/, and below /account/ the steps of signing in that we offer."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn import views as passkey
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from . import views

proved = reauthentication_required(app="allauth.account")

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", views.me, name="me"),
    path("name/", views.name, name="name"),
    path("language/", views.language, name="language"),
    path("log/", views.log, name="log"),
    path("export/", views.export, name="export"),
    path("close/", views.close, name="close"),
    path("still-you/", views.still_you, name="still_you"),
    path("unsent/", views.unsent, name="unsent"),
    path("again/", views.again, name="again"),
    path("household/", views.household, name="household"),
    path("household/move/", views.move, name="move"),
    path("household/move-out/", views.move_out, name="move_out"),
    path("consents/", views.consents, name="consents"),
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/<uuid:mandate_id>/revoke/", views.revoke, name="revoke"),
    path("programs/", views.programs, name="programs"),
    path("programs/add/", proved(views.add_program), name="add_program"),
    path("programs/<uuid:token_id>/revoke/", views.revoke_program, name="revoke_program"),
    path("leave/", views.leave, name="leave"),
    path("leave/<uuid:leave_id>/end/", views.end_leave, name="end_leave"),
    path("posts/", views.posts, name="posts"),
    path("posts/at/<uuid:place_id>/", views.posts_of, name="posts_of"),
    path("posts/<uuid:post_id>/end/", views.end_post, name="end_post"),
    path("posts/<uuid:post_id>/deputy/", views.deputy, name="deputy"),
    path("teams/<uuid:point_id>/", views.team, name="team"),
    path("teams/<uuid:point_id>/leave/", views.leave_team, name="leave_team"),
    path("teams/<uuid:point_id>/lead/", views.lead_team, name="lead_team"),
    path("staff/", views.staff, name="staff"),
    path("staff/end/", views.end_staff, name="end_staff"),
    path("residents/", views.residents, name="residents"),
    path("residents/register/", views.register, name="register"),
    path("residents/<uuid:person_id>/", views.person, name="person"),
    path("residents/<uuid:person_id>/mandate/", views.witness, name="witness"),
    path("residents/<uuid:person_id>/vouch/", views.vouch, name="vouch"),
]

_to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

# One page signs in and joins, and nothing here needs e-mail: what is not listed does not exist.
sign_in_urls: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/code/", _to_sign_in, name="account_request_login_code"),
    path("signup/", _to_sign_in, name="account_signup"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", proved(account.password_set), name="account_set_password"),
    path(
        "password/reset/",
        RedirectView.as_view(url="/account/login/?next=/account/password/change/"),
        name="account_reset_password",
    ),
    path("phone/verify/", account.verify_phone, name="account_verify_phone"),
    path("phone/change/", account.change_phone, name="account_change_phone"),
    path("passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/all/", RedirectView.as_view(pattern_name="mfa_list_webauthn"), name="mfa_index"),
    path("passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/",
        passkey.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/edit/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
]
