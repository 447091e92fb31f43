#!/bin/busybox sh
# The first process of the machine: the other machine's files below, a memory to write on above.
box=/bin/busybox
$box mkdir -p /proc /sys /dev /files /memory /whole
$box mount -t proc proc /proc
$box mount -t sysfs sys /sys
$box mount -t devtmpfs dev /dev
for module in /modules/*; do $box insmod "$module"; done
$box mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose files /files
$box mount -t tmpfs memory /memory
$box mkdir /memory/above /memory/work
$box mount -t overlay -o lowerdir=/files,upperdir=/memory/above,workdir=/memory/work over /whole
for folder in proc sys dev; do $box mount --move /$folder /whole/$folder; done
$box mount -t tmpfs run /whole/run
for word in $($box cat /whole/proc/cmdline); do
    case $word in kernel=*|folder=*) export "$word" ;; esac
done
exec $box switch_root /whole /bin/bash "$folder/tests/hardware/kernel/inside.sh"
