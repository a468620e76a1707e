"""What readers made of a post: counted, for those who may ask."""

from typing import Any

from werkzeug import Response

from .. import reactions
from ..graph.errors import invalid
from ..graph.parameters import parameters, text
from ..network import Call, reply
from ..store import Row
from . import accounts

METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")


def show(call: Call, post: Row) -> Response:
    """GET /{media}/insights?metric="""
    account = accounts.by_name(call.store, post["account"])
    accounts.own(call, account, "threads_manage_insights")
    wanted = [name for name in text(parameters(call), "metric").split(",") if name]
    if not wanted:
        raise invalid("The parameter metric is required.")
    for name in wanted:
        if name not in METRICS:
            one_of = ", ".join(METRICS)
            raise invalid(f"metric[0] must be one of the following values: {one_of}")
    return reply({"data": [_metric(call, post, name) for name in wanted]})


def _metric(call: Call, post: Row, name: str) -> dict[str, Any]:
    counts = {
        "replies": call.network.replies(call.store, post),
        "likes": reactions.count(call.store, post, "favourite"),
        "reposts": reactions.count(call.store, post, "share"),
    }
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": counts.get(name, 0)}],
        "title": name,
        "id": f"{post['id']}/insights/{name}/lifetime",
    }
