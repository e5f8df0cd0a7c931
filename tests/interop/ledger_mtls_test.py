"""The ledger as it is deployed, called by clients that are not ours: Python and JavaScript.

Each makes the same calls (ledger_calls.py): what the policy allows is done, the rest is
refused and stands in the audit record.
"""

import json
import subprocess
import unittest

import grpc

import interop
from ledger_calls import CALLS, DENIED, OFFICE, OK, PERSONS, UNKNOWN

GENERATED = interop.generate()
from google.protobuf import json_format  # noqa: E402
from zgc.ops.v1 import audit_pb2, operations_pb2_grpc  # noqa: E402

CALLERS = sorted({who for who, *_ in CALLS})


def tearDownModule():
    GENERATED.cleanup()


class PythonCaller:
    """Calls by name, with requests and answers as JSON has them."""

    def __init__(self, channel, person):
        self.channel = channel
        self.metadata = [("zgc-on-behalf-of", person),
                         ("zgc-organisation", OFFICE)] if person else []

    def call(self, service, method, request):
        """(code, last answer)."""
        funding = interop.contract("funding")
        asked = method + "Request"
        message = json_format.ParseDict(request, getattr(funding, asked)())
        call = getattr(getattr(funding, f"{service}Stub")(self.channel), method)
        streams = "Stream" in method
        try:
            answer = call(iter([message]) if streams else message, timeout=interop.PATIENCE,
                          metadata=self.metadata)
            if isinstance(answer, grpc.Call):
                answer = self.last_of(answer, method)
        except grpc.RpcError as error:
            return error.code().name, {}
        return OK, json_format.MessageToDict(answer, preserving_proto_field_name=True)

    @staticmethod
    def last_of(stream, method):
        for last in stream:
            if method.startswith("Watch"):
                stream.cancel()
                break
        return last


class LedgerMtlsTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        interop.make_certs(self.folder, "--checkpoint-key", "funding-ledger", *CALLERS)
        server = interop.Service("funding_ledger", self.folder,
                                 flags=lambda: [f"--checkpoint-key={self.folder}/"
                                                "checkpoint-key.pem"],
                                 security=interop.deployed(self.folder, "funding-ledger"))
        self.services["funding_ledger"] = server
        server.start()
        self.address = server.address

    def channel(self, who):
        made = grpc.secure_channel(self.address, interop.credentials(self.folder / "ca.pem",
                                                                     self.folder, who))
        self.addCleanup(made.close)
        return made

    def check(self, found):
        """Whether each call ended as the table says, and each refusal is on record."""
        self.assertEqual(len(found), len(CALLS))
        for (who, service, method, _, code, expected), (got, answer) in zip(CALLS, found):
            with self.subTest(f"{who} {service}/{method}"):
                self.assertEqual(got, code)
                self.assertEqual({field: answer.get(field) for field in expected}, expected)
        audit = operations_pb2_grpc.OperationsServiceStub(self.channel("auditor"))
        expected = [(f"spiffe://zgc/{who}", f"/zgc.funding.v1.{service}/{method}", code)
                    for who, service, method, _, code, _ in CALLS if code in (DENIED, UNKNOWN)]
        # A denial is answered after its record is on disk.
        records = audit.ListAuditRecords(audit_pb2.ListAuditRecordsRequest(page_size=1000),
                                         timeout=interop.PATIENCE).records
        refused = [(record.caller, record.method, record.result) for record in records
                   if record.denials > 0]
        self.assertCountEqual(refused, expected)

    def test_grpcio(self):
        callers = {who: PythonCaller(self.channel(who), PERSONS.get(who)) for who in CALLERS}
        self.check([callers[who].call(service, method, request)
                    for who, service, method, request, *_ in CALLS])

    def test_grpc_js(self):
        asked = [{"who": who, "person": PERSONS.get(who), "service": service, "method": method, "request": request}
                 for who, service, method, request, *_ in CALLS]
        ran = subprocess.run(
            ["node", interop.SOURCE / "tests/interop/ledger_client.js", self.address, self.folder],
            input=json.dumps(asked), capture_output=True, text=True, timeout=interop.PATIENCE)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.check([(answer["code"], answer["last"]) for answer in json.loads(ran.stdout)])


if __name__ == "__main__":
    unittest.main()
