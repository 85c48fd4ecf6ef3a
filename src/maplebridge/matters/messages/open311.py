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
    "open311_dates_backwards": _("end_date lies before start_date."),
    "open311_span_too_long": _(
        "From start_date to end_date are more than %(most)s days. Ask in parts."
    ),
    "open311_number_outside": _("%(parameter)s: a whole number from 1 to %(most)s."),
    "open311_page_too_far": _(
        "This page begins more than %(most)s rows in. Choose earlier dates instead."
    ),
    "open311_true_or_false": _("%(parameter)s: true or false."),
}
