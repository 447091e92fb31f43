"""Offer and answer (RFC 3264, RFC 8829) as a forwarding unit needs them.

Publishing: `answer_publish`. Subscribing, where we offer: `SubscriptionSdp`. Playing by
WHEP, where the player offers: `answer_play`.
"""

from media.sdp.negotiation.codecs import NegotiatedCodec
from media.sdp.negotiation.play import PlayAnswer, answer_play
from media.sdp.negotiation.publish import PublishAnswer, PublishedMedia, answer_publish
from media.sdp.negotiation.subscribe import SubscribeAnswer, SubscriptionSdp
from media.sdp.negotiation.tracks import OfferedTrack, SubscribedMedia
from media.sdp.negotiation.transport import LocalTransport, RemoteTransport, ice_restart_offered

__all__ = [
    "LocalTransport",
    "NegotiatedCodec",
    "OfferedTrack",
    "PlayAnswer",
    "PublishAnswer",
    "PublishedMedia",
    "RemoteTransport",
    "SubscribeAnswer",
    "SubscribedMedia",
    "SubscriptionSdp",
    "answer_play",
    "answer_publish",
    "ice_restart_offered",
]
