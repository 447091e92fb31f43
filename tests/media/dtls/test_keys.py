"""The cut of exported keying material (RFC 5764 section 4.2)."""

import pytest

from media.dtls.keys import SrtpKeys, exported_bytes, split_keys

CLIENT_KEY, SERVER_KEY = b"c" * 16, b"s" * 16


@pytest.mark.parametrize(
    ("openssl_name", "name", "salt_bytes"),
    [
        (b"SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM", 12),
        (b"SRTP_AES128_CM_SHA1_80", "AES_CM_128_HMAC_SHA1_80", 14),
    ],
)
def test_keys_come_before_salts_and_the_client_before_the_server(
    openssl_name: bytes, name: str, salt_bytes: int
) -> None:
    client_salt, server_salt = b"C" * salt_bytes, b"S" * salt_bytes
    material = CLIENT_KEY + SERVER_KEY + client_salt + server_salt
    assert exported_bytes(openssl_name) == len(material)
    client = SrtpKeys(name, CLIENT_KEY, client_salt, SERVER_KEY, server_salt)
    server = SrtpKeys(name, SERVER_KEY, server_salt, CLIENT_KEY, client_salt)
    assert split_keys(openssl_name, material, is_client=True) == client
    assert split_keys(openssl_name, material, is_client=False) == server


def test_keys_do_not_show_in_logs() -> None:
    shown = repr(SrtpKeys("AEAD_AES_128_GCM", CLIENT_KEY, b"salt", SERVER_KEY, b"salt"))
    assert shown == "SrtpKeys(profile='AEAD_AES_128_GCM')"
