"""Is this camera's picture fit for a session?"""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.selftest.evidence import picture_evidence
from hardware.selftest.finding import Finding, Severity
from hardware.selftest.orientation import Orientation, compare
from hardware.selftest.picture_measures import Luma, PictureMeasures, measure
from hardware.selftest.thresholds import PICTURE, PictureThresholds


@dataclass(frozen=True, slots=True)
class Expected:
    """What the profile asks of the camera.

    ``reference`` is the luma picture taken at the installation, ``still_is_normal`` is for a
    capture of a screen.
    """

    rate_fps: float
    width: int
    height: int
    reference: Luma | None = None
    still_is_normal: bool = False


def check_picture(
    role: str,
    frames: Sequence[Luma],
    times_s: Sequence[float],
    expected: Expected,
    thresholds: PictureThresholds = PICTURE,
) -> tuple[Finding, ...]:
    """Every finding about some seconds of this camera's luma; three to ten seconds tell all.

    A black picture has no other fault worth telling; nor has a camera without pictures.
    """
    if len(frames) < 2:
        return (Finding("picture_none", Severity.FAULT, role),)
    measures = measure(frames, times_s, thresholds.frozen_difference)
    found = _brightness(role, measures, thresholds)
    black = any(finding.key == "picture_black" for finding in found)
    if not black:
        found += _detail(role, frames, measures, expected, thresholds)
    found += _rate(role, frames, measures, expected, thresholds)
    shown = picture_evidence(frames[len(frames) // 2])
    return tuple(Finding(one.key, one.severity, one.about, one.measured, shown) for one in found)


def _brightness(role: str, seen: PictureMeasures, than: PictureThresholds) -> list[Finding]:
    light = {"light": seen.mean, "of": 255.0}
    if seen.mean < than.black_mean and seen.brightest < than.black_brightest:
        return [Finding("picture_black", Severity.FAULT, role, light)]
    if seen.mean < than.dark_mean and seen.brightest < than.dark_brightest:
        return [Finding("picture_dark", Severity.WARNING, role, light)]
    if seen.white_share > than.bright_share:
        share = {"white_percent": 100 * seen.white_share}
        return [Finding("picture_bright", Severity.WARNING, role, share)]
    return []


def _detail(
    role: str,
    frames: Sequence[Luma],
    seen: PictureMeasures,
    expected: Expected,
    than: PictureThresholds,
) -> list[Finding]:
    found = []
    if seen.still_s >= than.frozen_s and not expected.still_is_normal:
        measured = {"still_s": seen.still_s}
        found.append(Finding("picture_frozen", Severity.FAULT, role, measured))
    if seen.edges >= than.edges_needed and seen.sharpness < than.blurred_sharpness:
        measured = {"sharpness": seen.sharpness, "needed": than.blurred_sharpness}
        found.append(Finding("picture_blurred", Severity.WARNING, role, measured))
    if expected.reference is not None:
        verdict = compare(frames[len(frames) // 2], expected.reference, than)
        if verdict is Orientation.UPSIDE_DOWN:
            found.append(Finding("picture_upside_down", Severity.FAULT, role))
        elif verdict is Orientation.OTHER:
            found.append(Finding("picture_moved", Severity.NOTE, role))
    return found


def _rate(
    role: str,
    frames: Sequence[Luma],
    seen: PictureMeasures,
    expected: Expected,
    than: PictureThresholds,
) -> list[Finding]:
    found = []
    stalled = seen.longest_gap_s > than.stalled_s
    if seen.rate_fps < than.few_share * expected.rate_fps or stalled:
        measured = {
            "rate_fps": seen.rate_fps,
            "wanted_fps": expected.rate_fps,
            "longest_gap_s": seen.longest_gap_s,
        }
        found.append(Finding("picture_few", Severity.WARNING, role, measured))
    height, width = frames[0].shape
    if (width, height) != (expected.width, expected.height):
        wanted = f"{expected.width} × {expected.height}"
        given = {"format": f"{width} × {height}", "wanted": wanted}
        found.append(Finding("picture_format", Severity.WARNING, role, given))
    return found
