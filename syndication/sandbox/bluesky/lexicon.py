"""What a post may contain, after the lexicon app.bsky.feed.post."""

from .schema import array, blob, integer, record, string, union

MAX_IMAGE, MAX_THUMB, MAX_VIDEO = 2_000_000, 1_000_000, 300_000_000

_REF = record(
    {"uri": string(form="at-uri"), "cid": string(form="CID string")}, "uri cid"
)
_RATIO = record({"width": integer(1), "height": integer(1)}, "width height")
_IMAGE_FIELDS = {
    "image": blob("image/*", MAX_IMAGE),
    "alt": string(),
    "aspectRatio": _RATIO,
}
_IMAGES = record({"images": array(record(_IMAGE_FIELDS, "image alt"), 4)}, "images")
_GALLERY_ITEM = record(_IMAGE_FIELDS, "image alt aspectRatio")
_GALLERY = record(
    {"items": array(union({"app.bsky.embed.gallery#image": _GALLERY_ITEM}), 20)},
    "items",
)
_EXTERNAL = record(
    {
        "external": record(
            {
                "uri": string(form="uri"),
                "title": string(),
                "description": string(),
                "thumb": blob("image/*", MAX_THUMB),
                "associatedRefs": array(_REF),
            },
            "uri title description",
        )
    },
    "external",
)
_VIDEO = record(
    {
        "video": blob("video/mp4", MAX_VIDEO),
        "alt": string(10_000, 1_000),
        "aspectRatio": _RATIO,
    },
    "video",
)
_QUOTE = record({"record": _REF}, "record")
_MEDIA = {
    "app.bsky.embed.images": _IMAGES,
    "app.bsky.embed.gallery": _GALLERY,
    "app.bsky.embed.external": _EXTERNAL,
    "app.bsky.embed.video": _VIDEO,
}
_EMBEDS = _MEDIA | {
    "app.bsky.embed.record": _QUOTE,
    "app.bsky.embed.recordWithMedia": record(
        {"record": _QUOTE, "media": union(_MEDIA)}, "record media"
    ),
}
_FACET = record(
    {
        "index": record(
            {"byteStart": integer(0), "byteEnd": integer(0)}, "byteStart byteEnd"
        ),
        "features": array(
            union(
                {
                    "app.bsky.richtext.facet#link": record(
                        {"uri": string(form="uri")}, "uri"
                    ),
                    "app.bsky.richtext.facet#mention": record(
                        {"did": string(form="DID")}, "did"
                    ),
                    "app.bsky.richtext.facet#tag": record(
                        {"tag": string(640, 64)}, "tag"
                    ),
                }
            )
        ),
    },
    "index features",
)
_SELF_LABELS = record(
    {"values": array(record({"val": string(128)}, "val"), 10)}, "values"
)
POST = record(
    {
        "text": string(3_000, 300),
        "facets": array(_FACET),
        "reply": record({"root": _REF, "parent": _REF}, "root parent"),
        "embed": union(_EMBEDS),
        "langs": array(string(form="language"), 3),
        "labels": union({"com.atproto.label.defs#selfLabels": _SELF_LABELS}),
        "tags": array(string(640, 64), 8),
        "createdAt": string(form="datetime"),
    },
    "text createdAt",
)
# Which records are checked, and which of them need a TID as their key.
LEXICONS = {"app.bsky.feed.post": POST}
