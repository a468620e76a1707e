"""Sign-in pages: a person lets a program use an account, and is led back to it."""

import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from werkzeug import Response
from werkzeug.utils import redirect

from . import accounts, apps
from .network import Call
from .rendering import page
from .store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS sign_in_code (
    value TEXT PRIMARY KEY, network TEXT, app TEXT, redirect_uri TEXT, scopes JSON,
    accounts JSON, challenge TEXT, made REAL, used INTEGER DEFAULT 0
);
"""
LIFETIME = 600


class UnusableError(Exception):
    """Nobody can be led back: the program or its address is unknown."""


@dataclass(frozen=True)
class Question:
    """What a program asks a person; `several` accounts may be chosen, or one."""

    app: Row
    redirect_uri: str
    state: str
    scopes: list[str]
    challenge: str = ""
    several: bool = False
    # What is added to the address that leads back.
    tail: str = ""
    refusal: dict[str, str] = field(default_factory=dict)


def asked(call: Call, scopes: list[str], **more: object) -> Question:
    """The question in the request's address; raises UnusableError."""
    sent = call.request.args
    app = apps.find(call.store, call.network.name, sent.get("client_id", ""))
    if app is None:
        raise UnusableError("Dieses Programm (client_id) ist hier nicht angemeldet.")
    target = sent.get("redirect_uri", "")
    if target not in app["redirect_uris"]:
        raise UnusableError(
            "Die Adresse für den Rückweg (redirect_uri) ist für dieses Programm nicht"
            " eingetragen."
        )
    return Question(app, target, sent.get("state", ""), scopes, **more)


def unusable(call: Call, error: UnusableError) -> Response:
    return page("not_signed_in.html", 400, network=call.network, problem=str(error))


def respond(call: Call, question: Question) -> Response:
    """Show the question (GET), or take the person's answer (POST)."""
    if call.request.method != "POST":
        return _show(call, question)
    if call.request.form.get("decision") != "allow":
        return lead_back(question, error="access_denied", **question.refusal)
    try:
        chosen = _chosen(call, question)
    except ValueError as error:
        return _show(call, question, str(error))
    wanted = call.request.form.getlist("scope")
    scopes = [scope for scope in question.scopes if scope in wanted]
    return lead_back(question, code=_code(call, question, chosen, scopes))


def lead_back(question: Question, **answer: str) -> Response:
    """Back to the program, with its own state."""
    if question.state:
        answer["state"] = question.state
    joint = "&" if urlsplit(question.redirect_uri).query else "?"
    target = f"{question.redirect_uri}{joint}{urlencode(answer)}{question.tail}"
    return redirect(target, 302)


def take(store: Store, network: str, value: str) -> Row | None:
    """The code with this value, once and not for long; None for all others."""
    with store.transaction():
        code = store.row("SELECT * FROM sign_in_code WHERE value = ?", value)
        if code is None or code["used"] or code["network"] != network:
            return None
        store.update("sign_in_code", {"value": value}, used=1)
    return code if time.time() - code["made"] < LIFETIME else None


def _show(call: Call, question: Question, problem: str = "") -> Response:
    back = urlsplit(question.redirect_uri)
    return page(
        "sign_in.html",
        400 if problem else 200,
        leads_to=f"{back.scheme}://{back.netloc}",
        network=call.network,
        question=question,
        accounts=accounts.of_network(call.store, call.network.name),
        problem=problem,
    )


def _chosen(call: Call, question: Question) -> list[str]:
    """The accounts that the person has chosen, or made just now; raises ValueError."""
    form, network = call.request.form, call.network
    names = [
        name
        for name in form.getlist("account")
        if accounts.find(call.store, network.name, name)
    ]
    if new := form.get("new_account", "").strip():
        name = network.account_name(new)
        if accounts.find(call.store, network.name, name):
            raise ValueError(f"„{name}“ gibt es schon.")
        accounts.create(call, name, new)
        names.append(name)
    if not names:
        raise ValueError("Bitte ein Konto wählen.")
    return names if question.several else names[-1:]


def _code(call: Call, question: Question, chosen: list[str], scopes: list[str]) -> str:
    value = secrets.token_urlsafe(32)
    call.store.insert(
        "sign_in_code",
        value=value,
        network=call.network.name,
        app=question.app["id"],
        redirect_uri=question.redirect_uri,
        scopes=scopes,
        accounts=chosen,
        challenge=question.challenge,
        made=time.time(),
    )
    return value
