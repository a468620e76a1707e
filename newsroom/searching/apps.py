from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchingConfig(AppConfig):
    name = "newsroom.searching"
    verbose_name = _("Suche")
