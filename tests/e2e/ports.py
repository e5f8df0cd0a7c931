"""Ports for programs that are ended and started again under the same address."""

import fcntl
import os
import pathlib
import random
import socket

# Linux: the ports that it gives to whoever connects or binds port 0. A program that is down
# does not get such a port back if somebody has connected from it in the meantime.
EPHEMERAL = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
# The locks of the ports that this process holds: they end with it, also if it is killed.
_held = []


def _candidates():
    low, high = (int(word) for word in EPHEMERAL.read_text().split())
    ports = [*range(20000, low), *range(high + 1, 65536)]
    if not ports:
        raise AssertionError(f"{EPHEMERAL} leaves no port from 20000 on to servers")
    random.shuffle(ports)
    return ports


def _free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def reserve():
    """A port of 127.0.0.1 that no other test gets while this process lives, and that no
    connection gets at all."""
    # The folder that common/testing/port.cc locks in, too.
    folder = pathlib.Path(f"/tmp/zgc-test-ports.{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in _candidates():
        lock = open(folder / str(port), "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        if _free(port):
            _held.append(lock)
            return port
        lock.close()
    raise AssertionError("every port that a server may have is taken")
