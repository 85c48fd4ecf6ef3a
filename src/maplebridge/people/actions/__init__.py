"""What people do about themselves and for each other: sign in, move, entrust, agree, stand in, read."""

from .forgetting import purge_expired
from .homes import move_in, move_out, register_person
from .mandates import give_mandate, revoke_mandate, take_mandate
from .numbers import begin_anew, confirm_still_me, note_use, open_vouched, take_number, vouch
from .own_data import (
    choose_language,
    correct_name,
    export_my_data,
    give_consent,
    withdraw_consent,
)
from .posts import appoint, appoint_by_phone, end_leave, end_term, name_deputy, take_leave
from .programs import make_token, open_token, revoke_token
from .reading import log_access, read_contact, read_person
from .receipts import end_consent, record_consent
from .sign_in import (
    account_for_phone,
    close_account,
    end_staff_mode,
    prove_phone,
    start_staff_mode,
)
from .teams import join_team, lead_team, leave_team

__all__ = [
    "account_for_phone",
    "appoint",
    "appoint_by_phone",
    "begin_anew",
    "choose_language",
    "close_account",
    "confirm_still_me",
    "correct_name",
    "end_consent",
    "end_leave",
    "end_staff_mode",
    "end_term",
    "export_my_data",
    "give_consent",
    "give_mandate",
    "join_team",
    "lead_team",
    "leave_team",
    "log_access",
    "make_token",
    "move_in",
    "move_out",
    "name_deputy",
    "note_use",
    "open_token",
    "open_vouched",
    "prove_phone",
    "purge_expired",
    "read_contact",
    "read_person",
    "record_consent",
    "register_person",
    "revoke_mandate",
    "revoke_token",
    "start_staff_mode",
    "take_leave",
    "take_mandate",
    "take_number",
    "vouch",
    "withdraw_consent",
]
