"""What the server says about itself and its limits."""

from werkzeug import Response

from .. import pictures
from ..network import Call, reply
from . import media, text

VERSION = "4.6.5"
CONFIGURATION = {
    "urls": {
        "streaming": "",
        "status": None,
        "about": None,
        "privacy_policy": None,
    },
    "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
    "statuses": {
        "max_characters": text.MAX_CHARACTERS,
        "max_media_attachments": media.MAX_ATTACHMENTS,
        "characters_reserved_per_url": text.CHARACTERS_PER_URL,
    },
    "media_attachments": {
        "description_limit": media.MAX_DESCRIPTION,
        "image_matrix_limit": media.MAX_PIXELS,
        "image_size_limit": media.MAX_BYTES,
        "supported_mime_types": list(pictures.FORMATS.values()),
        "video_frame_rate_limit": 120,
        "video_matrix_limit": 8_294_400,
        "video_size_limit": 103_809_024,
    },
    "polls": {
        "max_options": 4,
        "max_characters_per_option": 50,
        "min_expiration": 300,
        "max_expiration": 2_629_746,
    },
    "translation": {"enabled": False},
}


def first(call: Call) -> Response:
    """GET /api/v1/instance"""
    return reply(
        {
            "uri": _domain(call),
            "title": "Mastodon (Sandbox)",
            "short_description": "Zum Üben, nur auf diesem Rechner",
            "description": "",
            "email": "",
            "version": VERSION,
            "urls": {"streaming_api": ""},
            "stats": _stats(call),
            "thumbnail": None,
            "languages": ["de"],
            "registrations": False,
            "approval_required": False,
            "invites_enabled": False,
            "configuration": CONFIGURATION,
            "contact_account": None,
            "rules": [],
        }
    )


def second(call: Call) -> Response:
    """GET /api/v2/instance"""
    return reply(
        {
            "domain": _domain(call),
            "title": "Mastodon (Sandbox)",
            "version": VERSION,
            "source_url": "https://github.com/mastodon/mastodon",
            "description": "Zum Üben, nur auf diesem Rechner",
            "usage": {"users": {"active_month": _stats(call)["user_count"]}},
            "thumbnail": {"url": f"{call.base}/static/avatar.svg"},
            "icon": [],
            "languages": ["de"],
            "configuration": CONFIGURATION,
            "registrations": {
                "enabled": False,
                "approval_required": False,
                "message": None,
            },
            "api_versions": {"mastodon": 8},
            "contact": {"email": "", "account": None},
            "rules": [],
        }
    )


def _domain(call: Call) -> str:
    return call.home.partition("://")[2]


def _stats(call: Call) -> dict[str, int]:
    accounts = "SELECT count(*) AS n FROM account WHERE network = 'mastodon'"
    statuses = (
        "SELECT count(*) AS n FROM post WHERE network = 'mastodon' AND NOT deleted"
    )
    return {
        "user_count": call.store.row(accounts)["n"],
        "status_count": call.store.row(statuses)["n"],
        "domain_count": 0,
    }
