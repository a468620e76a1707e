"""Instagram Login: its token host answers in a shape of its own."""

from werkzeug import Response

from ..graph import signing_in
from ..graph.errors import GraphError
from ..network import Call, RefusedError, reply


def access_token(call: Call) -> Response:
    """POST /oauth/access_token"""
    try:
        code, token = signing_in.exchanged_code(call)
    except GraphError as error:
        message = error.body["error"]["message"]
        body = {"error_type": "OAuthException", "code": 400, "error_message": message}
        raise RefusedError(400, body) from None
    account = signing_in.account_of(call, code)
    return reply(
        {
            "access_token": token,
            "user_id": account["id"],
            "permissions": code["scopes"],
        }
    )
