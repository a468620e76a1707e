"""`fields=id,from{name},comments.limit(5){id}`: what a reader wants to see."""

from typing import Any

import regex

from .errors import GraphError, invalid

Wanted = dict[str, "Wanted"]
_FIELD = regex.compile(
    r"\s*(?P<name>\w+)(?:\.\w+\([^()]*\))*\s*(?P<inner>\{(?:[^{}]|(?&inner))*\})?\s*"
)
MAX_LENGTH = 1_000


def parse(text: str) -> Wanted:
    """The wanted fields with those inside them; raises GraphError (2500)."""
    wanted: Wanted = {}
    position = 0
    if len(text) > MAX_LENGTH:
        raise _syntax_error(text)
    while position < len(text):
        match = _FIELD.match(text, position)
        if match is None:
            raise _syntax_error(text)
        wanted[match["name"]] = parse((match["inner"] or "{}")[1:-1])
        position = match.end()
        if position < len(text) and text[position] != ",":
            raise _syntax_error(text)
        position += 1
    return wanted


def pick(view: dict[str, Any], text: str, default: str, node: str) -> dict[str, Any]:
    """Of everything that can be seen, what is wanted; the id comes always.

    What is None is left out; a field that does not exist is refused (100).
    """
    return _picked(view, parse(text or default), node)


def _picked(view: dict[str, Any], wanted: Wanted, node: str) -> dict[str, Any]:
    shown = {}
    for name, inner in {**wanted, "id": {}}.items():
        if name not in view:
            if name == "id":
                continue
            raise invalid(
                f"Tried accessing nonexisting field ({name}) on node type ({node})"
            )
        if view[name] is not None:
            shown[name] = _inner(view[name], inner, node) if inner else view[name]
    return shown


def _inner(value: Any, wanted: Wanted, node: str) -> Any:
    """Lists and {"data": [...]} are looked through, to what is in them."""
    if isinstance(value, list):
        return [_inner(one, wanted, node) for one in value]
    if isinstance(value, dict) and "data" in value:
        return value | {"data": _inner(value["data"], wanted, node)}
    if isinstance(value, dict):
        known = {name: inner for name, inner in wanted.items() if name in value}
        return _picked(value, known, node)
    return value


def _syntax_error(text: str) -> GraphError:
    return GraphError(2500, f"Syntax error in fields: {text[:100]}")
