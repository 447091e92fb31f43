"""SessionDescription to text, with CRLF line ends."""

from collections.abc import Iterator

from media.sdp.candidate import format_candidate
from media.sdp.description import Codec, MediaDescription, SessionDescription
from media.sdp.lines import join_lines


def write_sdp(description: SessionDescription) -> str:
    """Write a description. Raises MalformedSdp if a value would break out of its line."""
    return join_lines(_description_lines(description))


def _description_lines(description: SessionDescription) -> Iterator[str]:
    origin = description.origin
    yield "v=0"
    yield (f"o={origin.username} {origin.session_id} {origin.session_version} {origin.address}")
    yield f"s={description.name}"
    yield "t=0 0"
    if description.ice_lite:
        yield "a=ice-lite"
    if description.bundle:
        yield f"a=group:BUNDLE {' '.join(description.bundle)}"
    if description.extmap_allow_mixed:
        yield "a=extmap-allow-mixed"
    for attribute in description.attributes:
        yield f"a={attribute}"
    for media in description.media:
        yield from _media_lines(media)


def _media_lines(media: MediaDescription) -> Iterator[str]:
    formats = media.formats or tuple(str(codec.payload_type) for codec in media.codecs)
    yield f"m={' '.join((media.kind, str(media.port), media.protocol, *formats))}"
    yield f"c={media.connection}"
    yield from _transport_lines(media)
    if media.mid:
        yield f"a=mid:{media.mid}"
    if media.bundle_only:
        yield "a=bundle-only"
    for extension_id, uri in media.extensions.items():
        direction = media.extension_directions.get(extension_id)
        yield f"a=extmap:{extension_id}{f'/{direction}' if direction else ''} {uri}"
    yield f"a={media.direction}"
    if media.msid is not None:
        yield f"a=msid:{media.msid.stream_id} {media.msid.track_id}".rstrip()
    if media.rtcp_mux:
        yield "a=rtcp-mux"
    if media.rtcp_rsize:
        yield "a=rtcp-rsize"
    for codec in media.codecs:
        yield from _codec_lines(codec)
    yield from _source_lines(media)
    for attribute in media.attributes:
        yield f"a={attribute}"


def _transport_lines(media: MediaDescription) -> Iterator[str]:
    for candidate in media.candidates:
        yield f"a=candidate:{format_candidate(candidate)}"
    if media.end_of_candidates:
        yield "a=end-of-candidates"
    if media.ufrag is not None:
        yield f"a=ice-ufrag:{media.ufrag}"
    if media.password is not None:
        yield f"a=ice-pwd:{media.password}"
    if media.ice_options:
        yield f"a=ice-options:{' '.join(media.ice_options)}"
    for fingerprint in media.fingerprints:
        yield f"a=fingerprint:{fingerprint}"
    if media.setup is not None:
        yield f"a=setup:{media.setup}"


def _codec_lines(codec: Codec) -> Iterator[str]:
    if codec.name:
        channels = f"/{codec.channels}" if codec.channels != 1 else ""
        yield f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_rate}{channels}"
    for feedback in codec.feedback:
        yield f"a=rtcp-fb:{codec.payload_type} {feedback}"
    if codec.fmtp:
        yield f"a=fmtp:{codec.payload_type} {codec.fmtp}"


def _source_lines(media: MediaDescription) -> Iterator[str]:
    for group in media.ssrc_groups:
        yield f"a=ssrc-group:{' '.join((group.semantics, *map(str, group.ssrcs)))}"
    for ssrc, attributes in media.ssrcs.items():
        for name, value in attributes.items():
            yield f"a=ssrc:{ssrc} {name}:{value}" if value else f"a=ssrc:{ssrc} {name}"
    for rid in media.rids:
        yield f"a=rid:{rid.id} {rid.direction} {rid.restrictions}".rstrip()
    yield from _simulcast_line(media)


def _simulcast_line(media: MediaDescription) -> Iterator[str]:
    lists = []
    for direction, rids in (("send", media.simulcast_send), ("recv", media.simulcast_recv)):
        signed = (f"~{rid}" if rid in media.simulcast_paused else rid for rid in rids)
        if rids:
            lists.append(f"{direction} {';'.join(signed)}")
    if lists:
        yield f"a=simulcast:{' '.join(lists)}"
