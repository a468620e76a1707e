"""What is found, and in which order; the same on SQLite and PostgreSQL (DATABASE_URL)."""

import pytest
from django.core.management import call_command
from django.utils.dateparse import parse_datetime

from .indexed import article, index, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus():
    """Dated one day after the other, so that the last is the newest."""
    articles = [
        ("Straßenfest am Hafen", "Bürger*innen feiern.", "Die S-Bahn fährt öfter."),
        ("Neue Häuser", "", "In der Straße wird gebaut, am Café Müller."),
        ("Rat beschließt Haushalt", "Was das für die Straßen heißt.", "Radwege."),
        ("Straße gesperrt", "", "Ein Ratsbeschluss von 2024."),
        ("Burg im Park", "", "Der Weg am Phoenix-See zur Burg."),
    ]
    for day, (title, teaser, text) in enumerate(articles, 1):
        date = parse_datetime(f"2025-01-{day:02}T10:00:00+01:00")
        article(title, teaser, text, published_at=date)
    index()


FOUND = {
    # Headline, teaser, both in other forms and as beginnings, text; then the newest.
    "straße": [
        "Straße gesperrt",
        "Straßenfest am Hafen",
        "Rat beschließt Haushalt",
        "Neue Häuser",
    ],
    "STRASSE": [
        "Straße gesperrt",
        "Straßenfest am Hafen",
        "Rat beschließt Haushalt",
        "Neue Häuser",
    ],
    "Strassen": [
        "Rat beschließt Haushalt",
        "Straße gesperrt",
        "Straßenfest am Hafen",
        "Neue Häuser",
    ],
    "buerger": ["Straßenfest am Hafen", "Burg im Park"],
    "bürgerinnen": ["Straßenfest am Hafen", "Burg im Park"],
    "Bürger*innen": ["Straßenfest am Hafen", "Burg im Park"],
    "Burg": ["Burg im Park", "Straßenfest am Hafen"],
    "haus": ["Rat beschließt Haushalt", "Neue Häuser"],
    "muller": ["Neue Häuser"],
    "Cafe Mueller": ["Neue Häuser"],
    "rat": ["Rat beschließt Haushalt", "Straße gesperrt"],
    "radw": ["Rat beschließt Haushalt"],
    "ra": [],
    "sbahn": ["Straßenfest am Hafen"],
    "S-Bahn": ["Straßenfest am Hafen"],
    "phoenixsee": ["Burg im Park"],
    '"am Phoenix-See"': ["Burg im Park"],
    '"See Phoenix"': [],
    '"Straße wird gebaut"': ["Neue Häuser"],
    '"wird Straße gebaut"': [],
    '"gesperrt ein"': [],  # a phrase does not go from the headline to the text
    "straße 2024": ["Straße gesperrt"],
    "straße nirgends": [],
    "die": ["Rat beschließt Haushalt", "Straßenfest am Hafen"],
}


@pytest.mark.parametrize("query", FOUND)
def test_readers_find_in_this_order(corpus, query):
    assert titles(query) == FOUND[query]


HOSTILE = ['"', "%", "*", "NEAR(", "a OR", "-", "'", "\\", "(", ":", "x\0y", "\ud800"]


@pytest.mark.parametrize("query", [*HOSTILE, "a" * 10_000, "a b " * 3_000, "' | '"])
def test_nothing_that_is_typed_is_taken_for_the_language_of_the_database(corpus, query):
    assert titles(query) == []


def test_an_entry_is_written_anew_and_not_twice(corpus):
    index()
    assert len(titles("gesperrt")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_index_can_be_taken_back():
    article("Straße gesperrt")
    index()
    call_command("migrate", "searching", "zero", verbosity=0)
    call_command("migrate", "searching", verbosity=0)
    assert titles("gesperrt") == []
    index()
    assert titles("gesperrt") == ["Straße gesperrt"]
