"""grpcio against the parks: unary calls, pages, error details, a watch."""

import threading
import unittest

import grpc

import interop

GENERATED = interop.generate()
# Importable only now.
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from zgc.ops.v1 import operations_pb2 as ops, operations_pb2_grpc  # noqa: E402

parks = interop.contract("parks")

TIMEOUT = interop.PATIENCE


def tearDownModule():
    GENERATED.cleanup()


def details(error):
    """The details of an error, by type."""
    found = dict(error.trailing_metadata())["grpc-status-details-bin"]
    unpacked = {}
    for packed in status_pb2.Status.FromString(found).details:
        kind = getattr(error_details_pb2, packed.TypeName().rsplit(".", 1)[1])
        unpacked[kind] = kind.FromString(packed.value)
    return unpacked


class PythonClientTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        server = self.service("park_region")
        server.start()
        self.channel = grpc.insecure_channel(server.address)
        self.addCleanup(self.channel.close)
        self.parks = parks.ParkServiceStub(self.channel)
        self.ops = operations_pb2_grpc.OperationsServiceStub(self.channel)

    def create(self, park_id, **more):
        return self.parks.CreatePark(parks.CreateParkRequest(
            park_id=park_id, park=parks.Park(display_name=f"{park_id}园", kind=parks.PARK_KIND_ZONE),
            **more), timeout=TIMEOUT)

    def refused(self, call, *arguments):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, timeout=TIMEOUT)
        return caught.exception

    def test_what_is_created_is_read_back(self):
        made = self.create("binhai")
        self.assertEqual(made.name, "parks/binhai")
        read, call = self.parks.GetPark.with_call(
            parks.GetParkRequest(name="parks/binhai", min_revision=made.revision), timeout=TIMEOUT)
        self.assertEqual(read, made)
        self.assertEqual(read.display_name, "binhai园")
        self.assertEqual(dict(call.trailing_metadata())["zgc-revision"], str(made.revision))

    def test_a_repeated_request_id_is_done_once(self):
        first = self.create("binhai", request_id="once")
        self.assertEqual(self.create("binhai", request_id="once"), first)
        self.assertEqual(self.ops.GetServiceStatus(ops.GetServiceStatusRequest()).position.revision,
                         first.revision)

    def test_pages_show_one_revision_though_writes_go_on(self):
        for i in range(5):
            self.create(f"p{i}")
        names, token, revisions = [], "", set()
        while True:
            page = self.parks.ListParks(parks.ListParksRequest(page_size=2, page_token=token),
                                        timeout=TIMEOUT)
            names += [park.name for park in page.parks]
            revisions.add(page.revision)
            token = page.next_page_token
            if not token:
                break
            self.create(f"late{len(names)}")
        self.assertEqual(names, [f"parks/p{i}" for i in range(5)])
        self.assertEqual(len(revisions), 1)

    def test_all_violations_of_a_request_come_at_once(self):
        error = self.refused(self.parks.CreatePark, parks.CreateParkRequest(park_id="Bad Id"))
        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        found = details(error)
        self.assertEqual(found[error_details_pb2.ErrorInfo].reason, "INVALID_FIELD")
        fields = {v.field for v in found[error_details_pb2.BadRequest].field_violations}
        self.assertLessEqual({"park_id", "park.kind", "park.display_name"}, fields)

    def test_each_service_tells_its_health(self):
        check = self.channel.unary_unary("/grpc.health.v1.Health/Check",
                                         request_serializer=lambda name: b"\n" + bytes([len(name)])
                                         + name, response_deserializer=bytes)
        serving = b"\x08\x01"
        for name in (b"", b"zgc.parks.v1.ParkService", b"zgc.figures.v1.FigureService",
                     b"zgc.ops.v1.OperationsService"):
            self.assertEqual(check(name, timeout=interop.PATIENCE), serving, name)
        with self.assertRaises(grpc.RpcError) as unknown:
            check(b"zgc.tasks.v1.TaskService", timeout=interop.PATIENCE)
        self.assertEqual(unknown.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_a_missing_resource_has_its_reason(self):
        error = self.refused(self.parks.GetPark, parks.GetParkRequest(name="parks/none"))
        self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(details(error)[error_details_pb2.ErrorInfo].reason, "RESOURCE_NOT_FOUND")

    def test_a_watch_has_what_was_and_then_what_comes(self):
        self.create("before")
        stream = self.ops.WatchChanges(ops.WatchChangesRequest(), timeout=TIMEOUT)
        first = next(stream)
        # The second is written while the stream waits for it.
        writer = threading.Thread(target=self.create, args=("after",))
        writer.start()
        second = next(stream)
        writer.join()
        stream.cancel()
        self.assertEqual(second.position.revision, first.position.revision + 1)
        for commit, name in ((first, "before"), (second, "after")):
            park = parks.Park()
            self.assertTrue(commit.changes[0].resource.Unpack(park))
            self.assertEqual(park.name, f"parks/{name}")

    def test_a_passed_deadline_is_the_callers_error(self):
        # Nothing is ever written, so that the stream has nothing to say before the deadline; an
        # answer to a unary call may be there before any.
        with self.assertRaises(grpc.RpcError) as caught:
            next(self.ops.WatchChanges(ops.WatchChangesRequest(), timeout=0.2))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


if __name__ == "__main__":
    unittest.main()
