"""Sign-in on Threads."""

from werkzeug import Response

from ..graph import signing_in
from ..graph.parameters import parameters
from ..network import Call, reply


def access_token(call: Call) -> Response:
    """POST /oauth/access_token"""
    code, token = signing_in.exchanged_code(call)
    user = signing_in.account_of(call, code)["id"]
    return reply({"access_token": token, "user_id": user})


def program_token(call: Call) -> Response:
    """GET /oauth/access_token?grant_type=client_credentials"""
    app = signing_in.client(call, parameters(call))
    return signing_in.of_program(call, app, prefix="TH|")
