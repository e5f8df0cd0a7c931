"""A restore that is killed leaves nothing or all of it; a backup that has no room is not begun.

ZGC_RESTORE_ROUNDS sets how many are killed; 40 unless it is set.
"""

import json
import os
import random
import shutil
import subprocess
import time
import unittest

from suite import PATIENCE, Service, SuiteTest, binary

CREATE = "zgc.parks.v1.ParkService/CreatePark"
PARKS = 40


class RestoreTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.parks = parks = self.service("park_region")
        parks.start()
        for number in range(PARKS):
            park = {"display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK",
                    "status": "字" * 30_000}
            made = self.call(CREATE, {"park_id": f"park-{number}", "park": park})
            self.assertEqual(made.returncode, 0, made.stderr)
        self.done("backup", "park_region")
        self.backups = self.folder / "park_region" / "backup"
        self.assertEqual(parks.stop(), 0)
        # What is restored, over which no store was ever made.
        self.restored = Service("park_region", self.folder / "restored")
        self.restored.store.parent.mkdir(parents=True)
        self.restored.set_up = True
        self.services["park_region"] = self.restored

    def begin_restore(self):
        return subprocess.Popen(
            [binary("park_region"), f"--store=rocksdb://{self.restored.store}",
             f"--backup-dir={self.backups}", "--restore=1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def check_whole(self):
        self.restored.start()
        # The restore itself is a commit.
        self.assertEqual(self.revision("park_region"), PARKS + 1)
        self.done("get", f"parks/park-{PARKS - 1}", "--format", "json")
        self.assertEqual(self.done("verify", "park_region", "--format", "tsv").split()[-1], "0")
        self.assertEqual(self.restored.stop(), 0)

    def check_nothing(self):
        code, said = self.restored.refuse()
        self.assertEqual(code, 1, said)
        self.assertIn("there is no store", said)
        self.assertFalse(self.restored.store.exists())

    def backed_up_bytes(self):
        return sum(file.stat().st_size for file in self.backups.rglob("*") if file.is_file())

    def test_a_backup_that_has_no_room_is_not_begun(self):
        self.services["park_region"] = self.parks
        self.parks.start()
        before = self.backed_up_bytes()
        self.done("backup", "park_region")
        half = (self.backed_up_bytes() - before) // 2
        # The tests that mount need root.
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={half}", "zgc-e2e", self.backups],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", "-q", self.backups])
        refused = self.zgcctl("backup", "park_region")
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"no space: .* needs \d+ bytes .* \d+ are free")
        self.assertEqual(os.listdir(self.backups), [])
        self.assertEqual(self.parks.metric("zgc_store_writable"), 1)
        subprocess.run(["umount", self.backups], check=True)
        self.done("backup", "park_region")

    def begin_incarnation(self, name, reason):
        return subprocess.run([binary(name), f"--store=rocksdb://{self.parks.store}",
                               f"--begin-incarnation={reason}"],
                              capture_output=True, text=True, timeout=PATIENCE)

    def test_files_put_back_by_hand_begin_an_incarnation_by_one_word(self):
        self.services["park_region"] = self.parks
        # After the parks, and the record of their backup.
        first = PARKS + 2
        shutil.copytree(self.parks.store, self.folder / "snapshot")
        self.parks.start()
        lost = {"display_name": "丢", "kind": "PARK_KIND_SUB_PARK"}
        self.assertEqual(self.call(CREATE, {"park_id": "lost", "park": lost}).returncode, 0)
        running = self.begin_incarnation("park_region", "too early")
        self.assertEqual(running.returncode, 1, running.stdout)
        self.assertEqual(self.parks.stop(), 0)
        shutil.rmtree(self.parks.store)
        shutil.move(self.folder / "snapshot", self.parks.store)
        other = self.begin_incarnation("task_registry", "another's store")
        self.assertEqual(other.returncode, 1, other.stdout)
        self.assertIn("park_region", other.stderr)
        begun = self.begin_incarnation("park_region", "volume snapshot")
        self.assertEqual(begun.returncode, 0, begun.stderr)
        self.assertRegex(begun.stdout, rf"incarnation [0-9a-f]{{32}} begins at revision {first}")
        for _ in range(2):
            # Once, however often the service starts.
            self.parks.start()
            self.assertEqual(self.revision("park_region"), first)
            status = json.loads(self.done("status", "park_region", "--format", "json"))
            self.assertEqual(status[0]["state"], "ready")
            self.assertEqual(self.parks.stop(), 0)
        self.parks.start()
        audit = self.call("zgc.ops.v1.OperationsService/ListAuditRecords",
                          {"after_revision": str(first - 1)}, "--service", "park_region")
        record = json.loads(audit.stdout)["records"][0]
        self.assertEqual((record["method"], record["reason"]), ("restore", "volume snapshot"))

    def test_a_killed_restore_leaves_nothing_or_all(self):
        begin = time.monotonic()
        with self.begin_restore() as process:
            _, said = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, said)
        took = time.monotonic() - begin
        self.check_whole()
        rounds = int(os.environ.get("ZGC_RESTORE_ROUNDS", "40"))
        dice = random.Random(20191231)
        counts = {"nothing": 0, "all": 0, "begun": 0}
        for _ in range(rounds):
            if self.restored.store.exists():
                subprocess.run(["rm", "-r", self.restored.store], check=True)
            with self.begin_restore() as process:
                time.sleep(dice.uniform(0, took * 1.1))
                process.kill()
            partial = self.restored.store.with_name("store.partial")
            counts["begun"] += partial.exists()
            if self.restored.store.exists():
                counts["all"] += 1
                self.check_whole()
            else:
                counts["nothing"] += 1
                self.check_nothing()
        print(f"{rounds} restores killed: {counts}")
        self.assertGreater(counts["begun"], 0, "none was killed while it wrote")
        if self.restored.store.exists():
            subprocess.run(["rm", "-r", self.restored.store], check=True)
        with self.begin_restore() as process:
            _, said = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, said)
        self.check_whole()


if __name__ == "__main__":
    unittest.main()
