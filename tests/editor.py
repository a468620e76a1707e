"""An editor at work in the admin, over real HTTP, form by form."""

import re
from datetime import datetime
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup

# What the browser's script adds to the form: one paragraph, and no correction.
BODY = {
    "body-count": "1",
    "body-0-id": "",
    "body-0-order": "0",
    "body-0-type": "heading",
    "body-0-deleted": "",
    "body-0-value": "So geht es weiter",
    "corrections-count": "0",
}
TOKEN = "csrfmiddlewaretoken"
REASON = "Niemand sonst ist im Dienst."
PUBLISH = {"action-publish": "action-publish"}


class Editor:
    """Signed in at the site with base address `site`; raises if a form is refused."""

    def __init__(self, site: str, name: str, password: str):
        self.site = site
        self.browser = requests.Session()
        self.submit("/admin/login/", username=name, password=password)

    def get(self, path: str) -> BeautifulSoup:
        answer = self.browser.get(urljoin(self.site, path), timeout=30)
        answer.raise_for_status()
        return BeautifulSoup(answer.content, "html.parser")

    def submit(self, path: str, files=None, **fields) -> requests.Response:
        """Send the form at `path`, as it stands but for `fields`."""
        form = self.form(path)
        answer = self.browser.post(
            urljoin(self.site, path),
            data=form | fields,
            files=files,
            headers={"Referer": self.site},
            timeout=60,
        )
        answer.raise_for_status()
        if errors := errors_in(answer):
            raise AssertionError(errors)
        return answer

    def form(self, path: str) -> dict[str, list[str]]:
        """The fields of the page's main form with their present values."""
        forms = [values_in(form) for form in self.get(path).select("form")]
        return max((form for form in forms if TOKEN in form), key=len)

    def upload(self, content: bytes, name: str, **fields) -> int:
        """Put a picture into the library; its id."""
        answer = self.submit(
            "/admin/images/add/",
            files={"file": (name, content)},
            **({"title": name} | fields),
        )
        return max(map(int, re.findall(r"/admin/images/(\d+)/", answer.text)))

    def write(self, section: int, title: str, topics=(), **fields) -> int:
        """A new article below the page `section`, as a draft; its id."""
        answer = self.submit(
            f"/admin/pages/add/newsroom/articlepage/{section}/",
            **{"title": title, "slug": slug_of(title), "topics": topics}
            | BODY
            | fields,
        )
        return int(re.search(r"/admin/pages/(\d+)/", answer.url)[1])

    def publish(self, page: int, **fields) -> requests.Response:
        """Change the article and publish it at once: of one's own work, with a reason."""
        self.submit(f"/admin/pages/{page}/edit/", **BODY | fields)
        return self.submit(f"/admin/sofort/{page}/", reason=REASON)


def values_in(form) -> dict[str, list[str]]:
    values = {}
    for name, value in fields_of(form):
        values.setdefault(name, []).append(value)
    return values


def fields_of(form):
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            for option in field.select("option[selected]"):
                yield field["name"], option.get("value", "")
        else:
            default = field.text.removeprefix("\n") if field.name == "textarea" else ""
            yield (
                field["name"],
                field.get("value", "on" if kind == "checkbox" else default),
            )


def errors_in(answer: requests.Response) -> str:
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.select(".error-message, .errorlist, .messages .error")
    return " ".join(text.get_text(" ", strip=True) for text in found)


def slug_of(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def moment(at: datetime) -> str:
    """As the date field takes it."""
    return at.strftime("%Y-%m-%d %H:%M:%S")
