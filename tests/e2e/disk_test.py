"""A service on a disk that fails: what was acknowledged stays, reads go on, and it is
written again without anybody's doing."""

import time
import unittest

import suite

CREATE = "zgc.parks.v1.ParkRegionService/CreatePark"


class FailedSyncTest(suite.SuiteTest):
    def setUp(self):
        super().setUp()
        self.fault = self.folder / "fault"
        self.parks = suite.Service(
            "park_region", self.folder,
            wrapper=("env", f"LD_PRELOAD={suite.BUILD}/common/testing/libfailing_sync.so",
                     f"ZGC_FAILING_SYNC={self.fault}"))
        self.services["park_region"] = self.parks
        self.parks.start()

    def create(self, number):
        return self.call(CREATE, {"park_id": f"park-{number}", "park": {
            "display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK"}}, "--timeout=5")

    def test_what_only_a_restart_mends_ends_the_process(self):
        self.assertEqual(self.create(1).returncode, 0)
        self.fault.touch()
        refused = self.create(2)
        self.assertIn("STORAGE_UNAVAILABLE", refused.stderr)
        self.fault.unlink()
        begin = time.monotonic()
        self.done("get", "parks/park-1")
        self.assertEqual(self.parks.metric("zgc_store_writable"), 0)
        status, said = self.parks.http("/livez")
        self.assertEqual(status, 503)
        self.assertIn("Input/output error", said)
        while self.parks.health() != "NOT_SERVING":
            self.assertLess(time.monotonic() - begin, 10)
            time.sleep(0.1)
        self.assertEqual(self.parks.process.wait(suite.PATIENCE), 1)
        self.assertLess(time.monotonic() - begin, 60)
        self.parks.start()
        self.done("get", "parks/park-1")
        self.assertEqual(self.create(3).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
