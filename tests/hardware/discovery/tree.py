"""Lays out described devices as /sys and /dev, under a folder of the test's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TREES = Path(__file__).parent / "trees"

Described = Mapping[str, Any]


def described(name: str) -> list[Described]:
    """The devices of one file of ``trees``."""
    return list(tomllib.loads((TREES / f"{name}.toml").read_text(encoding="utf-8"))["devices"])


def lay_out(root: Path, devices: Iterable[Described]) -> Path:
    """Write these devices below ``root``; returns it."""
    for device in devices:
        _lay_out(root, device)
    return root


def _lay_out(root: Path, device: Described) -> None:
    directory = root / "sys" / device["devpath"].removeprefix("/")
    directory.mkdir(parents=True)
    kind = directory.parent.name
    for attribute, value in (
        ("name", device.get("name")),
        ("index", device.get("index", "0") if kind == "video4linux" else None),
        ("id", device.get("id")),
    ):
        if value is not None:
            (directory / attribute).write_text(f"{value}\n")
    for stream in device.get("streams", ()):
        (directory / stream).mkdir()
    _usb(directory.parents[2], device)
    entry = root / "sys" / "class" / kind / device["node"]
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.symlink_to(directory)
    for link in device.get("links", ()):
        path = root / "dev" / "v4l" / link
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(f"../../{device['node']}")


def _usb(directory: Path, device: Described) -> None:
    for attribute, key in (
        ("idVendor", "vendor"),
        ("idProduct", "product"),
        ("serial", "serial"),
        ("product", "product_name"),
        ("speed", "speed"),
    ):
        if key in device and "vendor" in device:
            (directory / attribute).write_text(f"{device[key]}\n")
