"""Files of the page: right types, ETag (RFC 9110 section 8.8.3), compressed once and kept.

Scripts and style sheets travel without their comments.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

import brotli  # type: ignore[import-untyped]
from aiohttp import hdrs, web

from server.http.access import Route, public
from server.http.served_content import content_of

Encoding = Literal["br", "gzip", "identity"]

#: Only these kinds are served, whatever else lies in the folders.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_ALREADY_COMPRESSED = frozenset({".png", ".jpg", ".woff2"})
_COMPRESS_FROM_BYTES = 256


@dataclass(slots=True)
class _File:
    """One version of a file, with the encodings that were asked for so far."""

    version: tuple[int, int]
    etag: str
    bodies: dict[Encoding, bytes] = field(default_factory=dict)


class StaticFiles:
    """`folders`: prefix of the path ("" for the rest) to the folder that holds what follows it."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = {prefix: folder.resolve() for prefix, folder in folders.items()}
        self._files: dict[Path, _File] = {}

    def routes(self) -> list[Route]:
        """GET /static/…"""
        return [Route("GET", "/static/{path:.+}", self.serve, public)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The file, or 304 when the browser has it, or 404 whatever the reason."""
        path = self.find(request.match_info["path"])
        if path is None:
            raise web.HTTPNotFound
        encoding = _chosen_encoding(request.headers.get(hdrs.ACCEPT_ENCODING, ""), path)
        file, body = await asyncio.to_thread(self._load, path, encoding)
        etag = f'"{file.etag}-{encoding}"'
        headers = {
            hdrs.ETAG: etag,
            # Asked again each time, answered by 304: a new version is never mixed with an old one.
            hdrs.CACHE_CONTROL: "no-cache",
            hdrs.VARY: hdrs.ACCEPT_ENCODING,
        }
        if etag in _etags(request.headers.get(hdrs.IF_NONE_MATCH, "")):
            return web.Response(status=304, headers=headers)
        headers[hdrs.CONTENT_TYPE] = CONTENT_TYPES[path.suffix]
        if encoding != "identity":
            headers[hdrs.CONTENT_ENCODING] = encoding
        return web.Response(body=body, headers=headers)

    def find(self, relative: str) -> Path | None:
        """The file of a path below /static/, None when there is none to be served."""
        parts = PurePosixPath(relative).parts
        if "\\" in relative or "\0" in relative or any(part.startswith(".") for part in parts):
            return None
        prefix = parts[0] if parts and parts[0] in self._folders else ""
        folder = self._folders.get(prefix)
        if folder is None or PurePosixPath(relative).is_absolute():
            return None
        try:
            # Resolved before it is compared: a link may lead outside.
            path = folder.joinpath(*parts[1 if prefix else 0 :]).resolve()
            served = path.is_relative_to(folder) and path.suffix in CONTENT_TYPES and path.is_file()
        except OSError:  # a name too long for any file, a circle of links
            return None
        return path if served else None

    def _load(self, path: Path, encoding: Encoding) -> tuple[_File, bytes]:
        status = path.stat()
        version = (status.st_mtime_ns, status.st_size)
        file = self._files.get(path)
        if file is None or file.version != version:
            plain = content_of(path)
            file = _File(version, hashlib.sha256(plain).hexdigest()[:16], {"identity": plain})
            self._files[path] = file
        if encoding not in file.bodies:
            file.bodies[encoding] = _encode(file.bodies["identity"], encoding)
        return file, file.bodies[encoding]


def _encode(plain: bytes, encoding: Encoding) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(plain, quality=9))
    # No time stamp inside: the same file gives the same bytes.
    return gzip.compress(plain, compresslevel=9, mtime=0)


def _chosen_encoding(accepted: str, path: Path) -> Encoding:
    if path.suffix in _ALREADY_COMPRESSED or path.stat().st_size < _COMPRESS_FROM_BYTES:
        return "identity"
    weights = dict(_weight(item) for item in accepted.lower().split(","))
    if weights.get("br", 0.0) > 0:
        return "br"
    if weights.get("gzip", 0.0) > 0:
        return "gzip"
    return "identity"


def _weight(item: str) -> tuple[str, float]:
    """One element of Accept-Encoding (RFC 9110 section 12.5.3): its name and quality."""
    name, _, parameter = item.partition(";")
    try:
        quality = float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        quality = 0.0
    return name.strip(), quality


def _etags(header: str) -> set[str]:
    return {item.strip().removeprefix("W/") for item in header.split(",")}
