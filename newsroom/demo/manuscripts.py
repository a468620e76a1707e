"""The demo's articles as text files: a head of `key: value` lines, then the body.

Parts of a body are separated by empty lines:

    Text with **strong words** and [links](https://www.example.org/).
    - a list, one item a line
    ## heading                      ### heading below it
    > a quote
    > -- who said it
    @picture canal morning | alternative text | caption
    @gallery                        a line like that of a picture for each
    @table caption                  a line for each row: cell | cell
    @links                          a line for each: words of the link | address
    @contact office                 text, phone, email, each `key: value`
    @download name.csv | title      the lines of the file itself
    @video title | address          poster, length, access, `key: value`
    @foreign en                     paragraphs in another language, a line each
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from django.utils.html import escape

TEXTS = Path(__file__).parent / "articles"


class Files(Protocol):
    """Where a body's pictures and documents are put; each answers with its pk."""

    def picture(self, scene: str, description: str) -> int: ...

    def document(self, name: str, title: str, content: str) -> int: ...


@dataclass(frozen=True)
class Manuscript:
    name: str
    head: dict[str, str]
    parts: tuple[str, ...]

    def body(self, files: Files) -> list[dict]:
        """As a StreamField stores it."""
        blocks = (_block(part, files) for part in self.parts)
        return list(_joined(blocks))


def manuscripts() -> list[Manuscript]:
    """All there are, the newest first."""
    found = [read(path) for path in TEXTS.glob("*.md")]
    return sorted(found, key=lambda text: text.head.get("published", ""), reverse=True)


def read(path: Path) -> Manuscript:
    head, *parts = re.split(r"\n{2,}", path.read_text(encoding="utf-8").strip())
    return Manuscript(path.stem, _keys(head.splitlines()), tuple(parts))


def columns(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _keys(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {key.strip(): value.strip() for key, _colon, value in pairs}


def _block(part: str, files: Files) -> dict:
    first, *lines = part.splitlines()
    if first.startswith("@"):
        kind, _space, rest = first[1:].partition(" ")
        return {"type": kind, "value": SPECIAL[kind](rest, lines, files)}
    if first.startswith("#"):
        kind = "subheading" if first.startswith("###") else "heading"
        return {"type": kind, "value": first.lstrip("# ")}
    if first.startswith(">"):
        return {"type": "quote", "value": _quote([first, *lines])}
    return {"type": "paragraph", "value": _html([first, *lines])}


def _joined(blocks: Iterator[dict]) -> Iterator[dict]:
    """Paragraphs that follow each other are one text to the editor."""
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        if kind == "paragraph":
            yield {"type": kind, "value": "".join(block["value"] for block in group)}
        else:
            yield from group


def _html(lines: list[str]) -> str:
    if lines[0].startswith("- "):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"\[(.+?)\]\((\S+?)\)", r'<a href="\2">\1</a>', html)


def _quote(lines: list[str]) -> dict:
    lines = [line.lstrip("> ") for line in lines]
    source = lines.pop()[2:].strip() if lines[-1].startswith("--") else ""
    return {"text": " ".join(lines), "source": source}


def _picture(rest: str, lines: list[str], files: Files) -> dict:
    scene, description, *caption = columns(rest)
    return {
        "image": files.picture(scene, description),
        "caption": "".join(caption),
        "decorative": False,
    }


def _gallery(rest: str, lines: list[str], files: Files) -> list[dict]:
    return [_picture(line, [], files) for line in lines]


def _table(rest: str, lines: list[str], files: Files) -> dict:
    return {
        "data": [columns(line) for line in lines],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
        "table_caption": rest,
        "cell": [],
        "mergeCells": [],
    }


def _links(rest: str, lines: list[str], files: Files) -> list[dict]:
    links = (columns(line) for line in lines)
    return [{"title": title, "url": url} for title, url in links]


def _contact(rest: str, lines: list[str], files: Files) -> dict:
    empty = {"text": "", "phone": "", "email": ""}
    return empty | {"name": rest} | _keys(lines)


def _download(rest: str, lines: list[str], files: Files) -> dict:
    name, title = columns(rest)
    return {"document": files.document(name, title, "\n".join(lines)), "title": title}


def _video(rest: str, lines: list[str], files: Files) -> dict:
    title, url = columns(rest)
    value = {"length": "", "access": "", "transcript": ""} | _keys(lines)
    value["poster"] = files.picture(*columns(value["poster"]))
    return value | {"title": title, "url": url}


def _foreign(rest: str, lines: list[str], files: Files) -> dict:
    return {"lang": rest, "text": "".join(_html([line]) for line in lines)}


SPECIAL = {
    "picture": _picture,
    "gallery": _gallery,
    "table": _table,
    "links": _links,
    "contact": _contact,
    "download": _download,
    "video": _video,
    "foreign": _foreign,
}
