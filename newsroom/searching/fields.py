"""A column of words, as each database indexes it: FTS5 on SQLite, GIN on PostgreSQL."""

from itertools import pairwise

from django.db import models

from .indexing import BREAK, PAIR, STEM


class WordsField(models.TextField):
    """Takes what `index_words` makes. It is written and asked, never read.

    On PostgreSQL a tsvector made here word by word, so that its parser has no say. On
    SQLite the words, which triggers (see the migration) copy into the index.
    """

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return as_tsvector(value) if connection.vendor == "postgresql" else value


def as_tsvector(words: str) -> str:
    """The words and their pairs. Without places: to look at these, each row is read."""
    words = words.split(" ")
    pairs = {
        f"{PAIR}{one} {next_one}"
        for one, next_one in pairwise(words)
        if not {BREAK, STEM}.intersection(one + next_one)
    }
    return " ".join(
        f"'{lexeme}'" for lexeme in sorted(pairs.union(words) - {BREAK, ""})
    )
