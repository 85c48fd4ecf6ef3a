"""Every address times every role: what a person gets who types it in, one row an address.

visitor  nobody signed in                    sun   operator of the community
wang     the reporter of the matter          qian  head of the street
chen     Wang's neighbour, Wang's agent      zhou  operator of the whole jurisdiction
li       grid worker of Wang's grid          wu    grid worker in another community
zhao     Li's deputy, while Li is at work

`in` leads to the sign-in page. The wrong place answers 404 and the wrong post 403. Posts carry a
usable body where one is needed; 422 says that the rule, not the person, stands in the way.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = ["visitor", "wang", "chen", "li", "zhao", "sun", "qian", "zhou", "wu"]

TABLE = """
healthz                     GET   200  200  200  200  200  200  200  200  200
readyz                      GET   503  503  503  503  503  503  503  503  503
account_login               GET   200  302  302  302  302  302  302  302  302
account_confirm_login_code  GET    in  302  302  302  302  302  302  302  302
account_request_login_code  GET    in   in   in   in   in   in   in   in   in
account_signup              GET    in   in   in   in   in   in   in   in   in
account_logout              GET   302  200  200  200  200  200  200  200  200
account_inactive            GET   200  200  200  200  200  200  200  200  200
account_reauthenticate      GET    in  403  403  403  403  403  403  403  403
account_change_password     GET    in  302  302  302  302  302  302  302  302
account_set_password        GET    in  302  302  302  302  302  302  302  302
account_reset_password      GET    in   in   in   in   in   in   in   in   in
account_verify_phone        GET    in  302  302  302  302  302  302  302  302
account_change_phone        GET    in  200  200  200  200  200  200  200  200
mfa_list_webauthn           GET    in  200  200  200  200  200  200  200  200
mfa_index                   GET   302  302  302  302  302  302  302  302  302
mfa_add_webauthn            GET    in  302  302  302  302  302  302  302  302
mfa_login_webauthn          GET    in  302  302  302  302  302  302  302  302
mfa_reauthenticate_webauthn GET    in  403  403  403  403  403  403  403  403
mfa_edit_webauthn           GET    in  302  302  302  302  302  302  302  302
mfa_remove_webauthn         GET    in  302  302  302  302  302  302  302  302
core:deliveries             GET    in  403  403  403  403  403  403  200  403
core:retry-delivery         POST   in  403  403  403  403  403  403  422  403
core:calendar               GET    in  403  403  403  403  403  403  200  403
core:verify-form            GET   200  200  200  200  200  200  200  200  200
core:verify                 GET   404  404  404  404  404  404  404  404  404
territory:index             GET   200  200  200  200  200  200  200  200  200
territory:search            GET   200  200  200  200  200  200  200  200  200
territory:locate            GET   422  422  422  422  422  422  422  422  422
territory:grids             GET   200  200  200  200  200  200  200  200  200
territory:ground            GET   200  200  200  200  200  200  200  200  200
territory:zones             GET    in  403  403  200  403  200  200  200  200
territory:zone              GET    in  403  403  200  403  200  200  200  200
territory:place             GET    in  403  403  200  403  200  200  200  404
territory:edit              GET    in  403  403  403  403  200  200  200  404
territory:import            GET    in  403  403  403  403  200  200  200  404
territory:export            GET    in  403  403  200  403  200  200  200  404
territory:end               GET    in  403  403  403  403  200  200  200  404
territory:points            GET   200  200  200  200  200  200  200  200  200
territory:point             GET   200  200  200  200  200  200  200  200  200
territory:add_point         GET    in  403  403  403  403  200  200  200  404
territory:edit_point        GET    in  403  403  403  403  200  200  200  404
territory:add_building      GET    in  403  403  403  403  200  200  200  404
territory:homes             GET    in  403  403  200  403  200  200  200  404
territory:edit_building     GET    in  403  403  403  403  200  200  200  404
territory:add_doors         GET    in  403  403  403  403  200  200  200  404
territory:edit_home         GET    in  403  403  403  403  200  200  200  404
territory:join_zone         GET    in  403  403  403  403  403  403  200  403
territory:leave_zone        POST   in  403  403  403  403  403  403  302  403
people:me                   GET    in  200  200  200  200  200  200  200  200
people:name                 GET    in  200  200  200  200  200  200  200  200
people:language             POST   in  302  302  302  302  302  302  302  302
people:log                  GET    in  200  200  200  200  200  200  200  200
people:export               POST   in  200  200  200  200  200  200  200  200
people:close                GET    in  200  200  200  200  200  200  200  200
people:still_you            GET    in   in   in   in   in   in   in   in   in
people:unsent               GET    in  302  302  302  302  302  302  302  302
people:again                GET    in  200  200  200  200  200  200  200  200
people:household            GET    in  200  200  200  200  200  200  200  200
people:move                 GET    in  200  200  200  200  200  200  200  200
people:move_out             POST   in  302  302  302  302  302  302  302  302
people:consents             GET    in  200  200  200  200  200  200  200  200
people:mandates             GET    in  200  200  200  200  200  200  200  200
people:revoke               POST   in  302  302  404  404  404  404  404  404
people:programs             GET    in  200  200  200  200  200  200  200  200
people:add_program          GET    in  302  302  302  302  302  302  302  302
people:revoke_program       POST   in  302  404  404  404  404  404  404  404
people:leave                GET    in  403  403  200  403  200  200  200  200
people:posts                GET    in  403  403  403  403  200  200  200  403
people:posts_of             GET    in  403  403  403  403  200  200  200  403
people:end_post             GET    in  403  403  403  403  200  200  200  403
people:end_leave            POST   in  422  422  302  422  422  422  422  422
people:deputy               GET    in  404  404  200  404  200  200  200  404
people:staff                GET    in  403  403  403  403  403  403  403  403
people:end_staff            POST   in  302  302  302  302  302  302  302  302
people:team                 GET    in  200  200  200  404  200  200  200  200
people:leave_team           POST   in  403  403  403  404  302  302  302  403
people:lead_team            POST   in  403  403  403  404  302  302  302  403
people:residents            GET    in  403  403  200  403  200  200  200  200
people:register             GET    in  403  403  200  403  200  200  200  200
people:person               GET    in  200  404  200  404  200  200  200  404
people:vouch                POST   in  403  404  302  404  302  302  302  404
people:witness              POST   in  422  404  422  404  422  422  422  404
channels:sms_receipts       POST  404  404  404  404  404  404  404  404  404
channels:sms_replies        POST  404  404  404  404  404  404  404  404  404
channels:wechat             GET   404  404  404  404  404  404  404  404  404
channels:demo               GET   404  404  404  404  404  404  404  404  404
channels:code               GET    in  403  403  200  403  200  200  200  404
channels:make_grid_code     POST   in  403  403  422  403  422  422  422  404
channels:mine               GET    in  200  200  200  200  200  200  200  200
channels:make_code          POST   in  200  200  200  200  200  200  200  200
channels:choose_way         POST   in  302  302  302  302  302  302  302  302
channels:unlink             POST   in  302  404  404  404  404  404  404  404
channels:outgoing           GET    in  403  403  403  403  403  403  200  403
channels:retry              POST   in  403  403  403  403  403  403  302  403
channels:push               GET    in  200  200  200  200  200  200  200  200
channels:push_off           POST   in  302  404  404  404  404  404  404  404
channels:webhooks           GET    in  403  403  403  403  403  403  200  403
channels:add_webhook        GET    in  403  403  403  403  403  403  302  403
channels:webhook            GET    in  403  403  403  403  403  403  200  403
channels:edit_webhook       GET    in  403  403  403  403  403  403  302  403
channels:test_webhook       POST   in  403  403  403  403  403  403  302  403
channels:rotate_webhook     GET    in  403  403  403  403  403  403  302  403
channels:switch_webhook     POST   in  403  403  403  403  403  403  302  403
channels:retry_webhook      POST   in  403  403  403  403  403  403  302  403
channels:remove_webhook     POST   in  403  403  403  403  403  403  302  403
matters:list                GET    in  200  200  200  200  200  200  200  200
matters:report                   GET   200  200  200  200  200  200  200  200  200
matters:for_whom            GET    in  200  200  200  200  200  200  200  200
matters:spot                GET   200  200  200  200  200  200  200  200  200
matters:places              GET   200  200  200  200  200  200  200  200  200
matters:kinds               GET   200  200  200  200  200  200  200  200  200
matters:questions           GET   200  200  200  200  200  200  200  200  200
matters:catalogue           GET    in  403  403  403  403  403  403  200  403
matters:compare             GET    in  403  403  403  403  403  403  200  403
matters:propose             GET    in  403  403  403  403  403  403  200  403
matters:adopt               POST   in  403  403  403  403  403  403  422  403
matters:bring               GET    in  403  403  403  403  403  403  200  403
matters:workbook            GET    in  403  403  403  403  403  403  200  403
matters:promise             GET   200  200  200  200  200  200  200  200  200
matters:draft               GET   404  404  404  404  404  404  404  404  404
matters:outbox              GET   200  200  200  200  200  200  200  200  200
matters:upload              POST  200  200  200  200  200  200  200  200  200
matters:signs               GET    in  403  403  200  403  200  200  200  200
matters:sign                GET    in  403  403  200  403  200  200  200  403
matters:kiosk               GET    in  403  403  200  403  200  200  200  200
matters:relay               GET    in  403  403  200  403  200  200  200  200
matters:twins               GET   200  200  200  200  200  200  200  200  200
matters:answer_link         GET   200  200  200  200  200  200  200  200  200
matters:undelivered         GET    in  403  403  403  403  200  200  200  403
matters:send_another_way    POST   in  403  403  403  403  404  404  404  403
matters:receipt             GET   200  200  200  200  200  200  200  200  200
matters:around              GET    in  200  200  200  200  200  200  200  200
matters:hear                GET   200  200  200  200  200  200  200  200  200
matters:joined              GET    in  200  200  200  200  200  200  200  200
matters:inbox               GET    in  403  403  200  403  200  200  200  200
matters:board               GET    in  403  403  200  403  200  200  200  200
matters:programs            GET    in  403  403  200  403  200  200  200  200
matters:bulk                GET    in  403  403  200  403  200  200  200  200
matters:views               GET    in  403  403  200  403  200  200  200  200
matters:forget_view         POST   in  403  403  404  403  302  404  404  404
matters:console             GET    in  403  403  403  403  200  200  200  403
matters:knowledge           GET    in  403  403  200  403  200  200  200  200
matters:add_article         GET    in  403  403  403  403  200  200  200  403
matters:article             GET    in  403  403  200  403  200  200  200  200
matters:edit_article        GET    in  403  403  403  403  200  200  200  403
matters:release_article     POST   in  403  403  403  403  403  302  403  403
matters:withdraw_article    POST   in  403  403  403  403  403  302  403  403
matters:templates           GET    in  403  403  200  403  200  200  200  200
matters:add_template        GET    in  403  403  403  403  200  200  200  403
matters:edit_template       GET    in  403  403  403  403  200  200  200  404
matters:drop_template       POST   in  403  403  403  403  302  302  302  404
matters:imports             GET    in  403  403  403  403  403  403  403  403
matters:import              GET    in  403  403  403  403  403  403  403  403
matters:import_refused      GET    in  403  403  403  403  403  403  403  403
matters:map                 GET    in  200  200  200  200  200  200  200  200
matters:points              GET    in  200  200  200  200  200  200  200  200
matters:show                GET    in  200  404  200  404  200  200  200  404
matters:sent                GET    in  200  404  200  404  200  200  200  404
matters:photo               GET    in  200  404  200  404  200  200  200  404
matters:record              POST   in  200  404  200  404  200  200  200  404
matters:accept              POST   in  403  404  302  404  302  302  302  404
matters:answer              POST   in  403  404  302  404  302  302  302  404
matters:refer               POST   in  403  404  302  404  302  302  302  404
matters:triage              POST   in  403  404  302  404  302  302  302  404
matters:kind                POST   in  302  404  403  404  403  403  403  404
matters:return              POST   in  403  404  302  404  403  403  403  404
matters:assign              POST   in  403  404  403  404  422  422  422  404
matters:start               POST   in  403  404  422  404  422  422  422  404
matters:suspend             POST   in  403  404  422  404  422  422  422  404
matters:resume              POST   in  403  404  422  404  422  422  422  404
matters:words               POST   in  302  404  302  404  302  302  302  404
matters:rate                POST   in  422  404  403  404  403  403  403  404
matters:dispute             POST   in  422  404  403  404  403  403  403  404
matters:recourse            POST   in  302  404  403  404  403  403  403  404
matters:end_recourse        POST   in  422  404  403  404  403  403  403  404
matters:withdraw            POST   in  302  404  403  404  403  403  403  404
matters:duplicate           POST   in  403  404  422  404  422  422  422  404
matters:me_too              POST   in  403  404  403  404  403  403  403  404
matters:split               POST   in  403  404  422  404  422  422  422  404
matters:take_part           POST   in  403  404  403  404  403  403  403  404
matters:tasks               GET    in  403  403  200  403  200  200  200  200
matters:task                GET    in  404  404  200  404  200  200  200  404
matters:task_photo          GET    in  404  404  404  404  404  404  404  404
matters:ask_task            GET    in  403  404  200  404  200  200  200  404
matters:place               GET    in  403  404  200  404  200  200  200  404
matters:place               POST   in  403  404  302  404  302  302  302  404
matters:take_task           POST   in  404  404  403  404  302  302  302  404
matters:finish_task         POST   in  404  404  302  404  302  302  302  404
matters:drop_task           POST   in  404  404  302  404  302  302  302  404
matters:groups              GET    in  403  403  200  403  200  200  200  200
matters:make_group          GET    in  403  403  200  403  200  200  200  200
matters:group               GET    in  404  404  200  404  200  200  200  404
matters:add_to_group        POST   in  404  404  422  404  422  422  422  404
matters:ask_group_task      GET    in  404  404  403  404  200  200  200  404
matters:tell_group          POST   in  404  404  403  404  200  200  200  404
matters:answer_group        POST   in  404  404  403  404  200  200  200  404
matters:end_group           POST   in  404  404  403  404  302  302  302  404
matters:leave_group         POST   in  403  404  302  404  302  302  302  404
matters:contact             POST   in  403  404  200  404  200  200  200  404
open311:discovery           GET   200  200  200  200  200  200  200  200  200
open311:discovery_v2        GET   200  200  200  200  200  200  200  200  200
open311:services            GET   200  200  200  200  200  200  200  200  200
open311:service             GET   200  200  200  200  200  200  200  200  200
open311:requests            GET   200  200  200  200  200  200  200  200  200
open311:request             GET   200  200  200  200  200  200  200  200  200
open311:token               GET   404  404  404  404  404  404  404  404  404
open311:updates             GET   403  403  403  403  403  403  403  403  403
square:list                 GET   200  200  200  200  200  200  200  200  200
square:points               GET   200  200  200  200  200  200  200  200  200
square:feed                 GET   200  200  200  200  200  200  200  200  200
square:table                GET   200  200  200  200  200  200  200  200  200
square:place                GET   200  200  200  200  200  200  200  200  200
square:follow_area          POST   in  302  302  302  302  302  302  302  302
square:following            GET    in  200  200  200  200  200  200  200  200
square:seen                 POST   in  302  302  302  302  302  302  302  302
square:unfollow             POST   in  404  302  404  404  404  404  404  404
square:no_more              GET   200  200  200  200  200  200  200  200  200
square:too                  POST   in  422  302  302  302  302  302  302  302
square:follow               POST   in  302  302  302  302  302  302  302  302
square:help_wanted          GET    in  200  200  200  200  200  200  200  200
square:help                 GET    in  200  200  200  200  200  200  200  200
square:ask                  POST   in  403  403  302  404  302  302  302  404
square:stop                 POST   in  403  403  302  404  302  302  302  404
square:claim                POST   in  403  302  403  302  403  403  403  302
square:done                 POST   in  404  404  404  404  404  404  404  404
square:give_up              POST   in  404  404  404  404  404  404  404  404
square:confirm              POST   in  404  403  404  403  404  404  404  403
square:send_back            POST   in  404  403  404  403  404  404  404  403
square:queue                GET    in  403  403  200  403  200  200  200  200
square:show                 GET   200  200  200  200  200  200  200  200  200
square:picture              GET   200  200  200  200  200  200  200  200  200
square:allow                GET    in  200  403  403  404  403  403  403  404
square:moderate             GET    in  403  403  200  404  200  200  200  404
square:refuse               POST   in  403  403  302  404  302  302  302  404
square:cover                GET    in  403  403  200  404  200  200  200  404
square:copy                 GET    in  403  403  200  404  200  200  200  404
review:index                GET    in  403  403  403  403  200  200  200  403
review:calls                GET    in  403  403  403  403  200  200  200  403
review:call                 GET    in  403  403  403  403  404  404  404  403
review:number               POST   in  403  403  403  403  404  404  404  403
review:proposals            GET    in  403  403  403  403  200  200  200  403
review:add_proposal         GET    in  403  403  403  403  200  200  200  403
review:proposal             GET    in  403  403  403  403  200  200  200  403
review:replay               POST   in  403  403  403  403  302  302  302  403
review:decide               POST   in  403  403  403  403  403  403  403  403
review:show                 GET    in  403  403  403  403  200  200  200  403
review:conclude             POST   in  403  403  403  403  403  302  403  403
review:csv                  GET    in  403  403  403  403  200  200  200  403
review:paper                POST   in  403  403  403  403  200  200  200  403
bank:statement              GET    in  200  200  200  200  200  200  200  200
api:openapi-json            GET   200  200  200  200  200  200  200  200  200
api:matters                 GET   401  200  200  200  200  200  200  200  200
api:matter-photos                POST  401  400  400  400  400  400  400  400  400
api:matter                  GET   401  200  404  200  404  200  200  200  404
api:accept_matter                POST  401  403  404  200  404  200  200  200  404
api:answer_matter                POST  401  403  404  200  404  200  200  200  404
api:rate_matter                  POST  401  409  404  403  404  403  403  403  404
api:add_words               POST  401  200  404  200  404  200  200  200  404
api:dispute_answer          POST  401  409  404  403  404  403  403  403  404
api:withdraw_matter         POST  401  200  404  403  404  403  403  403  404
api:take_part               POST  401  403  404  403  404  403  403  403  404
api:refer_matter            POST  401  403  404  200  404  200  200  200  404
api:return_matter           POST  401  403  404  200  404  403  403  403  404
api:assign_matter           POST  401  403  404  403  404  409  409  409  404
api:triage_matter           POST  401  403  404  200  404  200  200  200  404
api:start_work              POST  401  403  404  409  404  409  409  409  404
api:suspend_work            POST  401  403  404  409  404  409  409  409  404
api:resume_work             POST  401  403  404  409  404  409  409  409  404
api:close_duplicate         POST  401  403  404  422  404  422  422  422  404
api:show_contact            POST  401  403  404  200  404  200  200  200  404
api:list_tasks              GET   401  200  200  200  200  200  200  200  200
api:list_parts              GET   401  403  404  200  404  200  200  200  404
api:ask_for_part            POST  401  403  404  200  404  200  200  200  404
api:take_task               POST  401  404  404  403  404  200  200  200  404
api:finish_task             POST  401  404  404  200  404  200  200  200  404
api:drop_task               POST  401  404  404  200  404  200  200  200  404
api:show_timeline           GET   401  200  404  200  404  200  200  200  404
api:points                  GET   401  200  200  200  200  200  200  200  200
api:statement               GET   401  200  200  200  200  200  200  200  200
api:places                  GET   401  400  400  400  400  400  400  400  400
api:locate                  GET   401  400  400  400  400  400  400  400  400
api:api-root                GET   404  404  404  404  404  404  404  404  404
portal:home                 GET   200  200  200  200  200  200  200  200  200
portal:design               GET   200  200  200  200  200  200  200  200  200
portal:source               GET   200  200  200  200  200  200  200  200  200
portal:privacy              GET   200  200  200  200  200  200  200  200  200
portal:language             POST  303  303  303  303  303  303  303  303  303
portal:appearance           POST  303  303  303  303  303  303  303  303  303
portal:offline              GET   200  200  200  200  200  200  200  200  200
portal:manifest             GET   200  200  200  200  200  200  200  200  200
portal:service_worker       GET   200  200  200  200  200  200  200  200  200
"""


@dataclass(frozen=True)
class Row:
    """What one address answers to each column."""

    name: str
    method: str
    answers: tuple[str, ...]


def rows() -> list[Row]:
    """The table, line by line."""
    cells = [line.split() for line in TABLE.strip().splitlines()]
    return [Row(name, method, tuple(answers)) for name, method, *answers in cells]
