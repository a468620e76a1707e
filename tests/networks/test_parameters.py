"""What we send has the names that Meta's own library and examples have."""

import ast
from dataclasses import replace
from importlib.metadata import files
from urllib.parse import parse_qsl, urlsplit

import pytest

from syndication.networks.base import Receipt
from syndication.networks.staging import new_key

from .samples import make_picture, make_post, now
from .scripted import Answer
from .scripted_graph import make_facebook, make_instagram, make_threads

POST = make_post(
    attach="picture", picture=replace(make_picture(), url="http://x/1.jpg")
)
# Known to every edge, or (since, after) to every list, but in no list of parameters.
COMMON = {"fields", "limit", "since", "after"}
# A file is no parameter to the library.
FILE = "source"
THREADS = {
    # From Meta's published collection of requests, of January 2026.
    "POST me/threads": {
        *("text", "media_type", "reply_control", "reply_to_id", "link_attachment"),
        *("topic_tag", "image_url", "alt_text"),
    },
    "POST me/threads_publish": {"creation_id"},
    "GET me/threads": {"fields", "since", "until", "limit", "before", "after"},
    "GET me/threads_publishing_limit": {"fields"},
    "GET me": {"fields"},
    "GET 5": {"fields"},
    "GET 5/insights": {"metric", "since", "until"},
    "DELETE 5": set(),
}


def library(module: str) -> ast.Module:
    """A module of facebook-business, read and not imported."""
    name = f"facebook_business/adobjects/{module}.py"
    [path] = [path for path in files("facebook-business") if str(path) == name]
    return ast.parse(path.read_text())


def parameters(module: str, method: str) -> set[str]:
    """The names that a method of the library knows."""
    functions = ast.walk(library(module))
    [function] = [f for f in functions if getattr(f, "name", "") == method]
    return {
        key.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and node.targets[0].id == "param_types"
        for key in node.value.keys
    }


def fields(module: str) -> set[str]:
    [names] = [
        n for n in ast.walk(library(module)) if getattr(n, "name", "") == "Field"
    ]
    return {node.value.value for node in names.body if isinstance(node, ast.Assign)}


def sent(server) -> dict[str, dict[str, str]]:
    """The parameters of each request; the photo's are those of a form in parts."""
    seen = {}
    for method, path, headers, body in server.requests:
        address = urlsplit(path)
        told = dict(parse_qsl(address.query))
        if "multipart" in headers.get("Content-Type", ""):
            parts = body.split(b'; name="')[1:]
            told |= {part.partition(b'"')[0].decode(): "" for part in parts}
        else:
            told |= dict(parse_qsl(body.decode()))
        seen[f"{method} {address.path.split('/', 2)[2]}"] = told
    return seen


def everything(server, client) -> dict[str, dict[str, str]]:
    """What a client sends in each of its calls."""
    fine = {"id": "77", "success": True, "data": [], "status": "FINISHED"}
    server.answers = [Answer(200, fine | {"status_code": "FINISHED"})]
    key, receipt = new_key(now()), Receipt("5", "https://n/5")
    staged = client.publish(POST, key)
    client.publish(POST, key, staged.handle)
    client.publish(POST, key, staged.handle)
    client.find(key, POST, now(), staged.handle)
    client.check()
    if client.updates:
        client.update(POST, receipt, key)
    if client.can_withdraw:
        client.withdraw(receipt)
    if "card" in client.attachments:
        client.publish(make_post(), key)
    if client.name == "facebook":  # its answer is by the ids
        server.answers = [Answer(200, {"5": {"id": "5"}})]
    client.reactions([receipt])
    return sent(server)


@pytest.mark.parametrize(
    ("request_line", "module", "method"),
    [
        ("POST 12/feed", "page", "create_feed"),
        ("POST 12/photos", "page", "create_photo"),
        ("GET 12/published_posts", "page", "get_published_posts"),
        ("POST 5", "pagepost", "api_update"),
        ("DELETE 5", "pagepost", "api_delete"),
    ],
)
def test_facebook_knows_what_we_send(server, request_line, module, method):
    names = everything(server, make_facebook(server))[request_line]
    assert set(names) <= parameters(module, method) | COMMON | {FILE}


@pytest.mark.parametrize("module", ["iguser", "iguserforigonlyapi"])
def test_instagram_knows_what_we_send(server, module):
    everything_sent = everything(server, make_instagram(server, login="facebook"))
    made = everything_sent["POST 17/media"]
    assert set(made) <= parameters(module, "create_media")
    published = everything_sent["POST 17/media_publish"]
    assert set(published) <= parameters(module, "create_media_publish")


def test_threads_knows_what_we_send(server):
    for line, names in everything(server, make_threads(server)).items():
        known = THREADS.get(line.replace("77", "5"))
        assert set(names) <= known, line


@pytest.mark.parametrize(
    ("make", "request_line", "module", "more"),
    [
        (make_facebook, "GET 12", "page", set()),
        (make_facebook, "GET 12/published_posts", "pagepost", {"attachments"}),
        (make_facebook, "GET ", "pagepost", {"reactions", "comments"}),
        (make_instagram, "GET me", "iguserforigonlyapi", set()),
        (make_instagram, "GET 17/media", "igmedia", set()),
        (make_instagram, "GET 17/media", "igmediaforigonlyapi", set()),
        (make_instagram, "GET 5", "igmedia", set()),
        (make_instagram, "GET 5", "igmediaforigonlyapi", set()),
    ],
)
def test_the_fields_that_we_ask_for_exist(server, make, request_line, module, more):
    asked = everything(server, make(server))[request_line]["fields"].partition("{")[0]
    names = {field.partition(".")[0] for field in asked.split(",")}
    assert names <= fields(module) | more
