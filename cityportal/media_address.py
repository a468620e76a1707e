"""MEDIA_STORE: where uploaded files are, if hosts share them. Pure: nothing is called."""

from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}
SHAPE = (
    "MEDIA_STORE must be like s3://key:secret@host/bucket?region=name (s3+http:// for "
    "a server without TLS), with / and @ in key and secret written as %2F and %40."
)
# Servers that are not Amazon's know none, but something has to be signed.
REGION = "us-east-1"


def storage_at(address: str) -> dict:
    """An entry of STORAGES. Raises ValueError, whose text does not tell the secret."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  raises ValueError if it is no number
        parameters = parse_qs(parts.query, keep_blank_values=True)
    except ValueError:
        raise ValueError(SHAPE) from None
    bucket = parts.path.removeprefix("/").removesuffix("/")
    needed = (parts.hostname, parts.username, parts.password, bucket)
    if parts.scheme not in SCHEMES or not all(needed) or "/" in bucket:
        raise ValueError(SHAPE)
    if unknown := set(parameters) - {"region"}:
        raise ValueError(f"MEDIA_STORE knows ?region= alone, not {sorted(unknown)}.")
    return {
        "BACKEND": "cityportal.media_store.MediaStore",
        "OPTIONS": {
            "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": bucket,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "region_name": parameters.get("region", [REGION])[0] or REGION,
        },
    }
