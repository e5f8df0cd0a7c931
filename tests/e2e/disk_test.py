"""A service on a disk that fails or is full: what was acknowledged stays, reads go on, and it
is written again without anybody's doing."""

import contextlib
import os
import subprocess
import time
import unittest

import suite

CREATE = "zgc.parks.v1.ParkService/CreatePark"


class DiskTest(suite.SuiteTest):
    def create(self, number, status=""):
        return self.call(CREATE, {"park_id": f"park-{number}", "park": {
            "display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK", "status": status}},
            "--timeout=5")

    def ends(self, begin):
        """Waits until it ends by itself, for what only a restart mends."""
        self.assertEqual(self.parks.process.wait(suite.PATIENCE), 1)
        self.assertLess(time.monotonic() - begin, 60)


class FailedSyncTest(DiskTest):
    def setUp(self):
        super().setUp()
        self.fault = self.folder / "fault"
        self.parks = suite.Service(
            "park_region", self.folder,
            wrapper=("env", f"LD_PRELOAD={suite.BUILD}/common/testing/libfailing_sync.so",
                     f"ZGC_FAILING_SYNC={self.fault}"))
        self.services["park_region"] = self.parks
        self.parks.start()
        self.assertEqual(self.create(1).returncode, 0)

    def test_one_failed_sync_is_not_noticed(self):
        for number in range(2, 6):
            fault = self.fault.with_name("next")
            fault.write_text("1")
            fault.rename(self.fault)
            self.assertEqual(self.create(number).returncode, 0)
            self.assertFalse(self.fault.exists(), "the fault was not met")
            self.parks.wait_until_writable()
            self.assertEqual(self.parks.http("/livez")[0], 200)
        self.assertTrue(self.parks.running())
        self.parks.kill()
        self.parks.start()
        for number in range(1, 6):
            self.done("get", f"parks/park-{number}")

    def test_what_only_a_restart_mends_ends_the_process(self):
        """A write that was refused is found when the fault has passed."""
        number = 2
        while not self.refused_and_found(number):
            number += 1
            self.assertLess(number, 7)
        begin = time.monotonic()
        self.done("get", "parks/park-1")
        while self.parks.health() != "NOT_SERVING":
            self.assertLess(time.monotonic() - begin, 30, self.parks.said())
            time.sleep(0.1)
        self.ends(begin)
        self.parks.start()
        self.done("get", f"parks/park-{number}")
        self.assertEqual(self.create(number + 1).returncode, 0)

    def refused_and_found(self, number):
        """False if the fault met a file in the background first, so that nothing was written."""
        self.fault.touch()
        refused = self.create(number)
        self.assertIn("STORAGE_UNAVAILABLE", refused.stderr)
        self.done("get", "parks/park-1")
        self.assertEqual(self.parks.metric("zgc_store_writable"), 0)
        for path in ("/readyz", "/livez"):
            self.assertEqual(self.parks.http(path)[0], 200)
        self.fault.unlink()
        begin = time.monotonic()
        while self.parks.http("/livez")[0] == 200 and self.parks.metric("zgc_store_writable") == 0:
            self.assertLess(time.monotonic() - begin, 60, self.parks.said())
            time.sleep(0.1)
        return self.parks.http("/livez")[0] == 503


class FullDiskTest(DiskTest):
    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.fail("this test mounts a file system and must run as root")
        self.parks = self.service("park_region")
        self.disk = self.folder / "park_region"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "zgc-e2e", self.disk],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        self.addCleanup(self._end_all)
        self.parks.start()
        self.assertEqual(self.create(1).returncode, 0)

    def fill(self):
        with open(self.disk / "ballast", "ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def read_only(self):
        """Reads are served, writes are refused with a time to come back, nothing disagrees."""
        self.done("get", "parks/park-1")
        # The log may have taken some space in advance.
        tries = 0
        while (refused := self.create(f"more-{tries}", "字" * 100_000)).returncode == 0:
            tries += 1
            self.assertLess(tries, 50)
            self.fill()
        self.assertIn("STORAGE_UNAVAILABLE", refused.stderr)
        self.assertIn("No space left on device", refused.stderr)
        self.assertEqual(self.parks.metric("zgc_store_writable"), 0)
        for path in ("/readyz", "/livez"):
            self.assertEqual(self.parks.http(path)[0], 200)
        self.assertEqual(self.parks.health(), "SERVING")

    def heals(self, number):
        """Within a minute of there being space, in the same process, without a call."""
        (self.disk / "ballast").unlink()
        begin = time.monotonic()
        self.parks.wait_until_writable()
        self.assertLess(time.monotonic() - begin, 60)
        self.assertEqual(self.create(number).returncode, 0)
        self.assertTrue(self.parks.running())

    def test_a_disk_that_is_full_after_a_start(self):
        """Nothing is in memory then that could be flushed."""
        self.assertEqual(self.parks.stop(), 0)
        self.parks.start()
        self.fill()
        self.read_only()
        time.sleep(10)
        self.read_only()
        self.heals(2)
        self.parks.kill()
        self.parks.start()
        self.done("get", "parks/park-2")

    def test_a_disk_that_is_full_after_a_backup(self):
        self.done("backup", "park_region")
        self.fill()
        self.read_only()
        self.heals(2)

    def test_a_start_on_a_full_disk(self):
        self.parks.kill()
        self.fill()
        self.parks.start()
        self.read_only()
        second = self.service("park_region")
        self.assertEqual(second.refuse()[0], 1, "the store has one process, if only to read")
        self.services["park_region"] = self.parks
        # And as often as it comes.
        self.parks.kill()
        self.parks.start()
        self.read_only()
        self.heals(2)
        self.parks.kill()
        self.parks.start()
        self.done("get", "parks/park-2")


if __name__ == "__main__":
    unittest.main(verbosity=2)
