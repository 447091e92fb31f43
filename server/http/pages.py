"""The pages: shells without a word of private data; their scripts ask for it with the token."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import hdrs, web

from server.accounts.roles import COORDINATES, EQUIPS, LEADS, PREPARES
from server.http.access import Handler, Route, account, any_account_page, public
from server.sentences import LANGUAGES, Translate, read_translators

#: Room slugs and session ids: nothing that means something in HTML.
_NAME = r"[A-Za-z0-9_-]{1,64}"
_HEADERS = {
    # The shell is small and must fit the scripts beside it.
    hdrs.CACHE_CONTROL: "no-cache",
    hdrs.VARY: "Accept-Language, Accept-Encoding, Cookie",
}
TRANSLATORS: web.AppKey[Mapping[str, Translate]] = web.AppKey("translators")


def browser_language(request: web.Request) -> str | None:
    """The first of the browser's languages that is one of ours (RFC 9110 section 12.5.4, with the
    qualities); None: it names none of them."""
    wanted: list[tuple[float, str]] = []
    for item in request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(","):
        tag, _, parameter = item.partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        wanted.append((-quality, tag.strip().lower().partition("-")[0]))
    # The sort is stable: among equals the browser's order stands.
    for quality, language in sorted(wanted, key=lambda one: one[0]):
        if language in LANGUAGES and quality < 0:
            return language
    return None


def chosen_language(request: web.Request) -> str:
    """`?lang=` when it is one of ours, else the browser's, else French."""
    asked = request.query.get("lang")
    return asked if asked in LANGUAGES else browser_language(request) or LANGUAGES[0]


def sentences(request: web.Request) -> Translate:
    """The sentences in the language of whoever asks."""
    return request.app[TRANSLATORS][chosen_language(request)]


class Pages:
    """The shells, rendered once per request from `web` (templates/ and locales/)."""

    def __init__(self, web_folder: Path) -> None:
        self._translators = read_translators(web_folder / "locales")
        self._loader = jinja2.FileSystemLoader(web_folder / "templates")

    def setup(self, app: web.Application) -> None:
        """Prepares the templates and the sentences of `app`."""
        app[TRANSLATORS] = self._translators
        aiohttp_jinja2.setup(
            app, loader=self._loader, autoescape=True, undefined=jinja2.StrictUndefined
        )

    def routes(self) -> list[Route]:
        """The code's page, a session's, its leader's, a room's screen; those of accounts."""
        session, room = f"{{session:{_NAME}}}", f"{{room:{_NAME}}}"
        return [
            Route("GET", "/", self._shell("code.html"), public),
            Route("GET", f"/s/{session}", self._shell("session.html"), public),
            Route("GET", f"/animer/{session}", self._shell("lead.html"), public),
            Route("GET", f"/salle/{room}", self._shell("room.html"), public),
            Route("GET", "/connexion", self._shell("login.html"), public),
            Route("GET", "/mot-de-passe", self._shell("password_ask.html"), public),
            Route("GET", "/mot-de-passe/choisir", self._shell("password_choose.html"), public),
            Route("GET", "/aujourdhui", self._shell("today.html"), any_account_page),
            Route(
                "GET",
                f"/seances/{session}",
                self._shell("session_edit.html"),
                account(*PREPARES, page=True),
            ),
            Route("GET", "/compte", self._shell("account.html"), any_account_page),
            Route("GET", "/centre", self._shell("centre.html"), account(*COORDINATES, page=True)),
            Route("GET", "/modeles", self._shell("templates.html"), account(*LEADS, page=True)),
            Route("GET", "/deposer", self._shell("upload.html"), account(*LEADS, page=True)),
            Route("GET", "/montage/{id}", self._shell("montage.html"), account(*LEADS, page=True)),
            # Whoever leads by a link has no account: like /animer, its script asks for the sheet.
            Route("GET", f"/presences/{session}", self._shell("attendance.html"), public),
            Route("GET", f"/votes/{session}", self._shell("poll_minutes.html"), public),
            Route("GET", f"/presence/{session}", self._shell("presence.html"), public),
            Route("GET", "/technique", self._shell("fleet.html"), account(*EQUIPS, page=True)),
            Route(
                "GET",
                "/technique/feuille/{kit:[A-Za-z0-9_-]{1,64}}",
                self._shell("kit_sheet.html"),
                account(*EQUIPS, page=True),
            ),
            Route("GET", "/signaler/{code}", self._shell("fault.html"), public),
            Route("GET", "/essai", self._shell("self_test.html"), public),
            Route("GET", "/fabrique", self._shell("fabrique.html"), public),
            Route("GET", "/replays/{id}", self._shell("replay.html"), public),
            Route("GET", "/replays/{id}/affiche", self._shell("replay_poster.html"), public),
            Route("GET", "/relecture", self._shell("reviews.html"), account(*LEADS, page=True)),
            Route("GET", "/relecture/{id}", self._shell("review.html"), account(*LEADS, page=True)),
        ]

    @web.middleware
    async def show_way_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A person whose address leads nowhere gets the page that takes the code, as a 404."""
        try:
            return await handler(request)
        except web.HTTPNotFound:
            if request.method != "GET" or "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
                raise
            return self._render("code.html", request, status=404, lost=True)

    def _shell(self, template: str) -> Handler:
        async def shell(request: web.Request) -> web.StreamResponse:
            return self._render(template, request)

        return shell

    def _render(
        self, template: str, request: web.Request, *, status: int = 200, **more: object
    ) -> web.Response:
        language = chosen_language(request)
        context = {
            "lang": language,
            "t": self._translators[language],
            "session_id": request.match_info.get("session"),
            "room_slug": request.match_info.get("room"),
            **more,
        }
        response = aiohttp_jinja2.render_template(template, request, context, status=status)
        response.headers.update(_HEADERS)
        response.headers[hdrs.CONTENT_LANGUAGE] = language
        # Nothing private is in a shell: compressing it gives nothing away.
        response.enable_compression()
        return response
