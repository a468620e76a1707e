"""The pictures of the newsroom: none without a credit and an alternative text."""

from collections.abc import Iterable
from functools import cache, partial

from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from .memory import give_memory_back

MAKE_RENDITIONS = "newsroom.images.make_renditions"
# What every network and messenger shows as a large card: never smaller, never heavier.
SHARE_PICTURE = "fill-1200x630|enlarge-1200x630|format-jpeg|atmost-300kb"
# The ratios that search engines ask for: 1:1, 4:3, 16:9.
RATIOS = ((1200, 1200), (1200, 900), (1200, 675))
LINKED_PICTURES = tuple(
    f"fill-{width}x{height}|format-jpeg|jpegquality-76" for width, height in RATIOS
)
# What pages and feeds show of any picture; the templates name the same. AVIF is the
# lightest, WebP is for browsers without it, JPEG for feeds and whatever is older.
FORMATS = ("avif", "webp", "jpeg")
TEASERS = ("fill-400x225", "fill-800x450")
ARTICLES = ("width-480", "width-720", "width-1080", "width-1600")
SHOWN = (
    SHARE_PICTURE,
    *LINKED_PICTURES,
    "width-960|format-jpeg",
    *(f"format-{kind}|{size}" for size in (*TEASERS, *ARTICLES) for kind in FORMATS),
)
IN_TEASERS = tuple(spec for spec in SHOWN if spec.endswith(TEASERS))


class NewsImage(AbstractImage):
    """A picture; `description` is its alternative text wherever it is shown."""

    description = models.CharField(
        _("Alternativtext"),
        max_length=255,
        help_text=_(
            "Was auf dem Bild zu sehen ist, für alle, die es nicht sehen: "
            "ein Satz, nicht die Überschrift und nicht der Dateiname."
        ),
    )
    credit = models.CharField(
        _("Bildnachweis"),
        max_length=255,
        help_text=_("Erscheint unter dem Bild als „Bild: …“."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        *(name for name in Image.admin_form_fields if name.startswith("focal")),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        ask_for_renditions(self.pk)


class NewsRendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(
        NewsImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


@cache
def filter_of(spec: str) -> Filter:
    """Of our own specs: Wagtail reads what they say, once for each object."""
    return Filter(spec)


def renditions(whole: Iterable[NewsImage]) -> Prefetch:
    """What was made of pictures, where `{% image %}` and its kin look first.

    Of those that are not among the `whole` ones it is what teasers show.
    """
    shown = Q(image__in=[image.pk for image in whole]) | Q(filter_spec__in=IN_TEASERS)
    made = NewsRendition.objects.filter(shown)
    return Prefetch("renditions", made, to_attr="prefetched_renditions")


def ask_for_renditions(*image_pks: int) -> None:
    """Before the first reader: the queue makes them, once the pictures are stored."""
    transaction.on_commit(partial(async_task, MAKE_RENDITIONS, *image_pks))


def make_renditions(image_pk: int, *later: int) -> None:
    """What the queue calls. A picture takes seconds: one, then the queue's next task.

    Not in a transaction, for SQLite would let nobody else write in these seconds.
    """
    for image in NewsImage.objects.filter(pk=image_pk):  # it may be gone again
        image.get_renditions(*SHOWN)
    give_memory_back()
    if later:
        ask_for_renditions(*later)
