from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self):
        from . import signal_handlers, translation_rights

        signal_handlers.connect()
        translation_rights.connect()
