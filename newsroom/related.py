"""Which articles stand under "Weitere Nachrichten"."""

from django.db.models import Exists, OuterRef, Q


def weitere_nachrichten(article, topics, limit: int = 15) -> list:
    """Up to `limit` other articles in the article's language, newest first.

    Those that share one of the `topics` are chosen first, the newest others fill up.
    One query, which reads at most twice `limit` articles however many there are.
    """
    articles = type(article).objects
    tagged = type(article).topics.through.objects.filter(topic__in=topics)
    others = (
        articles.listed().filter(locale_id=article.locale_id).exclude(pk=article.pk)
    )
    sharing = others.filter(pk__in=tagged.values("articlepage_id"))
    candidates = (
        articles.filter(
            Q(pk__in=_first(sharing, limit)) | Q(pk__in=_first(others, limit))
        )
        .annotate(shares=Exists(tagged.filter(articlepage_id=OuterRef("pk"))))
        .defer_streamfields()
        .select_related("lead_image")
    )
    chosen = sorted(candidates, key=lambda a: (a.shares, *_age(a)), reverse=True)
    return sorted(chosen[:limit], key=_age, reverse=True)


def _first(articles, limit: int):
    return articles.values("pk")[:limit]


def _age(article) -> tuple:
    return article.published_at, article.pk
