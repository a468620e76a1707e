"""Every view of ours in the admin, found in the URL map: a new one needs no entry."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.viewsets import viewsets

APPS = ("cityportal", "newsroom", "syndication")


@dataclass(frozen=True)
class AdminView:
    """`name` with its namespace; `model` is what its `pk` counts, where one is known."""

    name: str
    parameters: tuple[str, ...]
    model: type[Model] | None

    def address(
        self, pk_of: Callable[[type[Model]], int], given: Mapping[str, object]
    ) -> str:
        """With example objects; raises LookupError if a parameter has no example.

        `given` has values for single parameters ("way") or for those of one view
        ("handbook:picture name").
        """
        return reverse(
            self.name,
            kwargs={each: self._value(each, pk_of, given) for each in self.parameters},
        )

    def _value(self, parameter, pk_of, given):
        for key in (f"{self.name} {parameter}", parameter):
            if key in given:
                return given[key]
        if parameter == "pk" and self.model:
            return pk_of(self.model)
        raise LookupError(
            f"{self.name} wants {parameter!r}: give it an example in the test."
        )


def our_views() -> list[AdminView]:
    """All of them, by name, and those that only take a POST among them."""
    patterns = list(_patterns(get_resolver(), ()))  # Wagtail knows its viewsets then
    models = {
        viewset.url_namespace: getattr(viewset, "model", None)
        for viewset in viewsets.viewsets
        if viewset.name and is_ours(type(viewset).__module__)
    }
    found = [
        AdminView(name, parameters, models.get(name.split(":")[0]))
        for name, parameters, module in patterns
        if name.split(":")[0] in models or is_ours(module)
    ]
    return sorted(found, key=lambda view: view.name)


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in APPS


def _patterns(
    resolver: URLResolver, above: tuple[str, ...], inside: bool = False
) -> Iterator:
    """Each named pattern below admin/: its full name, its parameters, its module."""
    for entry in resolver.url_patterns:
        below = inside or str(entry.pattern).startswith("admin/")
        if isinstance(entry, URLResolver):
            names = (*above, entry.namespace) if entry.namespace else above
            yield from _patterns(entry, names, below)
        elif isinstance(entry, URLPattern) and below and entry.name:
            parameters = tuple(entry.pattern.regex.groupindex)
            yield ":".join((*above, entry.name)), parameters, entry.callback.__module__
