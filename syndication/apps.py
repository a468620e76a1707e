from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "syndication"
    verbose_name = "Kanäle"

    def ready(self):
        from . import checks, signal_handlers  # noqa: F401

        signal_handlers.connect()
