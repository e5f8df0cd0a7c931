"""The edge of a service: floods of connections, descriptors that run out, certificates that
cannot serve, signals, pings."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import time
import unittest

import grpc

import suite

CERTS = suite.SOURCE / "deploy" / "certs" / "make-dev-certs"
POLICY = suite.SOURCE / "deploy" / "kustomize" / "base" / "policy.json"
LIMIT = 1024
FLOOD = 5_000
# The system call of that name, the same on all machines.
PIDFD_GETFD = 438
# What a TLS peer sends first, without the rest.
HALF_A_HELLO = b"\x16\x03\x01\x02\x00\x01"


def raise_own_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def exhaust(service):
    """Leaves the process no free descriptor: the limit is the first that is free. Some knock."""
    pid = service.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    used = {int(fd) for fd in os.listdir(f"/proc/{pid}/fd")}
    first_free = next(fd for fd in range(len(used) + 1) if fd not in used)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (first_free, hard))
    sockets = [connect(service.address) for _ in range(20)]
    return sockets, lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))


def connect(address, words=b"", source=""):
    host, port = address.rsplit(":", 1)
    made = socket.create_connection((host, int(port)), timeout=suite.PATIENCE,
                                    source_address=(source, 0) if source else None)
    made.sendall(words)
    return made


class TlsEdgeTest(suite.SuiteTest):
    def setUp(self):
        super().setUp()
        raise_own_limit()
        self.make_certs("task-registry", "oa")
        self.registry = suite.Service(
            "task_registry", self.folder,
            security=(*self.tls("task-registry"), f"--policy={POLICY}"),
            wrapper=("prlimit", f"--nofile={LIMIT}:{LIMIT}"))
        self.services["task_registry"] = self.registry

    def make_certs(self, *arguments):
        subprocess.run([CERTS, self.folder, *arguments], check=True, capture_output=True,
                       timeout=suite.PATIENCE)

    def tls(self, who):
        return (f"--tls-cert={self.folder}/{who}.pem", f"--tls-key={self.folder}/{who}-key.pem",
                f"--tls-ca={self.folder}/ca.pem")

    def write(self, name):
        return self.call("zgc.tasks.v1.OrganisationService/CreateOrganisation",
                         {"organisation_id": name, "organisation": {
                             "display_name": "管委会", "kind": "ORGANISATION_KIND_COMMITTEE"}},
                         "--timeout=5", "--as=clerk", suite.OFFICE, *self.tls("oa"))

    def flood(self, words, addresses=1):
        """Connects without a certificate, holds on, and a certified caller comes."""
        with contextlib.ExitStack() as held:
            for number in range(FLOOD):
                source = f"127.0.{number % addresses // 250}.{1 + number % addresses % 250}"
                with contextlib.suppress(ConnectionError):
                    held.enter_context(connect(self.registry.address, words, source))
            deadline = time.monotonic() + 15
            # Callers connect again as every gRPC client does.
            while (made := self.write(f"committee-{len(words)}-{addresses}")).returncode != 0:
                self.assertLess(time.monotonic(), deadline, made.stderr)
                time.sleep(0.2)
            self.assertEqual(self.registry.http("/readyz")[0], 200)
            self.assertEqual(self.registry.metric("zgc_store_writable"), 1)
            used = len(os.listdir(f"/proc/{self.registry.process.pid}/fd"))
            self.assertLess(used, LIMIT * 3 // 4, "the store has none left for its files")

    def test_a_flood_of_strangers_does_not_keep_a_caller_out(self):
        self.registry.start()
        self.flood(b"")
        self.flood(HALF_A_HELLO)
        self.flood(HALF_A_HELLO, addresses=FLOOD)
        self.assertEqual(self.registry.stop(), 0)
        self.assertLess(len(self.registry.said()), 1_000_000)

    def test_a_certificate_that_cannot_serve_is_named(self):
        self.make_certs("--expired", "late")
        self.make_certs("other")
        foreign = self.folder / "foreign"
        subprocess.run([CERTS, foreign, "task-registry"], check=True, capture_output=True)
        for cert, key, words in (("late.pem", "late-key.pem", ("late.pem", "expired")),
                                 ("foreign/task-registry.pem", "foreign/task-registry-key.pem",
                                  ("foreign/task-registry.pem", "issuer")),
                                 ("task-registry.pem", "other-key.pem", ("other-key.pem",))):
            with self.subTest(cert):
                self.registry.security = (
                    f"--tls-cert={self.folder}/{cert}", f"--tls-key={self.folder}/{key}",
                    f"--tls-ca={self.folder}/ca.pem", f"--policy={POLICY}")
                code, said = self.registry.refuse()
                self.assertEqual(code, 1, said)
                for word in words:
                    self.assertIn(word, said)

    def test_sighup_takes_the_policy_and_nothing_else(self):
        policy = self.folder / "policy.json"
        policy.write_text(json.dumps({
            "identities": [{"spiffe_id": "spiffe://zgc/nobody", "scopes": {"all": True}}],
            "roles": [{"name": "nothing", "methods": ["/zgc.tasks.v1.*"]}]}))
        self.registry.security = (*self.tls("task-registry"), f"--policy={policy}")
        self.registry.start()
        self.assertEqual(self.write("committee").returncode, 1)
        policy.write_text(POLICY.read_text())
        self.registry.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + suite.PATIENCE
        while (made := self.write("committee")).returncode != 0:
            self.assertLess(time.monotonic(), deadline, made.stderr)
        self.registry.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.write("office").returncode, 0)
        self.assertEqual(self.registry.stop(), 0)


class EdgeTest(suite.SuiteTest):
    def setUp(self):
        super().setUp()
        self.parks = self.service("park_region")
        self.parks.start()

    def write(self, name):
        return self.call("zgc.parks.v1.ParkService/CreatePark", {
            "park_id": name, "park": {"display_name": "园区", "kind": "PARK_KIND_SUB_PARK"}})

    def test_descriptors_that_run_out_come_back(self):
        sockets, give_back = exhaust(self.parks)
        give_back()
        for held in sockets:
            held.close()
        made = self.write("after")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(self.parks.http("/livez")[0], 200)

    def test_sigterm_without_a_free_descriptor_ends_cleanly(self):
        self.assertEqual(self.write("before").returncode, 0)
        sockets, _ = exhaust(self.parks)
        self.assertEqual(self.parks.stop(), 0, self.parks.said())
        for held in sockets:
            held.close()

    def test_a_client_that_fails_in_a_loop_does_not_fill_the_log(self):
        missing = b"\x0a\x0cparks/nobody"
        person = (("zgc-on-behalf-of", "x" * 4000),)
        with grpc.insecure_channel(self.parks.address) as channel:
            get = channel.unary_unary("/zgc.parks.v1.ParkService/GetPark")
            for _ in range(8_000):
                with self.assertRaises(grpc.RpcError) as refused:
                    get(missing, timeout=suite.PATIENCE, metadata=person)
                self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertGreater(self.parks.metric("zgc_log_lines_left_out_total"), 1000)
        self.assertLess(len(self.parks.said()), 1_000_000)

    def test_a_listener_that_has_ended_ends_the_process(self):
        """Its socket is shut down from outside, since no fault known to us does it."""
        self.break_listener()
        deadline = time.monotonic() + suite.PATIENCE
        while self.parks.http("/livez")[0] != 503:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        begin = time.monotonic()
        self.assertEqual(self.parks.process.wait(suite.PATIENCE), 1)
        self.assertLess(time.monotonic() - begin, 60)
        self.parks.start()
        self.assertEqual(self.write("again").returncode, 0)

    def break_listener(self):
        libc = ctypes.CDLL(None, use_errno=True)
        pid = self.parks.process.pid
        port = int(self.parks.address.rsplit(":", 1)[1])
        process = os.pidfd_open(pid)
        for name in os.listdir(f"/proc/{pid}/fd"):
            if not os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:"):
                continue
            copy = libc.syscall(PIDFD_GETFD, process, int(name), 0)
            self.assertGreaterEqual(copy, 0, os.strerror(ctypes.get_errno()))
            with socket.socket(fileno=copy) as found:
                listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and found.getsockname()[1] == port:
                    found.shutdown(socket.SHUT_RDWR)
        os.close(process)

    def test_pings_on_an_idle_connection_are_borne(self):
        """HTTP/2 by hand: a client library pings every 10 s at most."""
        with connect(self.parks.address, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) +
                     b"\x04\x00" + bytes(4)) as channel:
            frames = channel.makefile("rb")
            # Without the permission the fourth is one too many.
            for number in range(5):
                if number > 0:
                    time.sleep(5.5)
                channel.sendall(b"\x00\x00\x08\x06\x00" + bytes(4) + struct.pack(">Q", number))
                self.await_ping(frames, number)

    def await_ping(self, frames, number):
        """Reads until the ping is answered."""
        while True:
            head = frames.read(9)
            self.assertEqual(len(head), 9, "the connection was closed")
            body = frames.read(int.from_bytes(head[:3], "big"))
            self.assertNotEqual(head[3], 7, f"GOAWAY: {body}")
            if head[3] == 6 and head[4] & 1:
                self.assertEqual(struct.unpack(">Q", body)[0], number)
                return


if __name__ == "__main__":
    unittest.main(verbosity=2)
