"""Mutual TLS with a client that is not ours: who gets in, and as whom."""

import unittest

import grpc

import interop

GENERATED = interop.generate()
from zgc.ops.v1 import operations_pb2 as ops, operations_pb2_grpc  # noqa: E402


def tearDownModule():
    GENERATED.cleanup()


class MtlsTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        interop.make_certs(self.folder, "park-region", "operations", "auditor", "stranger")
        interop.make_certs(self.folder, "--expired", "late")
        interop.make_certs(self.folder / "other", "operations")
        server = interop.Service("park_region", self.folder,
                                 security=interop.deployed(self.folder, "park-region"))
        self.services["park_region"] = server
        server.start()
        self.address = server.address

    def status_as(self, name, folder=None):
        """The code of a call with this certificate; None without one."""
        credentials = interop.credentials(self.folder / "ca.pem", folder or self.folder, name)
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
