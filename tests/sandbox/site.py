"""A web site for the sandbox to look at: pages, pictures, redirects."""

import http.server
from contextlib import contextmanager
from urllib.parse import unquote

from tests.in_background import in_background

PAGE = """<!DOCTYPE html><html lang="de"><head><title>Titel – Stadt</title>
<meta property="og:title" content="Neuer Platz &amp; Park">
<meta property="og:description" content="Ein Teaser">
<meta property="og:image" content="/bild.jpg">
<meta property="og:image:alt" content="Der Platz am Morgen">
<meta property="og:site_name" content="Stadt Dortmund"></head><body></body></html>"""


class Site:
    """A small web site: {path: (status, headers, body)}, and what was asked of it."""

    def __init__(self, host="127.0.0.1"):
        self.pages, self.asked = {}, []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, self.headers["User-Agent"]))
                status, headers, body = site.pages.get(
                    unquote(self.path), (404, {}, b"")
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_port}"

    def page(self, path, body=PAGE, status=200, kind="text/html; charset=utf-8"):
        self.pages[path] = (status, {"Content-Type": kind}, body.encode())

    def show(self, path, content, kind="image/jpeg"):
        self.pages[path] = (200, {"Content-Type": kind}, content)
        return self.url + path

    def redirect(self, path, target):
        self.pages[path] = (302, {"Location": target}, b"")


@contextmanager
def serving(site):
    with in_background(site.server):
        yield site
