"""Every write to the database that readers could see raises the pages' number.

Not a list of events, which would forget one: each statement of each process is looked
at as it goes to the database, bulk updates and Wagtail's own SQL included, and what is
not named here as unseen counts. So a new table is right from its first day; naming it
here only spares pages being rendered anew for nothing.
"""

import logging
import re

from django.db import DatabaseError, connections
from django.db.backends.signals import connection_created

from .page_number import number_of_this_host, raise_far

logger = logging.getLogger(__name__)

# What no page, feed, listing or sitemap shows.
UNSEEN = {
    *("auth_permission", "django_migrations", "django_session", "newsroom_hubping"),
    *("searching_searchentry", "simple_translation_simpletranslation"),
    *("syndication_announcement", "syndication_app", "syndication_attempt"),
    *("syndication_channelwish", "syndication_echo", "syndication_mail"),
    *("syndication_heartbeat", "wagtailusers_userprofile"),
    "newsroom_foureyestask",
    *("wagtailcore_apitoken", "wagtailcore_comment", "wagtailcore_commentreply"),
    *("wagtailcore_modellogentry", "wagtailcore_pagelogentry"),
    *("wagtailcore_pagesubscription", "wagtailcore_referenceindex"),
    *("wagtailcore_revision", "wagtailcore_uploadedfile"),
    *("wagtailcore_task", "wagtailcore_taskstate", "wagtailcore_groupapprovaltask"),
    "wagtailforms_formsubmission",
}
UNSEEN_APPS = ("axes_", "django_q_", "wagtailadmin_", "wagtailcore_workflow")
# What a draft, a lock, a signing in or the sending changes, and readers do not see.
UNSEEN_COLUMNS = {
    "auth_user": {"last_login"},
    "wagtailcore_page": {
        *("draft_title", "has_unpublished_changes", "latest_revision_id"),
        *("latest_revision_created_at", "locked", "locked_at", "locked_by_id"),
        *("go_live_at",),
    },
    "syndication_channel": {
        *("checked_at", "expires_at", "failed_last", "failures", "paused_at"),
        *("paused_reason", "rates", "renew_at", "sealed_credentials"),
        *("throttled_until", "warn_at", "check_at", "check_error", "check_notes"),
        *("failed_at", "failed_because", "told_at", "echo_at", "echo_trouble"),
    },
}
READS = re.compile(
    r"\s*(SELECT|EXPLAIN|PRAGMA|SHOW|SET|RESET|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE"
    r"|DECLARE|FETCH|CLOSE|NOTIFY|LISTEN|ANALYZE|VACUUM)\b",
    re.IGNORECASE,
)
WRITES = re.compile(
    r'\s*(?:(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)',
    re.IGNORECASE,
)
SETS = re.compile(r'"(\w+)" = ')


def connect() -> None:
    connection_created.connect(_watch)


def raise_changes() -> None:
    """All kept pages are old, on every host."""
    _tell("changed")


def raise_links() -> None:
    _tell("linked")


def _watch(sender, connection, **kwargs) -> None:
    """But for Django's own, which makes and drops databases and has none itself."""
    ours = connection.alias in connections
    if ours and _look not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look)


def _look(execute, sql, params, many, context):
    """Around every statement. Raised on commit: before it, readers see what was."""
    result = execute(sql, params, many, context)
    text = str(sql)
    told = None if READS.match(text) else _what_to_tell(text, params)
    # With RETURNING, the rows are counted only when they have been fetched.
    if told and (context["cursor"].rowcount != 0 or "RETURNING" in text):
        context["connection"].on_commit(told, robust=True)
    return result


def _what_to_tell(text: str, params):
    """Whom to call when it is committed; None if readers do not see it."""
    table = (found := WRITES.match(text)) and found[1]
    if table == "syndication_delivery":
        return raise_links if _shows_a_link(text, params) else None
    if table and (table in UNSEEN or table.startswith(UNSEEN_APPS)):
        return None
    if table in UNSEEN_COLUMNS and _columns(text) <= UNSEEN_COLUMNS[table]:
        return None
    return raise_changes


def _shows_a_link(text: str, params) -> bool:
    """Readers see the address of what is published: becoming so, or being so no more."""
    return "UPDATE" not in text[:20].upper() or "published" in str(params)


def _columns(text: str) -> set[str]:
    """Which columns an UPDATE sets; for anything else a name that no column has."""
    if text.lstrip()[:6].upper() != "UPDATE":
        return {""}
    return set(SETS.findall(text.split(" WHERE ")[0])) or {""}


def _tell(what: str) -> None:
    """A change that cannot be told costs a minute at most: no page is kept for longer."""
    try:
        far = raise_far()
    except DatabaseError as error:
        logger.error("Other hosts do not hear of a change: %s", error)
        far = 0
    try:
        getattr(number_of_this_host(), what)(far)
    except OSError as error:
        logger.error("Kept pages may be a minute old: %s", error)
