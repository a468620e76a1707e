from django.apps import AppConfig


class CityportalConfig(AppConfig):
    name = "cityportal"

    def ready(self):
        from . import checks, visible_changes  # noqa: F401  registers the checks

        visible_changes.connect()
