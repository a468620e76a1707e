import os
import sys

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")

# Who is answered from memory shall not wait 5 ms for a thread that renders.
sys.setswitchinterval(0.0005)

site = get_wsgi_application()

from .page_cache import PageCache  # noqa: E402  it asks for models, ready only now

# A command checks by itself, a web server does not: half-configured, nothing starts.
if serious := [str(found) for found in run_checks() if found.is_serious()]:
    raise SystemCheckError("\n".join(serious))

# Whoever works on a template sees it at once.
application = site if settings.DEBUG else PageCache(site, settings.VAR_DIR / "pages")
