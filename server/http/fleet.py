"""The rooms' kits within the application: their routes, and who watches over them."""

from __future__ import annotations

from aiohttp import web

from server.http.access import Route
from server.http.faults_api import FaultsApi
from server.http.kit_acts_api import KitActsApi
from server.http.kit_pictures_api import KitPicturesApi
from server.http.kit_releases_api import KitReleasesApi
from server.http.kit_updates_api import KitUpdatesApi
from server.http.kit_view import in_session
from server.http.kits_api import KitsApi
from server.kits.alerts.sender import AlertSender
from server.kits.updating.sending import Updates
from server.kits.watch import KitWatch
from server.live.registry import LiveRooms
from server.mail import mail_server
from server.services import CLOCK, DATABASE, KITS, SETTINGS, SHELF, WALL_CLOCK
from server.settings import Settings


def fleet_routes(app: web.Application, rooms: LiveRooms) -> list[Route]:
    """Adds the watch to `app`, whose database comes before; the routes of the fleet page, and of
    the sheet in the room."""

    def busy(slug: str) -> bool:
        return in_session(rooms.find(slug))

    watch = KitWatch(
        app[DATABASE],
        app[KITS],
        busy,
        alert_sender(app[SETTINGS]),
        Updates(app[KITS], busy, lambda: [offer.version for offer in app[SHELF].versions()]),
        app[CLOCK],
        app[WALL_CLOCK],
    )
    app.cleanup_ctx.append(watch.context)
    return [
        *KitsApi(rooms).routes(),
        *KitActsApi(rooms).routes(),
        *KitPicturesApi(rooms).routes(),
        *KitUpdatesApi().routes(),
        *KitReleasesApi().routes(),
        *FaultsApi().routes(),
    ]


def alert_sender(settings: Settings) -> AlertSender:
    """What the settings say of alerts; without a server or a webhook nobody is told."""
    address = f"{settings.base_address}/technique"
    return AlertSender(mail_server(settings), settings.alert_webhook, address)
