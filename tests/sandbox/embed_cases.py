"""Cards, pictures and other things beside the text: what a PDS takes."""

from .cases import (
    INVALID,
    NOWHERE,
    Case,
    bad,
    external,
    images,
    refused,
    taken,
    with_upload,
)

EMBED_CASES = [
    taken("a card needs no picture", embed=external()),
    taken(
        "a card may be empty but for its address",
        embed=external(title="", description=""),
    ),
    taken("an unknown embed is taken", embed={"$type": "org.example.x"}),
    refused(
        "a card needs all three texts",
        'Missing required key "description" at $.record.embed.external',
        embed={
            "$type": "app.bsky.embed.external",
            "external": {"uri": "https://a.de", "title": "T"},
        },
    ),
    refused(
        "a card needs an address",
        'Invalid uri (got "a b") at $.record.embed.external.uri',
        embed=external(uri="a b"),
    ),
    Case(
        "a picture is taken",
        with_upload(lambda blob: images({"alt": "", "image": blob})),
    ),
    Case(
        "four pictures are taken",
        with_upload(lambda blob: images(*[{"alt": "A", "image": blob}] * 4)),
    ),
    Case("a thumbnail is taken", with_upload(lambda blob: external(thumb=blob))),
    bad(
        "five pictures are too many",
        with_upload(lambda blob: images(*[{"alt": "A", "image": blob}] * 5)),
        INVALID + "array too big (maximum 4, got 5) at $.record.embed.images",
    ),
    bad(
        "a picture needs its alternative text",
        with_upload(lambda blob: images({"image": blob})),
        INVALID + 'Missing required key "alt" at $.record.embed.images[0]',
    ),
    bad(
        "a ratio is of whole numbers from 1",
        with_upload(
            lambda blob: images(
                {"alt": "", "image": blob, "aspectRatio": {"width": 0, "height": 1}}
            )
        ),
        INVALID
        + "integer too small (minimum 1, got 0) at $.record.embed.images[0].aspectRatio.width",
    ),
    refused(
        "a picture is an upload",
        'Expected blob value type (got "x") at $.record.embed.images[0].image',
        embed=images({"alt": "", "image": "x"}),
    ),
    bad(
        "text is no picture",
        with_upload(
            lambda blob: images({"alt": "", "image": blob}), b"Text", "text/plain"
        ),
        INVALID
        + 'Expected "image/*" (got "text/plain") at $.record.embed.images[0].image.mimeType',
    ),
    Case(
        "whatever calls itself a picture is one where its bytes say nothing else",
        with_upload(
            lambda blob: images({"alt": "", "image": blob}), b"Text", "image/jpeg"
        ),
    ),
    Case(
        "two million bytes are taken",
        with_upload(lambda blob: images({"alt": "", "image": blob}), b"x" * 2_000_000),
    ),
    bad(
        "one byte more is too much",
        with_upload(lambda blob: images({"alt": "", "image": blob}), b"x" * 2_000_001),
        INVALID
        + "blob too big (maximum 2000000, got 2000001) at $.record.embed.images[0].image",
    ),
    Case(
        "a million bytes are a thumbnail",
        with_upload(lambda blob: external(thumb=blob), b"x" * 1_000_000),
    ),
    bad(
        "one byte more is no thumbnail",
        with_upload(lambda blob: external(thumb=blob), b"x" * 1_000_001),
        INVALID
        + "blob too big (maximum 1000000, got 1000001) at $.record.embed.external.thumb",
    ),
    bad(
        "an upload is named with its own size",
        with_upload(lambda blob: external(thumb=blob | {"size": 5}), b"12345678"),
        "Referenced Size does not match stored blob. Expected: 8, Got: 5",
        "InvalidSize",
    ),
    bad(
        "an upload is named with its own type",
        with_upload(lambda blob: external(thumb=blob | {"mimeType": "image/gif"})),
        "Referenced Mimetype does not match stored blob. Expected: image/jpeg, Got: image/gif",
        "InvalidMimeType",
    ),
    bad(
        "an upload must be there",
        with_upload(lambda blob: external(thumb=blob | {"ref": {"$link": NOWHERE}})),
        f"Could not find blob: {NOWHERE}",
        "BlobNotFound",
    ),
    Case(
        "a gallery needs ratios",
        with_upload(
            lambda blob: {
                "$type": "app.bsky.embed.gallery",
                "items": [
                    {"$type": "app.bsky.embed.gallery#image", "image": blob, "alt": "A"}
                ],
            }
        ),
        400,
        "InvalidRequest",
        INVALID + 'Missing required key "aspectRatio" at $.record.embed.items[0]',
    ),
]
