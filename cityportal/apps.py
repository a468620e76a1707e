from django.apps import AppConfig


class CityportalConfig(AppConfig):
    name = "cityportal"

    def ready(self):
        from . import checks  # noqa: F401  registers the checks
