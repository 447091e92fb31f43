import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.rtcp import TransportFeedback, parse_compound, serialize_compound
from media.rtcp.transport_cc import ArrivalLog

TICK_S = 250e-6
REFERENCE_S = 0.064
REFERENCE_WRAP_S = REFERENCE_S * (1 << 24)


def logged(arrivals: list[tuple[int, float]]) -> ArrivalLog:
    log = ArrivalLog()
    for sequence, arrival_s in arrivals:
        log.record(sequence, arrival_s)
    return log


def told(log: ArrivalLog) -> list[tuple[int, tuple[int | None, ...]]]:
    return [(m.base_sequence, m.arrivals) for m in log.take_feedback(1, 2)]


@pytest.mark.parametrize(
    ("arriving", "messages"),
    [
        ([], []),
        ([(7, 0.0)], [(7, (0,))]),
        ([(7, 0.001), (8, 0.002), (9, 0.003)], [(7, (4, 8, 12))]),
        ([(7, 0.001), (10, 0.002)], [(7, (4, None, None, 8))]),
        ([(65535, 0.001), (0, 0.002), (2, 0.003)], [(65535, (4, 8, None, 12))]),
        # Reordered: a step back in time.
        ([(7, 0.001), (9, 0.002), (8, 0.003)], [(7, (4, 12, 8))]),
        # Reordered before the first.
        ([(0, 0.001), (65535, 0.002)], [(65535, (8, 4))]),
        # Twice: the first counts.
        ([(7, 0.001), (7, 0.002), (8, 0.003), (7, 0.004)], [(7, (4, 12))]),
        # More than 8.19 s apart does not fit in 16 bits of ticks.
        ([(7, 0.0), (8, 9.0)], [(7, (0,)), (8, (160,))]),
        ([(7, 0.0), (10, 9.0)], [(7, (0,)), (8, (None, None, 160))]),
        ([(7, 0.0), (8, 8.0)], [(7, (0, 32000))]),
        # The sender starts anew: no 20000 losses.
        ([(7, 0.001), (20007, 0.002)], [(7, (4,)), (20007, (8,))]),
    ],
)
def test_one_feedback(
    arriving: list[tuple[int, float]], messages: list[tuple[int, tuple[int | None, ...]]]
) -> None:
    assert told(logged(arriving)) == messages


def test_a_packet_is_told_once_and_the_next_feedback_goes_on_from_there() -> None:
    log = logged([(7, 0.001), (8, 0.002)])
    assert told(log) == [(7, (4, 8))]
    assert told(log) == []
    log.record(8, 0.003)
    assert told(log) == []
    log.record(11, 0.004)
    assert told(log) == [(9, (None, None, 16))]


def test_a_late_packet_gets_a_message_of_its_own() -> None:
    log = logged([(10, 0.001), (16, 0.002)])
    assert told(log) == [(10, (4, None, None, None, None, None, 8))]
    for sequence in (14, 12, 13, 18):
        log.record(sequence, 0.003)
    # 11 and 15 have been told lost: they are not told again.
    assert told(log) == [(12, (12, 12, 12)), (17, (None, 12))]
    log.record(15, 0.004)
    log.record(19, 0.005)
    assert told(log) == [(15, (16,)), (19, (20,))]


def test_a_packet_older_than_the_window_is_not_told() -> None:
    log = logged([(0, 0.0)])
    for sequence in range(5, 9000):
        if sequence != 1 + 8192:
            log.record(sequence, 1.0)
    log.take_feedback(1, 2)
    log.record(1, 2.0)
    assert told(log) == []
    log.record(9001, 2.0)
    assert told(log) == [(9000, (None, 64))]


def test_a_late_packet_is_not_taken_for_one_a_window_before() -> None:
    log = logged([(5, 0.0), (8100, 0.0), (8200, 0.0)])
    log.take_feedback(1, 2)
    log.record(5 + 8192, 0.001)
    assert told(log) == [(5 + 8192, (4,))]


def test_messages_are_counted_and_carry_their_sources() -> None:
    log = ArrivalLog()
    counts = []
    for sequence in range(260):
        log.record(sequence, sequence / 100)
        (message,) = log.take_feedback(sender_ssrc=11, media_ssrc=22)
        assert (message.sender_ssrc, message.media_ssrc) == (11, 22)
        counts.append(message.feedback_count)
    assert counts == [*range(256), 0, 1, 2, 3]


def test_the_reference_time_wraps_after_twelve_days() -> None:
    (message,) = logged([(1, REFERENCE_WRAP_S + 0.065)]).take_feedback(1, 2)
    assert (message.reference_time_64ms, message.arrivals) == (1, (4,))


@pytest.mark.parametrize("step_s", [0.0, 0.001, 0.07, 1.0])
@pytest.mark.parametrize("kept_of_ten", [1, 5, 9, 10])
def test_no_message_outgrows_a_datagram(step_s: float, kept_of_ten: int) -> None:
    arriving = [(i, i * step_s) for i in range(8000) if i % 10 < kept_of_ten]
    messages = logged(arriving).take_feedback(1, 2)
    assert max(len(serialize_compound([message])) for message in messages) <= 1200
    assert sum(tick is not None for message in messages for tick in message.arrivals) == len(
        arriving
    )


@dataclass
class Network:
    """A seeded path: what arrives, as (index, arrival_s) in order of arrival."""

    seed: int
    loss: float
    jitter_s: float
    duplication: float
    start_s: float

    def carry(self, count: int) -> list[tuple[int, float]]:
        chance = random.Random(self.seed)
        arriving: list[tuple[int, float]] = []
        for index in range(count):
            if chance.random() < self.loss:
                continue
            sent_s = self.start_s + index * 0.002
            arriving.append((index, sent_s + chance.random() * self.jitter_s))
            if chance.random() < self.duplication:
                arriving.append((index, sent_s + self.jitter_s * (1 + chance.random())))
        return sorted(arriving, key=lambda arrival: arrival[1])


class Sender:
    """The other side's bookkeeping: what feedback says of each packet it sent."""

    def __init__(self, first_sequence: int) -> None:
        self.first_sequence = first_sequence
        self.arrived: dict[int, float] = {}
        self.lost: set[int] = set()

    def receive(self, data: bytes) -> None:
        (message,) = parse_compound(data)
        assert isinstance(message, TransportFeedback)
        for position, tick in enumerate(message.arrivals):
            index = (message.base_sequence + position - self.first_sequence) & 0xFFFF
            if tick is None:
                assert index not in self.arrived
                self.lost.add(index)
                continue
            assert index not in self.arrived, "told twice"
            self.arrived[index] = message.reference_time_64ms * REFERENCE_S + tick * TICK_S


networks = st.builds(
    Network,
    seed=st.integers(0, 1 << 32),
    loss=st.sampled_from([0.0, 0.02, 0.3, 0.95]),
    jitter_s=st.sampled_from([0.0, 0.01, 0.2]),
    duplication=st.sampled_from([0.0, 0.1]),
    start_s=st.floats(0, 1e6) | st.floats(REFERENCE_WRAP_S - 1, REFERENCE_WRAP_S),
)


@settings(max_examples=60, deadline=None)
@given(
    network=networks,
    first_sequence=st.integers(0, 0xFFFF) | st.integers(65000, 65535),
    packets_per_feedback=st.sampled_from([1, 7, 50, 1000]),
)
def test_arrivals_come_back_from_the_feedback(
    network: Network, first_sequence: int, packets_per_feedback: int
) -> None:
    arriving = network.carry(1500)
    log, sender = ArrivalLog(), Sender(first_sequence)
    first_arrivals: dict[int, float] = {}
    for count, (index, arrival_s) in enumerate(arriving, 1):
        first_arrivals.setdefault(index, arrival_s)
        log.record((first_sequence + index) & 0xFFFF, arrival_s)
        if count % packets_per_feedback == 0 or count == len(arriving):
            for message in log.take_feedback(1, 2):
                sender.receive(serialize_compound([message]))
    assert sender.arrived.keys() == first_arrivals.keys()
    for index, arrival_s in first_arrivals.items():
        error_s = (sender.arrived[index] - arrival_s + 1) % REFERENCE_WRAP_S - 1
        assert abs(error_s) <= TICK_S
    if arriving:
        told_of = range(arriving[0][0], max(first_arrivals) + 1)
        assert sender.lost >= set(told_of) - first_arrivals.keys()
