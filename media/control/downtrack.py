"""A track on its way to one subscriber."""

from __future__ import annotations

from dataclasses import dataclass

from media.control.track import Track
from media.plane.interface import RouteSpec
from media.rtp.extensions import ABS_SEND_TIME, TRANSPORT_CC
from media.sdp.negotiation import SubscribedMedia

MAX_ONE_BYTE_ID = 14
"""Of a header extension in the short form (RFC 8285, section 4.2)."""


@dataclass(slots=True)
class Downtrack:
    """As it was offered; with a route from the answer on, that carries what is `selected`."""

    track: Track
    ssrc: int
    rtx_ssrc: int | None
    mid: str
    route_id: int | None = None
    selected: int | None = None
    rests_until: float = 0.0
    """Nothing is to be selected before."""
    is_numbered: bool = False
    """Whether its packets may have transport-wide numbers."""

    def route(self, media: SubscribedMedia, route_id: int, peer_id: int) -> RouteSpec:
        """The route for what was agreed on."""
        track, number_id = self.track, _number_id(media)
        self.route_id, self.is_numbered = route_id, number_id is not None
        has_send_time = ABS_SEND_TIME in media.extension_ids
        return RouteSpec(
            route_id=route_id,
            peer_id=peer_id,
            ssrc=self.ssrc,
            payload_type=media.payload_type,
            rtx_ssrc=self.rtx_ssrc if media.rtx_payload_type is not None else None,
            rtx_payload_type=media.rtx_payload_type,
            extensions=track.extension_map(media.extension_ids),
            abs_send_time=track.extension_id(ABS_SEND_TIME) if has_send_time else None,
            transport_cc=number_id,
        )


def _number_id(media: SubscribedMedia) -> int | None:
    """The extension id of the transport-wide number on a downtrack's packets, None for none.

    A receiver that asks for packets again without a repair stream gets the same once more, under
    the same nonce: these can have no number of their own.
    """
    repaired_in_place = media.rtx_payload_type is None and "nack" in media.feedback
    number_id = media.extension_ids.get(TRANSPORT_CC)
    if "transport-cc" not in media.feedback or repaired_in_place:
        return None
    return number_id if number_id is not None and number_id <= MAX_ONE_BYTE_ID else None
