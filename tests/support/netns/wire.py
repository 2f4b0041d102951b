"""A network cable between this network namespace and another, with faults to order.

usage: wire.py NAMESPACE OUTER_DEVICE INNER_DEVICE

Makes a TUN device here and one in the namespace, says "ready", and carries packets between them. Conditions come as
lines of JSON on standard input, both ways alike, and hold until the next line; what a line leaves out is off:

  delayMs, jitterMs   each packet is late by delayMs, give or take jitterMs; packets stay in order
  lossPercent         of all packets are dropped, by chance
  rateBits            bits a second; what doesn't fit waits, for queueMs (200) at the most, and is dropped beyond

It ends, and the devices go, when standard input ends. Python, because Node.js can't make the system call that a TUN
device is opened by.
"""

import collections
import ctypes
import fcntl
import json
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST_PACKET = 65535
# Packets that are read at a time, before those that are due are written.
BATCH = 64


def open_tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def enter(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    handle = os.open("/var/run/netns/" + namespace, os.O_RDONLY)
    if libc.setns(handle, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(handle)


class Direction:
    """From one device to the other: packets wait here until they are due."""

    def __init__(self, source, target):
        self.source = source
        self.target = target
        self.waiting = collections.deque()
        self.free_at = 0.0

    def take(self, conditions):
        for _ in range(BATCH):
            try:
                packet = os.read(self.source, LARGEST_PACKET)
            except BlockingIOError:
                return
            now = time.monotonic()
            if random.random() * 100 < conditions.get("lossPercent", 0):
                continue
            due = now
            rate = conditions.get("rateBits", 0)
            if rate > 0:
                begins = max(now, self.free_at)
                if (begins - now) * 1000 > conditions.get("queueMs", 200):
                    continue
                self.free_at = begins + len(packet) * 8 / rate
                due = self.free_at
            jitter = conditions.get("jitterMs", 0)
            due += max(0, conditions.get("delayMs", 0) + random.uniform(-jitter, jitter)) / 1000
            if self.waiting:
                due = max(due, self.waiting[-1][0])
            self.waiting.append((due, packet))

    def give(self):
        now = time.monotonic()
        while self.waiting and self.waiting[0][0] <= now:
            try:
                os.write(self.target, self.waiting.popleft()[1])
            except OSError:
                # The device's queue is full, or it is not up: a cable would lose it too.
                pass

    def due_in_ms(self):
        return max(0.0, (self.waiting[0][0] - time.monotonic()) * 1000) if self.waiting else None


def main():
    namespace, outer_name, inner_name = sys.argv[1:4]
    outer = open_tun(outer_name)
    enter(namespace)
    inner = open_tun(inner_name)
    directions = {outer: Direction(outer, inner), inner: Direction(inner, outer)}
    conditions = {}
    poll = select.poll()
    for descriptor in (outer, inner, 0):
        poll.register(descriptor, select.POLLIN)
    pending = b""
    print("ready", flush=True)
    while True:
        waits = [wait for wait in (direction.due_in_ms() for direction in directions.values()) if wait is not None]
        for descriptor, _ in poll.poll(min(waits) if waits else None):
            if descriptor == 0:
                told = os.read(0, LARGEST_PACKET)
                if not told:
                    return
                *lines, pending = (pending + told).split(b"\n")
                if lines:
                    conditions = json.loads(lines[-1])
            else:
                directions[descriptor].take(conditions)
        for direction in directions.values():
            direction.give()


main()
