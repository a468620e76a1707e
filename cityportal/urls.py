"""The whole URL map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.csp import csp_override
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LoginView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from newsroom import barriers, search_page, serving, sitemaps, views, well_known
from newsroom.feeds import FORMATS
from newsroom.feeds.views import feed

from . import headers
from .health import health

# Uploaded files of this machine are served by the web server in front of a public site.
# Documents have their own view, which knows who may read them and how.
media = re_path(r"^media/(?P<path>(?!documents/).+)$", headers.media)

admin = decorate_urlpatterns(
    wagtailadmin_urls.urlpatterns, csp_override(settings.ADMIN_CSP)
)

# Three formats of everything and of each topic: the routes `rss`, `topic_rss` and so on.
feeds = [
    path(f"{folder}{form.file}", feed, {"form": form}, name=f"{prefix}{form.name}")
    for folder, prefix in (("feed/", ""), ("themen/<slug:slug>/", "topic_"))
    for form in FORMATS
]

urlpatterns = [
    *([media] if settings.LOCAL or settings.MEDIA_STORE else []),
    # Nothing is inline there, so the policy of the public pages holds.
    path("admin/login/", LoginView.as_view()),
    path("admin/", include(admin)),
    path("health/", health, name="health"),
    path("dokumente/", include(wagtaildocs_urls)),
    re_path(r"^n/(\d{1,18})$", views.short, name="short"),
    *feeds,
    path("rss/", views.feeds, name="feeds"),
    path("folgen/", views.follow, name="follow"),
    path("archiv/", views.archive, name="archive"),
    re_path(r"^archiv/([12]\d{3})/$", views.period, name="archive_year"),
    re_path(
        r"^archiv/([12]\d{3})/(0[1-9]|1[0-2])/$", views.period, name="archive_month"
    ),
    path("barriere-melden/", barriers.report, name="barrier"),
    path("barriere-melden/danke/", barriers.thanks, name="barrier_thanks"),
    re_path(
        r"^farben/([0-9a-f]{6})-([0-9a-f]{6})\.css$", views.colours, name="colours"
    ),
    path("suche/", search_page.search, name="search"),
    path("themen/", views.topics, name="topics"),
    path("themen/<slug:slug>/", views.topic, name="topic"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="news"),
    path(
        "sitemap-<slug:name>-<int:number>.xml", sitemaps.section, name="sitemap_section"
    ),
    path("robots.txt", well_known.robots),
    path(".well-known/atproto-did", well_known.atproto_did),
    path(".well-known/change-password", well_known.change_password),
    path(".well-known/security.txt", well_known.security),
    path(".well-known/webfinger", well_known.webfinger),
    # English pages are below /en/.
    *i18n_patterns(
        *(url for url in wagtail_urls.urlpatterns if url.name != "wagtail_serve"),
        re_path(wagtail_urls.serve_pattern, serving.serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
