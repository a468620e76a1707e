"""What the body of an article may contain."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import get_text_for_indexing

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class PictureValue(blocks.StructValue):
    @property
    def alt(self) -> str:
        """Empty where the picture is mere decoration, so that it is not read out."""
        return "" if self["decorative"] else self["image"].description


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Bild"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), required=False)
    decorative = blocks.BooleanBlock(
        label=_("Dekorativ"),
        required=False,
        help_text=_("Das Bild sagt nichts, was nicht im Text steht."),
    )

    class Meta:
        icon = "image"
        label = _("Bild")
        template = "newsroom/blocks/picture.html"
        value_class = PictureValue


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"))
    source = blocks.CharBlock(label=_("Wer das gesagt hat"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Zitat")
        template = "newsroom/blocks/quote.html"


class LinkValue(blocks.StructValue):
    @property
    def host(self) -> str:
        return urlsplit(self["url"]).hostname or ""


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Linktext"))
    url = blocks.URLBlock(label=_("Adresse"))

    class Meta:
        value_class = LinkValue


class EmbedBlock(LinkBlock):
    """Others' content as a link: nothing is loaded from them on our page."""

    class Meta:
        icon = "media"
        label = _("Video oder Beitrag anderswo")
        template = "newsroom/blocks/embed.html"


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        icon="title",
        label=_("Zwischenüberschrift"),
        max_length=200,
        template="newsroom/blocks/heading.html",
    )
    paragraph = blocks.RichTextBlock(
        icon="pilcrow", label=_("Text"), features=TEXT_FEATURES
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    links = blocks.ListBlock(
        LinkBlock(),
        icon="link",
        label=_("Liste von Links"),
        template="newsroom/blocks/links.html",
    )
    embed = EmbedBlock()


def running_text(body: blocks.StreamValue) -> str:
    """The paragraphs of a body as plain text."""
    paragraphs = (part.value.source for part in body if part.block_type == "paragraph")
    return " ".join(get_text_for_indexing(html) for html in paragraphs).strip()


def load_bodies(articles: list) -> list:
    """Read the bodies of all `articles` at once; returns the pictures in them.

    One query, however many articles and pictures. A picture that somebody has
    deleted leaves a None behind, which is not returned.
    """
    if not articles:
        return []
    streams = [list(article.body.raw_data) for article in articles]
    bodies = articles[0].body.stream_block.bulk_to_python(streams)
    for article, body in zip(articles, bodies, strict=True):
        article.body = body
    parts = (part for body in bodies for part in body if part.block_type == "picture")
    return [part.value["image"] for part in parts if part.value["image"]]
