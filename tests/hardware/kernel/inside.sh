#!/bin/bash
# The devices, then the command, then the end of the machine.
export HOME=~ PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb PYTHONDONTWRITEBYTECODE=1
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
ip link set lo up
dmesg --console-level 1
devices="vivid snd-aloop uinput evdev snd-hda-codec-generic snd-hda-intel xhci-pci snd-usb-audio"
for module in $devices; do
    modprobe -d "$kernel" "$module" || echo "no module $module"
done
/lib/systemd/systemd-udevd --daemon 2>/dev/null
udevadm trigger
udevadm settle
cd "$folder" && bash "$kernel/command.sh"
echo "exit status $?"
echo o > /proc/sysrq-trigger
while :; do :; done
