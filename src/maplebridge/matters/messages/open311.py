"""What programs are told when something is not right, one sentence a code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "open311_method": _("This address does not take this method. The header Allow names those."),
    "open311_content_type": _(
        "Send it as a form: application/x-www-form-urlencoded or multipart/form-data, in UTF-8."
    ),
    "open311_too_large": _("The text of this request is too large. Leave something out."),
    "open311_body_unreadable": _(
        "The form cannot be read: its encoding, its parts or their number are not right. Nothing "
        "was kept."
    ),
    "open311_jurisdiction_unknown": _(
        "There is no jurisdiction %(asked)s here. Leave jurisdiction_id out: one server serves one."
    ),
    "open311_service_unknown": _(
        "There is no service %(service)s. The services are listed at services.json."
    ),
    "open311_request_missing": _("There is no service request %(asked)s."),
    "open311_token_missing": _("There is no token %(asked)s."),
    "open311_too_many_ids": _("At most %(most)s numbers are looked up at once. Ask in parts."),
    "open311_status_unknown": _("status: open or closed, or both with a comma."),
    "open311_date_unreadable": _(
        "%(parameter)s: an instant with its time zone, such as 2026-11-23T08:00:00Z or "
        "2026-11-23T16:00:00+08:00."
    ),
    "open311_dates_backwards": _("%(until)s lies before %(since)s."),
    "open311_span_too_long": _(
        "From %(since)s to %(until)s are more than %(most)s days. Ask in parts."
    ),
    "open311_number_outside": _("%(parameter)s: a whole number from 1 to %(most)s."),
    "open311_page_too_far": _(
        "This page begins more than %(most)s rows in. Choose earlier dates instead."
    ),
    "open311_too_many_agencies": _(
        "At most %(most)s agencies are asked for at once. Ask in parts."
    ),
    "open311_agency_unknown": _(
        "No place that answers is called %(agency)s. Names are those of agency_responsible in the list."
    ),
    "open311_true_or_false": _("%(parameter)s: true or false."),
    "open311_key_missing": _(
        "This needs a key: send it as api_key, or as Authorization: Bearer. Keys are made on the page "
        "of one's programs."
    ),
    "open311_key_unusable": _(
        "This key is unknown, has ended or was taken back. Make another on the page of your programs."
    ),
    "open311_key_scope": _("This key does not allow this. It needs: %(scopes)s."),
    "open311_parameter_missing": _("%(parameter)s is missing."),
    "open311_service_in_person": _(
        "%(service)s: the reporter of this kind has to be known. Please tell the grid worker, or "
        "report it on our pages."
    ),
    "open311_location_missing": _(
        "Where is it? Send lat and long, or address_id, or address_string."
    ),
    "open311_point_unreadable": _(
        "lat and long: both together, decimal degrees in WGS-84, such as 28.6850 and 115.9050."
    ),
    "open311_address_id_unknown": _("address_id: there is no place %(asked)s."),
    "open311_address_unknown": _(
        "address_string: no place of this name is known here. Send lat and long, or another part of "
        "the address."
    ),
    "open311_address_several": _(
        "address_string: several places are called so. Send one of them as address_id: %(places)s."
    ),
    "open311_text_too_long": _(
        "%(parameter)s: %(length)s characters, at most %(most)s are taken. Nothing was kept."
    ),
    "open311_text_unreadable": _(
        "%(parameter)s contains characters that cannot be shown. Send it in UTF-8."
    ),
    "open311_link_unreadable": _(
        "media_url: an address that begins with http:// or https://. It is kept as words; nothing is "
        "fetched from it."
    ),
    "open311_once_unusable": _("Idempotency-Key: printable characters, at most %(most)s."),
    "open311_update_empty": _("An update says something: send a status, a description or both."),
    "open311_update_changes_nothing": _(
        "%(reference)s stands there already, and there is no description to add."
    ),
    "open311_update_status_unknown": _("status: one of %(statuses)s."),
    "open311_update_needs": _("%(status)s needs %(parameter)s besides."),
    "open311_update_of_reporter": _(
        "%(status)s is the reporter's to say: only the program through which %(reference)s came can "
        "say it for them."
    ),
    "open311_update_after_end": _(
        "%(reference)s is closed. Only its reporter can open it again, with REOPEN."
    ),
    "open311_update_after_answer": _(
        "%(reference)s is answered. Work begins again when its reporter opens it with REOPEN."
    ),
}
