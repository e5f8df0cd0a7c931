"""A service that cannot do its work says what is wrong and where, and loses nothing."""

import contextlib
import os
import shutil
import socket
import subprocess
import unittest

from suite import BUILD, PATIENCE, SuiteTest, binary

CREATE = "zgc.parks.v1.ParkService/CreatePark"


def park(number, status=""):
    return {"park_id": f"park-{number}",
            "park": {"display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK",
                     "status": status}}


class StartupTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.parks = self.service("park_region")

    def create(self, number, status=""):
        return self.call(CREATE, park(number, status))

    def refused(self, *words):
        code, said = self.parks.refuse()
        self.assertEqual(code, 1, said)
        for word in words:
            self.assertIn(word, said)

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            self.parks.address = f"127.0.0.1:{other.getsockname()[1]}"
            self.refused("--listen", self.parks.address, "in use")
            self.parks.address, self.parks.admin = self.parks.admin, self.parks.address
            self.refused("--admin-listen", self.parks.admin, "in use")

    def test_a_store_is_used_by_one_process(self):
        self.parks.start()
        second = self.service("park_region")
        code, said = second.refuse()
        self.assertEqual(code, 1, said)
        self.assertIn(str(second.store), said)
        self.services["park_region"] = self.parks
        self.assertEqual(self.create(1).returncode, 0)
        self.assertEqual(self.parks.stop(), 0)

    def test_a_store_of_a_newer_version_is_refused_and_stays_good(self):
        self.parks.store.parent.mkdir(parents=True)
        newer = [BUILD / "tests/e2e/newer_store", f"rocksdb://{self.parks.store}", "park_region"]
        subprocess.run(newer, check=True, timeout=PATIENCE)
        self.refused(str(self.parks.store), "newer version")
        subprocess.run(newer, check=True, timeout=PATIENCE)

    def test_an_empty_folder_does_not_become_a_store(self):
        self.parks.set_up = True
        self.parks.store.parent.mkdir()
        self.refused(str(self.parks.store), "--create-store", "--restore")
        self.assertFalse(self.parks.store.exists())
        self.assertEqual(self.parks.create_store().returncode, 0)
        self.parks.start()
        self.assertEqual(self.create(1).returncode, 0)
        self.assertEqual(self.parks.stop(), 0)
        # Said again it harms nothing.
        again = self.parks.create_store()
        self.assertEqual(again.returncode, 1)
        self.assertIn("not empty", again.stderr)
        self.parks.start()
        self.done("get", "parks/park-1")
        # A volume that was lost is not replaced by an empty one.
        self.assertEqual(self.parks.stop(), 0)
        shutil.rmtree(self.parks.store)
        self.refused(str(self.parks.store), "--create-store", "--restore")

    def test_a_folder_that_cannot_be_written_is_named(self):
        self.mount("tmpfs", "ro")
        self.refused(str(self.parks.store), "Read-only file system")

    def test_a_store_that_became_read_only_is_named(self):
        folder = self.mount("tmpfs", "size=64m")
        self.parks.start()
        self.assertEqual(self.create(1).returncode, 0)
        self.assertEqual(self.parks.stop(), 0)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        self.refused(str(self.parks.store))
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        self.parks.start()
        self.done("get", "parks/park-1")

    def test_a_full_disk_loses_nothing_acknowledged(self):
        folder = self.mount("tmpfs", "size=64m")
        ballast = folder / "ballast"
        with open(ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 56 << 20)
        self.parks.start()
        acknowledged = 0
        while (made := self.create(acknowledged + 1, "字" * 100_000)).returncode == 0:
            acknowledged += 1
            self.assertLess(acknowledged, 30, "8 MiB took 30 rows of 300 KB")
        self.assertGreater(acknowledged, 0)
        # A recovery drops the old log, which makes room: that is filled too.
        in_a_row = 0
        while in_a_row < 3:
            with open(folder / "more", "ab", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(4096))
            made = self.create(acknowledged + 1, "字" * 100_000)
            in_a_row = 0 if made.returncode == 0 else in_a_row + 1
            acknowledged += made.returncode == 0
        self.assertIn("STORAGE_UNAVAILABLE", made.stderr)
        self.done("get", f"parks/park-{acknowledged}")
        # It can be read, so it is ready for readers; nothing disagrees.
        self.assertEqual(self.parks.metric("zgc_store_writable"), 0)
        for path in ("/readyz", "/livez"):
            status, text = self.parks.http(path)
            self.assertEqual(status, 200, text)
        self.assertEqual(self.parks.health(), "SERVING")
        (folder / "more").unlink()
        ballast.unlink()
        # Whether a call comes or not: it finds out by itself.
        self.parks.wait_until_writable()
        acknowledged += 1
        self.assertEqual(self.create(acknowledged).returncode, 0)
        self.parks.kill()
        self.parks.start()
        for number in range(1, acknowledged + 1):
            self.done("get", f"parks/park-{number}", "--format", "json")
        self.assertEqual(self.create(acknowledged + 1).returncode, 0)
        self.assertEqual(self.parks.http("/readyz")[0], 200)

    def test_flipped_bytes_are_refused_with_what_and_where(self):
        self.parks.start()
        for number in range(20):
            self.assertEqual(self.create(number).returncode, 0)
        # What was in the log is in tables after a restart.
        for _ in range(2):
            self.assertEqual(self.parks.stop(), 0)
            self.parks.start()
        self.parks.stop()
        tables = sorted(self.parks.store.glob("*.sst"))
        self.assertTrue(tables)
        for table in tables:
            with open(table, "r+b") as file:
                file.seek(20)
                byte = file.read(1)
                file.seek(20)
                file.write(bytes([byte[0] ^ 0x5A]))
        code, said = self.parks.refuse()
        self.assertEqual(code, 1, said)
        self.assertIn(str(self.parks.store), said)
        self.assertTrue(any(table.name in said for table in tables), said)

    def test_wrong_flags_are_named(self):
        for flags, word in ((["--listen=127.0.0.1:0"], "--store"),
                            (["--store=rocksdb:///tmp/x", "--colour=red"], "--colour"),
                            (["--store=tape:///dev/st0", "--insecure-loopback"], "tape:"),
                            (["--store=rocksdb:///tmp/x", "--listen=0.0.0.0:0",
                              "--insecure-loopback"], "loopback")):
            ran = subprocess.run([binary("park_region"), *flags], capture_output=True, text=True,
                                 timeout=PATIENCE)
            self.assertNotEqual(ran.returncode, 0, flags)
            self.assertIn(word, ran.stderr)

    def mount(self, kind, options):
        """Puts the stores on a file system of their own. Only root can."""
        if os.geteuid() != 0:
            self.fail("this test mounts a file system and must run as root")
        folder = self.folder / "park_region"
        folder.mkdir()
        subprocess.run(["mount", "-t", kind, "-o", options, "zgc-e2e", folder], check=True)
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        self.addCleanup(self._end_all)
        return folder


if __name__ == "__main__":
    unittest.main()
