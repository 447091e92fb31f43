"""A machine in QEMU with Debian's kernel, this machine's files and devices of its own.

Debian: qemu-system-x86, busybox-static, cpio, kmod, v4l-utils, alsa-utils, udev; the kernel's
package is fetched with apt-get and not installed.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LIMIT_S = 600
# What the first steps need: a bus, this machine's files, and a layer above them to write on.
FIRST_MODULES = ("virtio_pci", "9p", "9pnet_virtio", "overlay")
STATUS = re.compile(r"^exit status (\d+)\s*$", re.MULTILINE)
BEGIN = Path(__file__).with_name("begin.sh")
INSIDE = Path(__file__).with_name("inside.sh")
QEMU = (
    *("qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2"),
    *("-m", "4096", "-nodefaults", "-nographic", "-no-reboot", "-serial", "stdio"),
    *("-audiodev", "none,id=sound", "-device", "intel-hda"),
    *("-device", "hda-duplex,audiodev=sound", "-device", "qemu-xhci"),
    *("-device", "usb-audio,audiodev=sound"),
)
FILES = "local,path=/,mount_tag=files,security_model=none,readonly=on,multidevs=remap"


def unpack_kernel(folder: Path) -> Path:
    """Debian's kernel under ``folder``, from the packages that this machine may fetch."""
    words = ["apt-cache", "depends", "linux-image-amd64"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    package = re.search(r"Depends: (linux-image-\S+)", said)
    assert package, said
    fetch = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package[1]]
    subprocess.run(fetch, cwd=folder, check=True)
    (fetched,) = folder.glob("linux-image-*.deb")
    subprocess.run(["dpkg-deb", "-x", fetched, folder], check=True)
    fetched.unlink()
    subprocess.run(["depmod", "-b", folder, version_of(folder)], check=True)
    return folder


def version_of(kernel: Path) -> str:
    """6.1.0-56-amd64, say."""
    (modules,) = (kernel / "lib" / "modules").iterdir()
    return modules.name


def run_inside(kernel: Path, command: Sequence[str]) -> int:
    """Run ``command`` in that machine, from this folder, and print what it says; its exit
    status, or 1 when the machine ended without one."""
    append = f"console=ttyS0 panic=-1 quiet kernel={kernel} folder={Path.cwd()}"
    (kernel / "command.sh").write_text(shlex.join(command), encoding="utf-8")
    (image,) = (kernel / "boot").glob("vmlinuz-*")
    words = [*QEMU, "-virtfs", FILES, "-kernel", str(image)]
    words += ["-initrd", str(_first_files(kernel)), "-append", append]
    said = ""
    with subprocess.Popen(
        ["timeout", str(LIMIT_S), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            sys.stdout.write(line)
    status = STATUS.search(said)
    return int(status[1]) if status else 1


def _first_files(kernel: Path) -> Path:
    """The initial file system: busybox, some modules in the order in which they are loaded."""
    root = kernel / "initial"
    (root / "bin").mkdir(parents=True)
    (root / "modules").mkdir()
    shutil.copy("/bin/busybox", root / "bin")
    shutil.copy(BEGIN, root / "init")
    (root / "init").chmod(0o755)
    modules = list(dict.fromkeys(path for name in FIRST_MODULES for path in _needed(kernel, name)))
    for number, module in enumerate(modules):
        shutil.copy(module, root / "modules" / f"{number:02d}-{Path(module).name}")
    names = "\n".join(str(path.relative_to(root)) for path in root.rglob("*"))
    words = ["cpio", "--quiet", "-o", "-H", "newc"]
    packed = subprocess.run(words, cwd=root, input=names.encode(), capture_output=True, check=True)
    archive = kernel / "initial.cpio"
    archive.write_bytes(packed.stdout)
    return archive


def _needed(kernel: Path, module: str) -> list[str]:
    words = ["modprobe", "-d", str(kernel), "-S", version_of(kernel), "--show-depends", module]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return [line.split()[1] for line in said.splitlines() if line.startswith("insmod ")]
