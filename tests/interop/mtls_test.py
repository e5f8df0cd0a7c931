"""Mutual TLS with a client that is not ours: who gets in, and as whom."""

import subprocess
import unittest

import grpc

import interop

GENERATED = interop.generate()
from zgc.ops.v1 import operations_pb2 as ops, operations_pb2_grpc  # noqa: E402

CERTS = interop.SOURCE / "deploy" / "certs" / "make-dev-certs"
POLICY = interop.SOURCE / "deploy" / "kustomize" / "base" / "policy.json"


def tearDownModule():
    GENERATED.cleanup()


class MtlsTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        self.certs(self.folder, "park-region", "operations", "auditor", "stranger")
        self.certs(self.folder, "--expired", "late")
        self.certs(self.folder / "other", "operations")
        server = interop.Service("park_region", self.folder, security=(
            f"--tls-cert={self.folder}/park-region.pem",
            f"--tls-key={self.folder}/park-region-key.pem", f"--tls-ca={self.folder}/ca.pem",
            f"--policy={POLICY}"))
        self.services["park_region"] = server
        server.start()
        self.address = server.address

    def certs(self, folder, *arguments):
        options = [a for a in arguments if a.startswith("--")]
        names = [a for a in arguments if not a.startswith("--")]
        subprocess.run([CERTS, *options, folder, *names], check=True, capture_output=True,
                       timeout=interop.PATIENCE)

    def status_as(self, name, folder=None):
        """The code of a call with this certificate; None without one."""
        read = lambda path: path.read_bytes()  # noqa: E731
        folder = folder or self.folder
        pair = {}
        if name:
            pair = {"private_key": read(folder / f"{name}-key.pem"),
                    "certificate_chain": read(folder / f"{name}.pem")}
        credentials = grpc.ssl_channel_credentials(read(self.folder / "ca.pem"), **pair)
        with grpc.secure_channel(self.address, credentials) as channel:
            try:
                operations_pb2_grpc.OperationsServiceStub(channel).GetServiceStatus(
                    ops.GetServiceStatusRequest(), timeout=interop.PATIENCE)
            except grpc.RpcError as error:
                return error.code()
        return grpc.StatusCode.OK

    def test_the_policy_decides_for_good_certificates(self):
        self.assertEqual(self.status_as("operations"), grpc.StatusCode.OK)
        self.assertEqual(self.status_as("auditor"), grpc.StatusCode.OK)
        self.assertEqual(self.status_as("park-region"), grpc.StatusCode.UNAUTHENTICATED)
        self.assertEqual(self.status_as("stranger"), grpc.StatusCode.UNAUTHENTICATED)

    def test_no_connection_without_a_good_certificate(self):
        self.assertEqual(self.status_as("late"), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as("operations", self.folder / "other"),
                         grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as(None), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as("operations"), grpc.StatusCode.OK)


if __name__ == "__main__":
    unittest.main()
