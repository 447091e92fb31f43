"""The print sheet, read back: its markers are found, each at its size and in its place."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.table_view.markers import NUMBERS, MarkerFinder
from hardware.table_view.sheet import MARKER_MM, PAGE_MM, sheet_pdf, sheet_svg

DOTS_PER_MM = 6
WIDTH, HEIGHT = (round(size * DOTS_PER_MM) for size in PAGE_MM)


def check_markers(page: NDArray[np.uint8], dots_per_mm: float) -> None:
    found = MarkerFinder().search(page)
    assert set(found) == set(NUMBERS)
    for square in found.values():
        side = np.linalg.norm(square[1] - square[0]) / dots_per_mm
        assert side == pytest.approx(MARKER_MM, abs=0.5)
    centres = {number: square.mean(axis=0) for number, square in found.items()}
    assert centres[0][0] < centres[1][0]
    assert centres[0][1] < centres[3][1]
    assert centres[2][0] > centres[3][0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_svg_page(language: str) -> None:
    root = ElementTree.fromstring(sheet_svg(language))
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        if box.get("fill") != "#000":
            continue
        x, y, w, h = (float(box.get(k, "0")) * DOTS_PER_MM for k in ("x", "y", "width", "height"))
        page[round(y) : round(y + h), round(x) : round(x + w)] = 0
    check_markers(page, DOTS_PER_MM)


def test_the_pdf_page_drawn_from_its_own_boxes() -> None:
    text = sheet_pdf("fr").decode("cp1252")
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    scale = DOTS_PER_MM * 25.4 / 72
    for box in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", text):
        x, bottom, w, h = (float(value) * scale for value in box)
        top = HEIGHT - bottom - h
        page[round(top) : round(top + h), round(x) : round(x + w)] = 0
    check_markers(page, DOTS_PER_MM)


def test_the_pdfs_table_of_objects_is_exact() -> None:
    pdf = sheet_pdf("en")
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert pdf[table:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(pdf[table:].split(b"\n")[3:8], start=1):
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)


@pytest.mark.skipif(not shutil.which("gs"), reason="Ghostscript is not installed")
def test_another_program_draws_the_pdf(tmp_path: Path) -> None:
    source, drawn = tmp_path / "sheet.pdf", tmp_path / "sheet.png"
    source.write_bytes(sheet_pdf("fr"))
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pnggray", "-r150"]
    subprocess.run([*command, f"-sOutputFile={drawn}", str(source)], check=True, timeout=60)
    page = cv2.imread(str(drawn), cv2.IMREAD_GRAYSCALE)
    assert page is not None
    check_markers(np.asarray(page, np.uint8), 150 / 25.4)
