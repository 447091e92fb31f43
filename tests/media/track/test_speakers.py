"""Who is said to speak."""

from media.track.speakers import SpeakerDetector


def hear(detector: SpeakerDetector, track: str, level: int, start: float, end: float) -> None:
    for step in range(round(start * 50), round(end * 50)):
        detector.hear(track, level, step / 50)


def test_a_voice_is_heard_after_a_tenth_of_a_second_and_kept_through_a_pause() -> None:
    detector = SpeakerDetector()
    hear(detector, "a", -30, 0.0, 0.08)
    assert detector.speaking(0.08) == []
    hear(detector, "a", -30, 0.08, 1.0)
    assert detector.speaking(1.0) == ["a"]
    hear(detector, "a", -90, 1.0, 1.6)
    assert detector.speaking(1.6) == ["a"]
    hear(detector, "a", -90, 1.6, 2.0)
    assert detector.speaking(2.0) == []


def test_a_cup_put_down_is_not_a_word() -> None:
    detector = SpeakerDetector()
    for second in range(5):
        detector.hear("a", -10, second)
        detector.hear("a", -100, second + 0.02)
    assert detector.speaking(4.1) == []


def test_the_loudest_comes_first() -> None:
    detector = SpeakerDetector()
    for step in range(100):
        detector.hear("soft", -40, step / 50)
        detector.hear("loud", -20, step / 50)
    assert detector.speaking(2.0) == ["loud", "soft"]
    detector.forget("loud")
    assert detector.speaking(2.0) == ["soft"]


def test_a_stream_that_stopped_is_silent() -> None:
    detector = SpeakerDetector()
    hear(detector, "a", -20, 0.0, 1.0)
    assert -30 < detector.level_dbov("a", 1.0) < -15
    assert detector.level_dbov("a", 3.0) == -127
    assert detector.level_dbov("nobody", 1.0) == -127
