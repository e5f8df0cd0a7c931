"""Mutual TLS with a client that is not ours: who gets in, and as whom."""

import json
import signal
import unittest

import grpc

import interop

GENERATED = interop.generate()
from zgc.ops.v1 import audit_pb2, operations_pb2 as ops, operations_pb2_grpc  # noqa: E402


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

    def test_a_removed_identity_keeps_no_stream(self):
        policy = self.folder / "policy.json"
        policy.write_text(interop.POLICY.read_text())
        server = self.services["park_region"]
        server.stop()
        server.security = (*interop.deployed(self.folder, "park-region")[:-1],
                           f"--policy={policy}")
        server.start()
        self.address = server.address
        interop.make_certs(self.folder, "supervision-reporting")
        with grpc.secure_channel(self.address, interop.credentials(
                self.folder / "ca.pem", self.folder, "supervision-reporting")) as channel:
            watch = operations_pb2_grpc.OperationsServiceStub(channel).WatchChanges(
                ops.WatchChangesRequest(), timeout=interop.PATIENCE)
            watch.initial_metadata()
            changed = json.loads(policy.read_text())
            changed["identities"] = [one for one in changed["identities"]
                                     if not one["spiffe_id"].endswith("/supervision-reporting")]
            policy.write_text(json.dumps(changed))
            server.process.send_signal(signal.SIGHUP)
            with self.assertRaises(grpc.RpcError) as ended:
                for _ in watch:
                    pass
            self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        credentials = interop.credentials(self.folder / "ca.pem", self.folder, "auditor")
        with grpc.secure_channel(self.address, credentials) as channel:
            records = operations_pb2_grpc.OperationsServiceStub(channel).ListAuditRecords(
                audit_pb2.ListAuditRecordsRequest(), timeout=interop.PATIENCE).records
        self.assertIn(("policy reload", "OK"),
                      [(record.method, record.result) for record in records])

    def test_no_connection_without_a_good_certificate(self):
        self.assertEqual(self.status_as("late"), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as("operations", self.folder / "other"),
                         grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as(None), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.status_as("operations"), grpc.StatusCode.OK)


if __name__ == "__main__":
    unittest.main()
