"""Teasers of articles as HTML, made once for all pages that show them."""

from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .parts import is_kept, kept
from .pictures import load_pictures

TEMPLATE = "newsroom/includes/teaser.html"


class Teasers:
    """Of the articles with these keys, in this order, with headings of `level`.

    `articles` is the manager that they are read by. `rows`: one below the other, with
    smaller pictures, of which the first is seen at once.
    """

    def __init__(self, request, articles, keys, level: str, rows: bool = False):
        self._request, self._articles, self.keys = request, articles, keys
        self.level, self.rows = level, rows

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[SafeString]:
        for key in self.keys:
            yield kept(self._name(key), partial(self._rendered, key), self._request)

    @cached_property
    def new(self) -> list:
        """The articles whose teasers are not kept; their pictures want to be loaded."""
        wanted = [
            key for key in self.keys if not is_kept(self._name(key), self._request)
        ]
        return list(self._whole(wanted)) if wanted else []

    def part(self, keys: Sequence[int]) -> "Teasers":
        """Of some of them, loaded with all."""
        some = Teasers(self._request, self._articles, keys, self.level, self.rows)
        some.new = self.new
        return some

    def _name(self, key: int) -> str:
        shown = f"{self.level}:{self.rows}:{self._loading(key)}"
        return f"teaser:{key}:{shown}:{get_language()}"

    def _loading(self, key: int) -> str:
        return "eager" if self.rows and key == self.keys[0] else "lazy"

    def _rendered(self, key: int) -> SafeString:
        """Nothing of an article that has just left."""
        loaded = (article for article in self.new if article.pk == key)
        article = next(loaded, None) or self._whole([key]).first()
        shown = {"level": self.level, "rows": self.rows, "loading": self._loading(key)}
        if article is None:
            return SafeString("")
        return render_to_string(TEMPLATE, {"article": article} | shown)

    def _whole(self, keys: Sequence[int]):
        """Once more only those that are public."""
        return self._articles.public().as_teasers().filter(pk__in=keys)


def listed_teasers(request, articles, keys: Sequence[int]) -> Teasers:
    """For a list that is a page of its own: two queries, if one of them is new."""
    teasers = Teasers(request, articles, keys, "h2", rows=True)
    load_pictures([], [], teasers.new)
    return teasers
