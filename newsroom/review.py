"""Four eyes: nobody lets go live what she has written or submitted herself.

The rule holds where a page's workflow has our step, `FourEyesTask`. There, whoever has
changed the text since it was last public, and whoever asked for its review, does not
approve it, does not publish it and does not schedule it; superusers neither. A reviewer
who mends a word has written, too. When it appears, and whether it is urgent, is no text.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    PagePermissionTester,
    Revision,
    TaskState,
)

# Of what Wagtail keeps of every page, this is text. The rest is where it stands.
TEXTS = {"title", "slug", "seo_title", "search_description", "show_in_menus"}
DECISIONS = {"urgent", "published_at", "changed_at", "updated_at"}
WISHES = "channel_wishes"  # what single channels are told; hangs on every page
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NAMED = 5


class FourEyesTask(AbstractGroupApprovalTask):
    """A step of a workflow: one of these groups approves, but not her own work."""

    class Meta:
        verbose_name = gettext_lazy("Vier-Augen-Prüfung")
        verbose_name_plural = gettext_lazy("Vier-Augen-Prüfungen")
        permissions = [
            (
                "publish_at_once",
                gettext_lazy("Darf ohne Prüfung sofort veröffentlichen"),
            )
        ]

    @classmethod
    def get_description(cls):
        return _(
            "Jemand aus den gewählten Gruppen gibt frei. Wer den Text geändert oder "
            "eingereicht hat, gibt ihn nicht selbst frei."
        )

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if user.pk in contributors(obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        """Nothing happens if she wrote on while approving; her editor tells her so."""
        page = task_state.workflow_state.content_object
        if action_name == "approve" and user.pk in contributors(page):
            return None
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """For lists, in one query: any version saved counts, even if the same."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user).exclude(
            Exists(_saved_by(user))
        )


class ReviewedPermissionTester(PagePermissionTester):
    """What a person may do with a page on which four eyes look."""

    def has_publishing_right(self) -> bool:
        return super().can_publish()

    def can_publish(self) -> bool:
        if not self.has_publishing_right():
            return False
        return self.user.pk not in contributors(self.page) or not reviewed(self.page)

    def can_publish_at_once(self) -> bool:
        right = self.user.has_perm("newsroom.publish_at_once")
        return right and self.has_publishing_right() and reviewed(self.page)

    def can_publish_subpage(self) -> bool:
        """A new page is its maker's own work."""
        return super().can_publish_subpage() and not reviewed(self.page)

    def can_set_view_restrictions(self) -> bool:
        return self.has_publishing_right()

    def can_unschedule(self) -> bool:
        return self.has_publishing_right()


def reviewed(page: Page) -> bool:
    """Whether the page's workflow has our step."""
    return _steps(page).exists()


def contributors(page: Page) -> set[int]:
    """Keys of the users who wrote what is not public yet, or submitted it."""
    page = _stored(page)
    state = page.current_workflow_state
    return writers(page) | ({state.requested_by_id} - {None} if state else set())


def writers(page: Page) -> set[int]:
    """Keys of the users who have changed the text since it was last public."""
    page = _stored(page)
    if not (page.latest_revision_id or page.last_published_at or page.live):
        return {page.owner_id} - {None}
    return {user for user, changed in _versions(page) if user and changed}


def reviewers(page: Page) -> QuerySet:
    """Who can let go live what is not public yet."""
    groups = _steps(page).values("groups")
    users = get_user_model().objects.filter(groups__in=groups, is_active=True)
    return users.exclude(pk__in=contributors(page)).distinct().order_by("pk")


def note_review(page: Page, user) -> None:
    """She publishes what others have written: that is the review, and is on record."""
    if reviewed(page) and (wrote := writers(page)):
        log(page, "newsroom.review", user=user, data={"writers": names(wrote)})


def approved(revision: Revision) -> bool:
    """Whether this very version has passed our step."""
    passed = revision.task_states.filter(status=TaskState.STATUS_APPROVED)
    return passed.filter(task__in=FourEyesTask.objects.all()).exists()


def names(users: set[int]) -> str:
    found = get_user_model().objects.filter(pk__in=users).order_by("pk")
    return ", ".join(map(name_of, found))


def name_of(user) -> str:
    return user.get_full_name() or user.get_username()


def who_can(page: Page) -> str:
    """A sentence that names who can approve."""
    found = [name_of(user) for user in reviewers(page)[:NAMED]]
    if not found:
        return _(
            "Zurzeit kann das niemand sonst. Bitte wenden Sie sich an die Administration."
        )
    return _("Freigeben kann: %s.") % ", ".join(found)


def _steps(page: Page) -> QuerySet[FourEyesTask]:
    if not (workflow := page.get_workflow()):
        return FourEyesTask.objects.none()
    return FourEyesTask.objects.filter(active=True, workflow_tasks__workflow=workflow)


def _stored(page: Page) -> Page:
    """Where it stands in truth: a version knows that of its day. Of an alias, its original."""
    return Page.objects.get(pk=page.alias_of_id or page.pk)


def _versions(page: Page) -> Iterator[tuple[int | None, bool]]:
    """Of each version since the page was last public: who saved it, and was it new?"""
    since = page.last_published_at or LONG_AGO
    # A version is written over by its writer: then its number says less than its time.
    newer = Q(created_at__gt=since)
    if page.live_revision_id:
        newer |= Q(pk__gt=page.live_revision_id)
    found = page.revisions.filter(newer).order_by("pk")
    before = None
    for version in found.iterator(chunk_size=20):
        before = _before(page, version) if before is None else before
        text = _text(version.content)
        yield version.user_id, text != before
        before = text


def _before(page: Page, version: Revision) -> dict:
    """The text that this version was made from."""
    if earlier := page.revisions.filter(pk__lt=version.pk).order_by("pk").last():
        return _text(earlier.content)
    return _text(page.specific.serializable_data()) if page.live else {}


def _text(content: dict) -> dict:
    """What readers get of a version."""
    standing = {field.name for field in Page._meta.get_fields()} - TEXTS
    text = {
        name: value
        for name, value in content.items()
        if name not in standing and name not in DECISIONS
    }
    return text | {WISHES: [row | {"pk": None} for row in content.get(WISHES, ())]}


def _saved_by(user) -> QuerySet[Revision]:
    """Versions of a task state's page that she has saved since it was last public."""
    number = Cast(OuterRef(OuterRef("workflow_state__object_id")), BigIntegerField())
    public = Page.objects.filter(pk=number).values("last_published_at")[:1]
    since = Coalesce(Subquery(public), Value(LONG_AGO), output_field=DateTimeField())
    return Revision.objects.filter(
        base_content_type=OuterRef("workflow_state__base_content_type"),
        object_id=OuterRef("workflow_state__object_id"),
        user=user,
        created_at__gt=since,
    )
