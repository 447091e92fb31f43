"""Options and reports common to every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine's other work than of ours. Where every run must
# say the same of the same code, the examples are the same too; elsewhere new ones are tried.
settings.register_profile(
    "shared machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("shared machine")

SKIPPED_CLIENT_TESTS = pytest.StashKey[list[str]]()
CLIENT_MARKERS = ("browser", "independent")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-clients",
        action="store_true",
        help="fail when a test with a real browser, or another client not ours, was skipped",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED_CLIENT_TESTS] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and any(map(item.get_closest_marker, CLIENT_MARKERS)):
        item.config.stash[SKIPPED_CLIENT_TESTS].append(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    skipped = session.config.stash[SKIPPED_CLIENT_TESTS]
    if skipped and session.config.getoption("--require-clients"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.config.stash[SKIPPED_CLIENT_TESTS]
    if not skipped:
        return
    terminalreporter.section(
        "TESTS WITH REAL BROWSERS OR CLIENTS WERE SKIPPED", sep="!", red=True, bold=True
    )
    for nodeid in skipped:
        terminalreporter.line(f"  {nodeid}")
    missing = [name for name in ("chromium", "firefox-esr") if shutil.which(name) is None]
    if missing:
        terminalreporter.line(f"Missing here: {', '.join(missing)} (apt-get install ...)")
    if terminalreporter.config.getoption("--require-clients"):
        terminalreporter.line("--require-clients was asked for: this run counts as failed.")
