"""Pages for people: Django's templates, and a policy that allows no scripts."""

from pathlib import Path
from typing import Any

from django.template import Context, Engine
from werkzeug import Response

FOLDER = Path(__file__).parent
TEMPLATES = Engine(dirs=[FOLDER / "templates"])


def page(
    template: str, status: int = 200, leads_to: str = "", **values: Any
) -> Response:
    """A page; its forms lead to the sandbox itself, and to the origin `leads_to`."""
    html = TEMPLATES.get_template(template).render(Context(values))
    policy = (
        "default-src 'none'; img-src 'self'; style-src 'self';"
        f" form-action 'self' {leads_to}".rstrip()
    )
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return Response(html, status, headers, mimetype="text/html")
