import pytest
from django.utils.dateparse import parse_datetime

from newsroom.models import Topic
from tests.factories import published
from tests.newsroom.parts import body, picture_part, small_image


@pytest.fixture
def article(newsroom):
    return published(
        title="So sieht's aus: Bürger*innen & <Bäume>",
        slug="aussehen",
        kicker="Stadtgrün",
        teaser="Ein Satz über Bürger*innen.",
        lead_image=small_image(description="Ein Baum", credit="Stadt / Atelier"),
        topics=[Topic.objects.create(name=name) for name in ("Umwelt", "Öffentliches")],
        published_at=parse_datetime("2025-02-18T09:30:00+01:00"),
        body=body(
            ("paragraph", '<p>Der <a href="/newsroom/">Text</a> ]]&gt;.</p>'),
            ("heading", "Mehr"),
            picture_part(small_image(description="Ein Beet", credit="Garten")),
            ("embed", {"title": "Film", "url": "https://video.example.org/1"}),
        ),
    )
