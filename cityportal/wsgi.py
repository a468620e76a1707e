import os

from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")

application = get_wsgi_application()

# A command checks by itself, a web server does not: half-configured, nothing starts.
if serious := [str(found) for found in run_checks() if found.is_serious()]:
    raise SystemCheckError("\n".join(serious))
