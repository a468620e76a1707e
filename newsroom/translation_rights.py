"""Whoever works on a page, and reviews it, does so with its translations, too."""

from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail.signals import copy_for_translation_done


def connect() -> None:
    copy_for_translation_done.connect(give_rights)


def give_rights(sender, source_obj, target_obj, **kwargs) -> None:
    """A front page's translation stands beside it, outside the reach of its rights."""
    if not isinstance(target_obj, Page):
        return
    for right in GroupPagePermission.objects.filter(page_id=source_obj.pk):
        GroupPagePermission.objects.get_or_create(
            group=right.group, permission=right.permission, page_id=target_obj.pk
        )
    for step in WorkflowPage.objects.filter(page_id=source_obj.pk):
        WorkflowPage.objects.get_or_create(
            page_id=target_obj.pk, defaults={"workflow": step.workflow}
        )
