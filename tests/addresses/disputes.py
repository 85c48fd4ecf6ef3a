"""The addresses below /mediation/, by the same columns as the rest of the table."""

DISPUTES = """
mediation:home              GET    in  200  200  200  200  200  200  200  200
mediation:apply             GET    in  200  200  200  200  200  200  200  200
mediation:desk              GET    in  403  403  403  403  200  200  200  403
mediation:take              GET    in  403  403  403  403  200  200  200  403
mediation:file              GET    in  200  200  404  404  200  200  200  404
mediation:send              POST   in  422  422  404  404  422  422  422  404
mediation:discard           POST   in  422  422  404  404  422  422  422  404
mediation:screen            GET    in  403  403  404  404  200  200  200  404
mediation:decide            GET    in  404  404  404  404  404  404  404  404
mediation:appoint           GET    in  403  403  404  404  200  200  200  404
mediation:step              GET    in  403  403  404  404  200  200  200  404
mediation:hold              GET    in  403  403  404  404  200  200  200  404
mediation:let_go            POST   in  403  403  404  404  302  302  302  404
mediation:readings          GET    in  200  200  404  404  200  200  200  404
mediation:alone             GET    in  200  200  404  404  404  404  404  404
mediation:share             POST   in  404  404  404  404  404  404  404  404
mediation:add_party         GET    in  403  403  404  404  200  200  200  404
mediation:party             GET    in  200  403  404  404  200  200  200  404
mediation:contact           GET    in  200  403  404  404  200  200  200  404
mediation:identity          GET    in  403  403  404  404  200  200  200  404
mediation:speaker           GET    in  200  403  404  404  200  200  200  404
mediation:say               GET    in  200  403  404  404  200  200  200  404
mediation:leave             GET    in  200  403  404  404  403  403  403  404
mediation:end_speaker       POST   in  302  403  404  404  302  302  302  404
mediation:add_seat          GET    in  403  403  404  404  200  200  200  404
mediation:leave_seat        POST   in  403  403  404  404  302  302  302  404
mediation:say_seat          GET    in  200  403  404  404  200  200  200  404
"""
