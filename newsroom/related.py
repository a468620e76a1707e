"""Which articles stand under "Weitere Nachrichten"."""


def weitere_nachrichten(article, topics, limit: int = 15) -> list[int]:
    """The keys of up to `limit` other articles in its language, newest first.

    Those that share one of the `topics` are chosen first, the newest others fill up.
    """
    articles = type(article).objects.listed().filter(locale_id=article.locale_id)
    others = articles.exclude(pk=article.pk).values_list("published_at", "pk")
    chosen = list(others.with_topics(topics)[:limit]) if topics else []
    if missing := limit - len(chosen):
        chosen += others.exclude(pk__in=[pk for _, pk in chosen])[:missing]
    return [pk for _, pk in sorted(chosen, reverse=True)]
