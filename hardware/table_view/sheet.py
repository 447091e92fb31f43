"""The sheet to print: four markers to cut out and tape to the table's corners (A4; SVG, PDF)."""

from collections.abc import Iterator

import cv2

from hardware.table_view.markers import DICTIONARY, NUMBERS

PAGE_MM = (210.0, 297.0)
MARKER_MM = 70.0
# White around a marker is part of it: without it a dark table swallows its edge.
QUIET_MM = 10.0
_PLACES_MM = ((25.0, 40.0), (115.0, 40.0), (115.0, 155.0), (25.0, 155.0))
_LABELS = {
    "fr": ("en haut à gauche", "en haut à droite", "en bas à droite", "en bas à gauche"),
    "en": ("top left", "top right", "bottom right", "bottom left"),
}
_TITLES = {
    "fr": "Repères de la table, à découper et à coller aux quatre coins, vus de votre place",
    "en": "Marks for the table: cut out and tape to the four corners, seen from your seat",
}
_POINTS_PER_MM = 72 / 25.4
Box = tuple[float, float, float, float]


def sheet_svg(language: str = "fr") -> str:
    """The page as SVG, in millimetres."""
    width, height = PAGE_MM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="15" y="22" font-family="sans-serif" font-size="4.2">{_TITLES[language]}</text>',
    ]
    for number, (left, top) in zip(NUMBERS, _PLACES_MM, strict=True):
        side = MARKER_MM + 2 * QUIET_MM
        parts.append(
            f'<rect x="{left - QUIET_MM}" y="{top - QUIET_MM}" width="{side}" height="{side}"'
            ' fill="none" stroke="#999" stroke-width="0.2" stroke-dasharray="2 2"/>'
        )
        parts += [
            f'<rect x="{x:.3f}" y="{y:.3f}" width="{w:.3f}" height="{h:.3f}" fill="#000"/>'
            for x, y, w, h in black_boxes(number, left, top)
        ]
        parts.append(
            f'<text x="{left}" y="{top + MARKER_MM + QUIET_MM + 6}" font-family="sans-serif"'
            f' font-size="4.5">{number + 1} : {_LABELS[language][number]}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def sheet_pdf(language: str = "fr") -> bytes:
    """The page as PDF 1.4 (ISO 32000-1), one page, Helvetica; written here, needs no library."""
    content = "\n".join(_pdf_marks(language)).encode("cp1252")
    width, height = (size * _POINTS_PER_MM for size in PAGE_MM)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _pdf_file(objects)


def black_boxes(number: int, left_mm: float, top_mm: float) -> Iterator[Box]:
    """The marker's black runs: x, y, width, height in millimetres from the page's top left."""
    cells = DICTIONARY.markerSize + 2
    bits = cv2.aruco.generateImageMarker(DICTIONARY, number, cells)
    cell = MARKER_MM / cells
    for row, line in enumerate(bits):
        column = 0
        while column < cells:
            if line[column]:
                column += 1
                continue
            start = column
            while column < cells and not line[column]:
                column += 1
            yield (left_mm + start * cell, top_mm + row * cell, (column - start) * cell, cell)


def _pdf_marks(language: str) -> Iterator[str]:
    yield _pdf_text(15, 22, 12, _TITLES[language])
    for number, (left, top) in zip(NUMBERS, _PLACES_MM, strict=True):
        side = MARKER_MM + 2 * QUIET_MM
        frame = _pdf_box(left - QUIET_MM, top - QUIET_MM, side, side)
        yield f"0.6 G 0.5 w [4 4] 0 d {frame} S"
        # A hair more than its height: rows must not show a white line between them.
        yield "0 g"
        for x, y, w, h in black_boxes(number, left, top):
            yield f"{_pdf_box(x, y, w, h + 0.02)} f"
        label = f"{number + 1} : {_LABELS[language][number]}"
        yield _pdf_text(left, top + MARKER_MM + QUIET_MM + 6, 13, label)


def _pdf_box(x: float, y: float, width: float, height: float) -> str:
    """PDF counts from the page's bottom, in points."""
    bottom = PAGE_MM[1] - y - height
    sizes = (x, bottom, width, height)
    return " ".join(f"{size * _POINTS_PER_MM:.3f}" for size in sizes) + " re"


def _pdf_text(x: float, y: float, points: float, text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    across, up = x * _POINTS_PER_MM, (PAGE_MM[1] - y) * _POINTS_PER_MM
    return f"0 g BT /F1 {points} Tf {across:.2f} {up:.2f} Td ({escaped}) Tj ET"


def _pdf_file(objects: list[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        file += b"%010d 00000 n \n" % offset
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(file)
