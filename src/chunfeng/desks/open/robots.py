"""What machines read: which pages are for indexes, and where they are."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.conf import settings

from chunfeng.desks.open.stored import Made

#: What needs a login or answers one person only.
PRIVATE = ("/desk/", "/portal/", "/my/", "/w/", "/login/", "/verify/", "/certificates/")


def origin() -> str:
    """Scheme and first host name of the site."""
    return f"{'https' if settings.HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0]}"


def robots() -> Made:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), f"Sitemap: {origin()}/sitemap.xml", ""]
    return Made("\n".join(lines).encode(), "text/plain; charset=utf-8")


def sitemap() -> Made:
    """Every stored page that is a page; files and drawings are reached from them."""
    from chunfeng.desks.open.kinds import KINDS

    addresses = [k.address.format(**names) for k in KINDS if k.speaks == "page" for names in k.every()]
    lines = "".join(f"<url><loc>{escape(origin() + address)}</loc></url>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Made(f"{head}{lines}</urlset>\n".encode(), "application/xml; charset=utf-8")
