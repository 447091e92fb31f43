"""Session descriptions (RFC 8866) as WebRTC uses them (RFC 8829): read, written, negotiated.

Pure: text in, dataclasses and text out. `description` holds the shapes, `reader` and
`writer` the text form, `negotiation` the decisions, `fragment` what WHIP and WHEP patch.
"""
