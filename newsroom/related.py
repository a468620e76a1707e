"""Which articles stand under "Weitere Nachrichten"."""


def weitere_nachrichten(article, topics, limit: int = 15) -> list:
    """Up to `limit` other articles in the article's language, newest first.

    Those that share one of the `topics` are chosen first, the newest others fill up.
    """
    articles = type(article).objects.listed().defer_streamfields()
    others = articles.filter(locale_id=article.locale_id).exclude(pk=article.pk)
    others = others.select_related("lead_image")
    chosen = list(others.with_topics(topics)[:limit]) if topics else []
    if missing := limit - len(chosen):
        shared = [other.pk for other in chosen]
        chosen += others.exclude(pk__in=shared)[:missing]
    return sorted(chosen, key=_age, reverse=True)


def _age(article) -> tuple:
    return article.published_at, article.pk
