"""Checks an audit bundle with nothing but this file: no code of the suite, no protobuf.

What it knows stands in protos/zgc/funding/v1/bundle.proto, segment.proto and proof.proto.
Signatures need a library; it leaves them to `openssl` (see bundle_test.py).
usage: ledger_bundle.py FILE
"""

import hashlib
import sys

TITLE = b"zgc-audit-bundle-1\n"


class Damaged(Exception):
    """What is wrong, and where."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def number(value):
    return value.to_bytes(8, "big")


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7f) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, value) of each field of a message: integers and byte strings."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        elif tag & 7 == 2:
            size, at = varint(data, at)
            value, at = data[at:at + size], at + size
            if len(value) != size:
                raise Damaged("a field is cut off")
        else:
            raise Damaged(f"a field of type {tag & 7}")
        yield tag >> 3, value


class Tree:
    """The root of RFC 9162 over leaves as they come."""

    def __init__(self, digest):
        self.digest = lambda *parts: hashlib.new(digest, b"".join(parts)).digest()
        self.size, self.peaks = 0, []

    def add(self, record):
        node, rest = self.digest(b"\0", record), self.size
        while rest & 1:
            node, rest = self.digest(b"\1", self.peaks.pop(), node), rest >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return self.digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = self.digest(b"\1", peak, node)
        return node


def frames(data):
    if data[:len(TITLE)] != TITLE:
        raise Damaged("no bundle")
    check, at = TITLE, len(TITLE)
    while at < len(data):
        head = data[at:at + 5]
        end = at + 5 + int.from_bytes(head[1:], "big")
        check = sha256(check, data[at:end])
        if data[end:end + 32] != check:
            raise Damaged(f"the frame at {at} is not what its check says")
        yield head[:1].decode(), data[at + 5:end]
        at = end + 32


class Bundle:
    """What was found in a bundle that is good but for its signatures."""

    def __init__(self, data):
        self.chain, self.revision, self.transfers = bytes(32), 0, 0
        self.trees = {"ed25519-sha256": Tree("sha256")}
        if "sm3" in hashlib.algorithms_available:
            self.trees["sm2-sm3"] = Tree("sm3")
        self.sums, self.stated, self.checkpoints = {}, {}, []
        leaves, self.leaves, last, counts = None, None, None, {}
        for kind, payload in frames(data):
            if last == "E":
                raise Damaged("something after the end")
            if kind == "S":
                leaves = self.segment(payload)
            elif kind == "L" and payload != leaves:
                raise Damaged(f"other leaves in revision {self.revision}")
            elif kind == "C":
                self.checkpoint(payload.decode())
            elif kind == "B":
                self.balances(payload)
            elif kind == "E":
                counts = dict(fields(payload))
            last = kind
        if last != "E" or counts.get(2, 0) != self.transfers:
            raise Damaged("no end, or another count")
        if not self.checkpoints or int(self.checkpoints[-1]["size"]) != self.transfers:
            raise Damaged("no checkpoint covers the end")
        for name in self.sums.keys() | self.stated.keys():
            if self.sums.get(name, [0] * 4) != self.stated.get(name):
                raise Damaged(f"{name} is not stated as it adds up")

    def segment(self, row):
        segment = {1: 0, 2: 0, 3: 0, 4: 0, 5: b"", 6: b"", 7: b"", **dict(fields(row))}
        if segment[1] <= self.revision or segment[2] != self.transfers or segment[5] != self.chain:
            raise Damaged(f"revision {segment[1]} does not follow {self.revision}")
        records, at = [], 0
        while at < len(segment[7]):
            size, at = varint(segment[7], at)
            records.append(segment[7][at:at + size])
            at += size
        leaves = b"".join(sha256(b"\0", record) for record in records)
        own = sha256(b"zgc.funding.journal.v1", segment[5], number(segment[1]),
                     number(segment[2]), number(segment[3]), number(segment[4]), leaves)
        if own != segment[6] or segment[4] != len(records):
            raise Damaged(f"revision {segment[1]} is not what its hash says")
        for record in records:
            self.fold(dict(fields(record)))
            for tree in self.trees.values():
                tree.add(record)
        self.chain, self.revision = own, segment[1]
        self.transfers += len(records)
        return leaves

    def fold(self, transfer):
        mode, amount = transfer.get(17, 0), transfer.get(4, 0)
        for name, posted, pending in ((transfer[2], 0, 2), (transfer[3], 1, 3)):
            sums = self.sums.setdefault(name.decode(), [0] * 4)
            if mode in (0, 2):
                sums[posted] += amount
            if mode != 0:
                sums[pending] += amount if mode == 1 else -amount

    def checkpoint(self, text):
        lines = dict(line.split(": ", 1) for line in text.splitlines()[1:])
        tree = self.trees.get(lines["suite"])
        if int(lines["size"]) != self.transfers or lines["chain"] != self.chain.hex():
            raise Damaged(f"a checkpoint does not fit revision {self.revision}")
        if tree is not None and lines["root"] != tree.root().hex():
            raise Damaged(f"a checkpoint has another root at revision {self.revision}")
        self.checkpoints.append({**lines, "text": text})

    def balances(self, payload):
        for _, row in fields(payload):
            balance = dict(fields(row))
            self.stated[balance[1].decode()] = [balance.get(i, 0) for i in (2, 3, 4, 5)]


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        try:
            found = Bundle(file.read())
        except (Damaged, IndexError, KeyError, ValueError) as error:
            sys.exit(f"damaged: {error}")
    print(f"{found.transfers} transfers, {len(found.checkpoints)} checkpoints")
