"""The ICE-lite agent: who is answered, who is nominated, and what a stranger gets (nothing)."""

import re
from dataclasses import replace

import pytest
from aioice import stun as oracle
from hypothesis import given
from hypothesis import strategies as st

from media.ice.lite import IceCredentials, IceLite, StunVerdict, build_binding_request
from media.ice.stun import StunClass, StunMessage, parse_stun, serialize_stun

SOURCE = ("198.51.100.7", 50123)
SILENCE = StunVerdict(response=None, authenticated=False, nominated=False)
TRANSACTION = b"transaction1"


def check(
    credentials: IceCredentials, *, controlling: bool = True, nominate: bool = False
) -> bytes:
    return build_binding_request(
        local_ufrag="peer",
        remote=credentials,
        priority=0x6E7F1EFF,
        tie_breaker=7,
        controlling=controlling,
        nominate=nominate,
        transaction_id=TRANSACTION,
    )


@pytest.fixture
def agent() -> IceLite:
    return IceLite(IceCredentials.generate())


def test_credentials_follow_rfc_8839_and_are_not_repeated() -> None:
    drawn = {IceCredentials.generate() for _ in range(100)}
    assert len(drawn) == 100
    for credentials in drawn:
        assert re.fullmatch(r"[A-Za-z0-9+/]{8,256}", credentials.ufrag)
        assert re.fullmatch(r"[A-Za-z0-9+/]{24,256}", credentials.password)


@pytest.mark.parametrize("source", [SOURCE, ("2001:db8::7", 50123)])
def test_a_check_is_answered_with_the_address_it_came_from(
    agent: IceLite, source: tuple[str, int]
) -> None:
    verdict = agent.answer(check(agent.credentials), source)
    assert verdict.authenticated
    assert not verdict.nominated
    assert verdict.response is not None
    response = oracle.parse_message(verdict.response)
    assert response.message_class == oracle.Class.RESPONSE
    assert response.transaction_id == TRANSACTION
    assert response.attributes["XOR-MAPPED-ADDRESS"] == source
    assert response.check_message_integrity(agent.credentials.password.encode())
    assert "FINGERPRINT" in response.attributes


def test_use_candidate_nominates(agent: IceLite) -> None:
    assert agent.answer(check(agent.credentials, nominate=True), SOURCE).nominated


def test_a_check_from_aioice_is_answered(agent: IceLite) -> None:
    request = oracle.Message(oracle.Method.BINDING, oracle.Class.REQUEST)
    request.attributes["USERNAME"] = f"{agent.credentials.ufrag}:peer"
    request.attributes["PRIORITY"] = 1
    request.attributes["ICE-CONTROLLING"] = 1
    request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(agent.credentials.password.encode())
    verdict = agent.answer(bytes(request), SOURCE)
    assert (verdict.authenticated, verdict.nominated) == (True, True)


def test_a_stranger_gets_nothing_at_all(agent: IceLite) -> None:
    ours = agent.credentials
    request = StunMessage(StunClass.REQUEST, TRANSACTION, username=f"{ours.ufrag}:peer")
    strangers = {
        "wrong password": check(replace(ours, password="x" * 24)),
        "unknown fragment": check(replace(ours, ufrag="somebody")),
        "no integrity": serialize_stun(request),
        "no fingerprint": _without_fingerprint(serialize_stun(request, ours.password)),
        "no username": serialize_stun(replace(request, username=None), ours.password),
        "username without colon": serialize_stun(
            replace(request, username=ours.ufrag), ours.password
        ),
        "a response": serialize_stun(
            replace(request, message_class=StunClass.RESPONSE), ours.password
        ),
        "an indication": serialize_stun(
            replace(request, message_class=StunClass.INDICATION), ours.password
        ),
        "TURN Allocate": serialize_stun(replace(request, method=3), ours.password),
        "empty": b"",
        "a damaged check": check(ours)[:-1] + b"\x00",
    }
    answers = {what: agent.answer(datagram, SOURCE) for what, datagram in strangers.items()}
    assert answers == dict.fromkeys(strangers, SILENCE)


def test_a_peer_that_also_wants_to_be_controlled_is_told(agent: IceLite) -> None:
    verdict = agent.answer(check(agent.credentials, controlling=False, nominate=True), SOURCE)
    assert (verdict.authenticated, verdict.nominated) == (True, False)
    assert verdict.response is not None
    response = oracle.parse_message(verdict.response)
    assert response.message_class == oracle.Class.ERROR
    assert response.attributes["ERROR-CODE"][0] == 487
    assert response.check_message_integrity(agent.credentials.password.encode())


def test_an_unknown_required_attribute_is_named_in_a_420(agent: IceLite) -> None:
    ours = agent.credentials
    unknown = b"\x7a\xbc\x00\x00"
    plain = serialize_stun(
        StunMessage(StunClass.REQUEST, TRANSACTION, username=f"{ours.ufrag}:peer")
    )
    body = plain[20:-8] + unknown
    request = oracle.Message(oracle.Method.BINDING, oracle.Class.REQUEST, TRANSACTION)
    covered = bytes(request)[:2] + (len(body) + 24).to_bytes(2, "big") + plain[4:20] + body
    signed = covered + b"\x00\x08\x00\x14"
    signed += oracle.message_integrity(covered, ours.password.encode())
    with_room = signed[:2] + (len(signed) - 12).to_bytes(2, "big") + signed[4:]
    fingerprint = oracle.message_fingerprint(signed).to_bytes(4, "big")
    verdict = agent.answer(with_room + b"\x80\x28\x00\x04" + fingerprint, SOURCE)
    assert verdict.response is not None
    response = parse_stun(verdict.response)
    assert response.error is not None
    assert response.error[0] == 420
    assert response.unknown_required == (0x7ABC,)
    assert not verdict.nominated


def test_a_restart_keeps_the_old_credentials_until_the_new_are_used(agent: IceLite) -> None:
    old = agent.credentials
    new = agent.restart()
    assert new != old
    assert agent.credentials == new
    assert agent.answer(check(old), SOURCE).authenticated
    assert agent.answer(check(replace(new, password="x" * 24)), SOURCE) == SILENCE
    assert agent.answer(check(old), SOURCE).authenticated, "a stranger ends nothing"
    assert agent.answer(check(new), SOURCE).authenticated
    assert agent.answer(check(old), SOURCE) == SILENCE


def test_answers_are_signed_with_the_password_of_the_check(agent: IceLite) -> None:
    old = agent.credentials
    agent.restart()
    response = agent.answer(check(old), SOURCE).response
    assert response is not None
    assert parse_stun(response).verify(old.password)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_met_with_silence(datagram: bytes) -> None:
    assert IceLite(IceCredentials("localfrag", "p" * 24)).answer(datagram, SOURCE) == SILENCE


def _without_fingerprint(datagram: bytes) -> bytes:
    cut = datagram[:-8]
    return cut[:2] + (len(cut) - 20).to_bytes(2, "big") + cut[4:]
