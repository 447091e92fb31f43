"""Options and reports common to every test."""

from __future__ import annotations

import shutil

import pytest

SKIPPED_BROWSER_TESTS = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-browsers",
        action="store_true",
        help="fail when a test that drives a real browser was skipped",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED_BROWSER_TESTS] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> pytest.TestReport:
    report: pytest.TestReport = yield
    if report.skipped and item.get_closest_marker("browser"):
        item.config.stash[SKIPPED_BROWSER_TESTS].append(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    skipped = session.config.stash[SKIPPED_BROWSER_TESTS]
    if skipped and session.config.getoption("--require-browsers"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.config.stash[SKIPPED_BROWSER_TESTS]
    if not skipped:
        return
    terminalreporter.section("BROWSER TESTS WERE SKIPPED", sep="!", red=True, bold=True)
    for nodeid in skipped:
        terminalreporter.line(f"  {nodeid}")
    missing = [name for name in ("chromium", "firefox-esr") if shutil.which(name) is None]
    if missing:
        terminalreporter.line(f"Missing here: {', '.join(missing)} (apt-get install ...)")
    if terminalreporter.config.getoption("--require-browsers"):
        terminalreporter.line("--require-browsers was asked for: this run counts as failed.")
