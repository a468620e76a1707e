"""What the body of an article may contain.

Every block is rendered from its value alone, for a page and for feeds (`feed=True`).
"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .block_values import ContactValue, LinkValue, PictureValue, QuoteValue
from .languages import LANGUAGES_OF_PARTS

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


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


class LanguageBlock(blocks.ChoiceBlock):
    """The language of a part: screen readers change their voice, browsers hyphenate."""

    choices = LANGUAGES_OF_PARTS

    class Meta:
        label = _("Sprache")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"))
    source = blocks.CharBlock(label=_("Wer das gesagt hat"), required=False)
    lang = LanguageBlock(
        required=False, help_text=_("Nur wenn es eine andere ist als die des Artikels.")
    )

    class Meta:
        icon = "openquote"
        label = _("Zitat")
        template = "newsroom/blocks/quote.html"
        value_class = QuoteValue


class ForeignTextBlock(blocks.StructBlock):
    """Paragraphs in another language than the article's."""

    lang = LanguageBlock()
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "globe"
        label = _("Text in anderer Sprache")
        template = "newsroom/blocks/foreign.html"


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Linktext"))
    url = blocks.URLBlock(label=_("Adresse"))

    class Meta:
        value_class = LinkValue


class EmbedBlock(LinkBlock):
    """Others' content as a link: nothing is loaded from them on our page."""

    class Meta:
        icon = "media"
        label = _("Beitrag anderswo")
        template = "newsroom/blocks/embed.html"


class VideoBlock(LinkBlock):
    """A link with a picture of ours: who plays the film decides to go there."""

    poster = ImageChooserBlock(label=_("Vorschaubild"), required=False)
    length = blocks.CharBlock(
        label=_("Länge"), required=False, max_length=40, help_text=_("Wie „3:20 Min.“")
    )
    access = blocks.CharBlock(
        label=_("Zugänglichkeit"),
        required=False,
        max_length=120,
        help_text=_("Wie „mit Untertiteln“ oder „in Gebärdensprache“."),
    )
    transcript = blocks.RichTextBlock(
        label=_("Abschrift"),
        required=False,
        features=TEXT_FEATURES,
        help_text=_("Was gesagt und gezeigt wird, für alle, die den Film nicht sehen."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "newsroom/blocks/video.html"


class TableBlock(WagtailTableBlock):
    """Cells may be pasted from a spreadsheet; no table without caption and headings."""

    def clean(self, value):
        if value and value.get("table_caption"):
            value["table_caption"] = value["table_caption"].strip()
        value = super().clean(value)
        if value and not self.is_deferred_validation:
            self._check(value)
        return value

    def _check(self, value: dict):
        heads = value.get("first_row_is_table_header") and value["data"][:1]
        if not value.get("table_caption"):
            raise ValidationError(
                _("Bitte sagen Sie in der Überschrift, worum es geht.")
            )
        if not heads or not all((cell or "").strip() for cell in heads[0]):
            raise ValidationError(
                _("Bitte geben Sie jeder Spalte eine Überschrift in der ersten Zeile.")
            )

    class Meta:
        label = _("Tabelle")
        template = "newsroom/blocks/table.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Dokument"))
    title = blocks.CharBlock(
        label=_("Linktext"),
        required=False,
        help_text=_("Leer lassen: der Titel des Dokuments."),
    )

    class Meta:
        icon = "download"
        label = _("Dokument zum Herunterladen")
        template = "newsroom/blocks/download.html"


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("Wer hilft weiter?"), help_text=_("Amt oder Stelle"), max_length=200
    )
    text = blocks.TextBlock(label=_("Anschrift, Öffnungszeiten"), required=False)
    phone = blocks.CharBlock(
        label=_("Telefon"),
        required=False,
        validators=[
            RegexValidator(
                r"^\+?[\d\s()/.–-]{3,40}$",
                _("Eine Telefonnummer besteht aus Ziffern, wie 0231 50-0."),
            )
        ],
    )
    email = blocks.EmailBlock(label=_("E-Mail"), required=False)

    class Meta:
        icon = "mail"
        label = _("Kontakt")
        template = "newsroom/blocks/contact.html"
        value_class = ContactValue


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        icon="title",
        label=_("Zwischenüberschrift"),
        max_length=200,
        template="newsroom/blocks/heading.html",
    )
    subheading = blocks.CharBlock(
        icon="h3",
        label=_("Zwischenüberschrift darunter"),
        max_length=200,
        template="newsroom/blocks/subheading.html",
    )
    paragraph = blocks.RichTextBlock(
        icon="pilcrow", label=_("Text"), features=TEXT_FEATURES
    )
    foreign = ForeignTextBlock()
    picture = PictureBlock()
    gallery = blocks.ListBlock(
        PictureBlock(),
        icon="image",
        label=_("Bilderstrecke"),
        min_num=2,
        template="newsroom/blocks/gallery.html",
    )
    quote = QuoteBlock()
    table = TableBlock()
    links = blocks.ListBlock(
        LinkBlock(),
        icon="link",
        label=_("Liste von Links"),
        template="newsroom/blocks/links.html",
    )
    download = DownloadBlock()
    contact = ContactBlock()
    video = VideoBlock()
    embed = EmbedBlock()

    def clean(self, value):
        """Raises StreamBlockValidationError where a heading's level is skipped."""
        cleaned = super().clean(value)
        kinds = [part.block_type for part in cleaned]
        if (
            "subheading" in kinds
            and "heading" not in kinds[: kinds.index("subheading")]
        ):
            wrong = ValidationError(_("Darüber fehlt eine Zwischenüberschrift."))
            raise blocks.StreamBlockValidationError({kinds.index("subheading"): wrong})
        return cleaned
