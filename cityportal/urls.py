"""The whole URL map on one screen."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.csp import csp_override
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cityportal.health import health
from newsroom import views
from newsroom.feeds import NewsFeed
from newsroom.sitemaps import SITEMAPS

# On this machine alone; elsewhere the web server in front has the uploaded files.
media = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]

admin = decorate_urlpatterns(
    wagtailadmin_urls.urlpatterns, csp_override(settings.ADMIN_CSP)
)

urlpatterns = [
    *(media if settings.LOCAL else []),
    path("admin/", include(admin)),
    path("health/", health, name="health"),
    path("dokumente/", include(wagtaildocs_urls)),
    re_path(r"^n/(\d{1,18})$", views.short, name="short"),
    path("feed/rss.xml", NewsFeed(), name="rss"),
    path("themen/", views.topics, name="topics"),
    path("themen/<slug:slug>/", views.topic, name="topic"),
    path("themen/<slug:slug>/rss.xml", NewsFeed(), name="topic_rss"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include(wagtail_urls)),
]
