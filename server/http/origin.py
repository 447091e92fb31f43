"""Whether a request was sent by one of our own pages, and not by another site's in its name."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import hdrs, web

from server.services import SETTINGS

#: No form, and no page of another site without our leave, can add it (Fetch standard, CORS).
OWN_PAGE_HEADER = "X-Passerelle"


def origin_is_ours(request: web.Request) -> bool:
    """Whether the page that sends the request is one of ours (RFC 6454, RFC 6455 section 10.2).

    Programs that are no browser send no Origin, and carry no one else's rights either.
    """
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is None:
        return True
    if origin == request.app[SETTINGS].public_url:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.host.lower()


def is_from_own_page(request: web.Request) -> bool:
    """What a change asked for with a cookie must be: the cookie alone says too little."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return OWN_PAGE_HEADER in request.headers and site == "same-origin" and origin_is_ours(request)


def base_url(request: web.Request) -> str:
    """The address that people open this server by: the installation's, else the one just used."""
    return request.app[SETTINGS].public_url or f"{request.scheme}://{request.host}"
