"""What one city says differently from another: changed in the admin, not in code."""

from django.core.validators import RegexValidator
from django.db import models
from django.forms import CharField, TextInput
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from .colours import DARK, LIGHT, is_colour, readable_on_dark, readable_on_light
from .images import NewsImage
from .versions import in_this_language

LEGAL_PAGES = (
    "imprint",
    "privacy",
    "accessibility",
    "easy_language",
    "sign_language",
)


class ProfileBlock(blocks.StructBlock):
    network = blocks.CharBlock(label=_("Netzwerk"), max_length=40)
    account = blocks.CharBlock(
        label=_("Konto"),
        max_length=120,
        help_text=_("Wie es dort heißt, etwa @stadt@social.example."),
    )
    url = blocks.URLBlock(label=_("Adresse des Profils"))
    about = blocks.CharBlock(
        label=_("Was dort zu lesen ist"), max_length=200, required=False
    )

    class Meta:
        icon = "user"
        label = _("Profil")


class SiteSettingsForm(WagtailAdminModelForm):
    """The name is the one of Wagtail's Site, which everything else reads, too."""

    site_name = CharField(
        label=_("Name"), max_length=Site._meta.get_field("site_name").max_length
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["site_name"] = self.instance.site.site_name

    def save(self, commit=True):
        self.instance.site.site_name = self.cleaned_data["site_name"]
        if commit:
            self.instance.site.save()
        return super().save(commit)


def legal_page(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        Page,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


def colour(label: str, default: str, readable) -> models.CharField:
    return models.CharField(
        label, max_length=7, default=default, validators=[is_colour, readable]
    )


@register_setting(icon="globe")
class SiteSettings(BaseSiteSetting):
    """Read by one query with everything that each page shows of it."""

    claim = models.CharField(
        _("Leitspruch"),
        max_length=120,
        blank=True,
        help_text=_("Steht neben dem Namen, etwa: Nachrichten aus dem Rathaus."),
    )
    logo = models.ForeignKey(
        NewsImage,
        verbose_name=_("Logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Leer lassen: eine gezeichnete Stadt."),
    )
    colour_on_light = colour(_("Farbe auf hellem Grund"), LIGHT.city, readable_on_light)
    colour_on_dark = colour(_("Farbe auf dunklem Grund"), DARK.city, readable_on_dark)
    profiles = StreamField(
        [("profile", ProfileBlock())], verbose_name=_("Profile"), blank=True
    )
    fediverse_creator = models.CharField(
        _("Konto im Fediverse"),
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(
                r"^@[\w.-]+@[\w-]+(\.[\w-]+)+$",
                _("Bitte in der Form @name@server.example angeben."),
            )
        ],
        help_text=_("Mastodon nennt es unter Links auf Artikel als Urheber."),
    )
    press_mail = models.EmailField(_("E-Mail der Pressestelle"), blank=True)
    press_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    postal_address = models.TextField(_("Postanschrift"), max_length=400, blank=True)
    barrier_mailbox = models.EmailField(
        _("Postfach für gemeldete Barrieren"),
        blank=True,
        help_text=_("Leer lassen: Sie gehen an die Pressestelle."),
    )
    imprint = legal_page(_("Impressum"))
    privacy = legal_page(_("Datenschutz"))
    accessibility = legal_page(_("Erklärung zur Barrierefreiheit"))
    easy_language = legal_page(_("Leichte Sprache"))
    sign_language = legal_page(_("Gebärdensprache"))

    base_form_class = SiteSettingsForm
    select_related = ["logo", *(f"{name}__locale" for name in LEGAL_PAGES)]
    panels = [
        MultiFieldPanel(
            [FieldPanel("site_name"), FieldPanel("claim"), FieldPanel("logo")],
            _("Die Stadt"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name, widget=TextInput({"type": "color"}))
                for name in ("colour_on_light", "colour_on_dark")
            ],
            _("Farben"),
        ),
        MultiFieldPanel(
            [FieldPanel("profiles"), FieldPanel("fediverse_creator")],
            _("Soziale Netzwerke"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("press_mail"),
                FieldPanel("press_phone"),
                FieldPanel("postal_address"),
                FieldPanel("barrier_mailbox"),
            ],
            _("Kontakt"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in LEGAL_PAGES], _("Seiten im Fuß jeder Seite")
        ),
    ]

    class Meta:
        verbose_name = _("Auftritt")

    def legal_pages(self) -> list[Page]:
        """Those that readers can open, in the order of the footer."""
        chosen = (getattr(self, name) for name in LEGAL_PAGES)
        return in_this_language([page for page in chosen if page and page.live])

    def mailbox(self) -> str:
        """Where reports of barriers go; empty if nobody has said so."""
        return self.barrier_mailbox or self.press_mail

    def colours_address(self) -> str:
        """The stylesheet of the city's colours; empty where they are the usual ones."""
        colours = self.colour_on_light, self.colour_on_dark
        if colours == (LIGHT.city, DARK.city):
            return ""
        return reverse("colours", args=[name.removeprefix("#") for name in colours])
