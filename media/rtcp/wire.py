"""Numbers and layouts that the RTCP parser and the writer share."""

import struct

SENDER_REPORT = 200
RECEIVER_REPORT = 201
SOURCE_DESCRIPTION = 202
GOODBYE = 203
TRANSPORT_LAYER_FEEDBACK = 205
PAYLOAD_SPECIFIC_FEEDBACK = 206

NACK_FORMAT = 1
TRANSPORT_CC_FORMAT = 15
PICTURE_LOSS_FORMAT = 1
FULL_INTRA_REQUEST_FORMAT = 4
APPLICATION_LAYER_FORMAT = 15

CNAME_ITEM = 1
REMB_IDENTIFIER = b"REMB"

PACKET_HEAD = struct.Struct("!BBH")
SSRC = struct.Struct("!I")
SENDER_INFO = struct.Struct("!IQIII")
"""ssrc, NTP time, RTP timestamp, packets, octets"""
REPORT_BLOCK = struct.Struct("!IIIIII")
"""ssrc, fraction lost (8 bits) and packets lost (24), highest, jitter, LSR, DLSR"""
FEEDBACK_HEAD = struct.Struct("!II")
"""sender ssrc, media ssrc"""
NACK_ITEM = struct.Struct("!HH")
FULL_INTRA_ITEM = struct.Struct("!IB3x")
