"""Offering tracks to a subscriber, over the whole life of its peer connection."""

from dataclasses import dataclass, replace

from media.errors import UnacceptableOffer
from media.sdp.description import MediaDescription, Origin, SessionDescription
from media.sdp.negotiation.canonical import CanonicalCodecs, CanonicalExtensions
from media.sdp.negotiation.codecs import NegotiatedCodec, choose_same_codec, section_codecs
from media.sdp.negotiation.extensions import received_extensions
from media.sdp.negotiation.sections import OUR_NAME
from media.sdp.negotiation.tracks import (
    OfferedTrack,
    SubscribedMedia,
    declare_sources,
    subscribed,
)
from media.sdp.negotiation.transport import (
    LocalTransport,
    RemoteTransport,
    remote_transport,
    write_transport,
)


@dataclass(frozen=True, slots=True)
class SubscribeAnswer:
    """The subscriber's transport, and each track of the offer it answered."""

    remote: RemoteTransport
    media: tuple[SubscribedMedia, ...]


@dataclass(slots=True)
class _Section:
    """One of our media sections. It outlives its track and then waits for another.

    `codec` and `extensions` are those last offered: an inactive section keeps them.
    `offered_track` is the track that the latest offer showed here. Once the subscriber
    has `rejected` a section it stays so; only its place can be used again.
    """

    mid: str
    kind: str
    track: OfferedTrack | None
    codec: NegotiatedCodec
    extensions: dict[int, str]
    offered_track: OfferedTrack | None = None
    rejected: bool = False

    @property
    def is_idle(self) -> bool:
        """Without a track, and the subscriber has been told so."""
        return self.track is None and self.offered_track is None


class SubscriptionSdp:
    """The media sections of one subscriber: they are never dropped, only reused."""

    def __init__(self, session_id: int) -> None:
        """`session_id` is any number (below 2**62) that names this session in `o=`."""
        self._origin = Origin(OUR_NAME, session_id, 0)
        self._sections: list[_Section] = []
        self._offered: tuple[_Section, ...] = ()
        self._next_mid = 0
        self._codecs = CanonicalCodecs()
        self._extensions = CanonicalExtensions()

    def add(self, track: OfferedTrack) -> str:
        """Give the track a section, an idle one of its kind if there is one; its mid.

        A section is idle once an offer has shown it inactive: a browser then tells the
        end of one track from the beginning of the next. Raises UnacceptableOffer when no
        payload type is left for yet another H.264 configuration.
        """
        codec = self._codecs.offered(track.codec, with_rtx=track.rtx_ssrc is not None)
        if codec is None:
            raise UnacceptableOffer("no payload type left")
        extensions = self._extensions.offered(track.extensions)
        for section in self._sections:
            if section.is_idle and not section.rejected and section.kind == track.kind:
                section.track, section.codec, section.extensions = track, codec, extensions
                return section.mid
        section = _Section(str(self._next_mid), track.kind, track, codec, extensions)
        self._next_mid += 1
        self._place(section)
        return section.mid

    def _place(self, section: _Section) -> None:
        """A new section takes the place of a rejected one or comes last (RFC 8829, 5.2.2)."""
        for index, present in enumerate(self._sections):
            if present.rejected and present.is_idle:
                self._sections[index] = section
                return
        self._sections.append(section)

    def remove(self, key: str) -> None:
        """Make the track's section inactive from the next offer on. Unknown: no effect."""
        for section in self._sections:
            if section.track is not None and section.track.key == key:
                section.track = None

    def offer(self, local: LocalTransport) -> SessionDescription:
        """The offer of all tracks as they stand now; each call raises the version."""
        self._origin = replace(self._origin, session_version=self._origin.session_version + 1)
        for section in self._sections:
            section.offered_track = section.track
        self._offered = tuple(replace(section) for section in self._sections)
        offer = SessionDescription(
            origin=self._origin,
            bundle=tuple(section.mid for section in self._sections if not section.rejected),
            ice_lite=True,
            extmap_allow_mixed=True,
            media=[_describe(section) for section in self._sections],
        )
        # Even over a connection with settled roles an offer says actpass (RFC 8842, 5.5).
        write_transport(offer, local, "actpass")
        return offer

    def accept(self, answer: SessionDescription) -> SubscribeAnswer:
        """Read the answer to the latest `offer`; what was added since then is not touched.

        A track the subscriber does not take is not `accepted`. Raises UnacceptableOffer
        for an answer that does not fit the offer.
        """
        mids = [media.mid for media in answer.media]
        if mids != [section.mid for section in self._offered]:
            raise UnacceptableOffer("the answer's sections are not those of the offer")
        remote = remote_transport(answer)
        if remote.setup == "actpass":
            raise UnacceptableOffer("an answer has to choose a DTLS role")
        for current, answered in zip(self._sections, answer.media, strict=False):
            if current.mid == answered.mid and answered.is_rejected:
                current.rejected = True
        pairs = zip(self._offered, answer.media, strict=True)
        media = (_accepted(section, answered) for section, answered in pairs)
        return SubscribeAnswer(remote, tuple(entry for entry in media if entry is not None))


def _describe(section: _Section) -> MediaDescription:
    is_sent = section.track is not None and not section.rejected
    media = MediaDescription(
        kind=section.kind,
        port=0 if section.rejected else 9,
        mid=section.mid,
        direction="sendonly" if is_sent else "inactive",
        codecs=section_codecs(section.codec),
        extensions=dict(section.extensions),
        rtcp_mux=True,
        rtcp_rsize=True,
    )
    if section.track is not None and is_sent:
        declare_sources(media, section.track)
    return media


def _accepted(section: _Section, answered: MediaDescription) -> SubscribedMedia | None:
    track = section.track
    if track is None:
        return None
    codec = choose_same_codec(section.codec, answered)
    willing = not answered.is_rejected and answered.direction in ("recvonly", "sendrecv")
    if codec is None or not willing:
        refused = subscribed(track, section.mid, section.codec, {})
        return replace(refused, accepted=False, feedback=())
    return subscribed(track, section.mid, codec, received_extensions(answered))
