"""Posts that a PDS takes or refuses for their text, facets, dates and tags."""

from .cases import (
    FAMILY,
    INVALID,
    POST,
    Case,
    bad,
    facet,
    refused,
    taken,
)

TEXT = [
    taken("300 graphemes are taken", text="ü" * 300),
    taken("3,000 bytes are taken", text=FAMILY * 120),
    taken("an empty text is taken", text=""),
    refused(
        "301 graphemes are too many",
        "grapheme too big (maximum 300, got 301) at $.record.text",
        text="a" * 301,
    ),
    refused(
        "3,025 bytes are too many",
        "string too big (maximum 3000, got 3025) at $.record.text",
        text=FAMILY * 121,
    ),
    refused(
        "a number is no text",
        "Expected string value type (got 5) at $.record.text",
        text=5,
    ),
    bad(
        "a text is required",
        lambda repo: repo.create_record({"createdAt": POST["createdAt"]}),
        INVALID + 'Missing required key "text" at $.record',
    ),
    bad(
        "a date is required",
        lambda repo: repo.create_record({"text": "Hallo"}),
        INVALID + 'Missing required key "createdAt" at $.record',
    ),
    bad(
        "a record is of its collection's type",
        lambda repo: repo.create_record(POST | {"$type": "app.bsky.feed.like"}),
        "Invalid $type: expected app.bsky.feed.post, got app.bsky.feed.like",
    ),
    bad(
        "fractions are not known",
        lambda repo: repo.create_record(POST | {"more": 1.5}),
        "Expected one of null, boolean, integer, string, cid, bytes, array or object"
        " value type (got 1.5) at $.record.more",
    ),
    taken("unknown fields are kept", more="privat"),
    Case(
        "no check is made where none is wanted",
        lambda repo: repo.create_record(POST | {"text": "a" * 301}, validate=False),
    ),
]
DATES = [
    taken(f"the date {date} is taken", createdAt=date)
    for date in (
        "2025-02-18T12:00:00Z",
        "2025-02-18T12:00:00.123456+00:00",
        "2025-02-18T13:00:00+01:00",
        "1970-01-01T00:00:00.000Z",
        "2099-12-31T23:59:59.999Z",
    )
] + [
    refused(
        f"the date {date} is refused",
        f'Invalid datetime (got "{date}") at $.record.createdAt',
        createdAt=date,
    )
    for date in (
        "2025-02-18T12:00:00",
        "2025-02-18",
        "2025-02-18T12:00:00-00:00",
        "2025-13-18T12:00:00Z",
        "jetzt",
    )
]
LANGUAGES = [
    taken("languages may have a region", langs=["de", "de-DE", "en"]),
    refused(
        "four languages are too many",
        "array too big (maximum 3, got 4) at $.record.langs",
        langs=["de", "en", "fr", "it"],
    ),
    refused(
        "a language is one",
        'Invalid language (got "x y") at $.record.langs[0]',
        langs=["x y"],
    ),
]
TAGS = [
    taken("eight tags are taken", tags=list("abcdefgh")),
    refused(
        "nine tags are too many",
        "array too big (maximum 8, got 9) at $.record.tags",
        tags=list("abcdefghi"),
    ),
    refused(
        "a tag has 64 graphemes",
        "grapheme too big (maximum 64, got 65) at $.record.tags[0]",
        tags=["a" * 65],
    ),
    refused(
        "a tag has 640 bytes",
        "string too big (maximum 640, got 1500) at $.record.tags[0]",
        tags=[FAMILY * 60],
    ),
]
LINK = {"$type": "app.bsky.richtext.facet#link", "uri": "https://stadt.example.com/"}
FACETS = [
    taken("a range beyond the text is taken", facets=facet(LINK, 0, 900)),
    taken("a range that ends before it starts is taken", facets=facet(LINK, 3, 1)),
    taken("an unknown feature is taken", facets=facet({"$type": "org.example.x"})),
    taken("javascript: is a uri", facets=facet(LINK | {"uri": "javascript:x"})),
    refused(
        "a range begins at 0",
        "integer too small (minimum 0, got -1) at $.record.facets[0].index.byteStart",
        facets=facet(LINK, -1),
    ),
    refused(
        "a range is required",
        'Missing required key "index" at $.record.facets[0]',
        facets=[{"features": []}],
    ),
    refused(
        "a link needs a uri",
        'Invalid uri (got "foo bar") at $.record.facets[0].features[0].uri',
        facets=facet(LINK | {"uri": "foo bar"}),
    ),
    refused(
        "a mention needs a DID",
        'Invalid DID (got "stadt") at $.record.facets[0].features[0].did',
        facets=facet({"$type": "app.bsky.richtext.facet#mention", "did": "stadt"}),
    ),
    refused(
        "a feature needs a type",
        'Expected an object which includes the "$type" property value type'
        ' (got {"tag": ...}) at $.record.facets[0].features[0]',
        facets=facet({"tag": "a"}),
    ),
]
LABELS = [
    refused(
        "a label has 128 bytes",
        "string too big (maximum 128, got 129) at $.record.labels.values[0].val",
        labels={
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": "a" * 129}],
        },
    ),
    refused(
        "an answer names what it answers",
        'Invalid at-uri (got "x") at $.record.reply.root.uri',
        reply={"root": {"uri": "x", "cid": "y"}},
    ),
]
POST_CASES = [*TEXT, *DATES, *LANGUAGES, *TAGS, *FACETS, *LABELS]
