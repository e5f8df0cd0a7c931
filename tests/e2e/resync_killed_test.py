"""A follower is killed again and again while it reads a source afresh in many parts: in the end
all that it has is what the source has."""

import subprocess
import time
import unittest

import grpc

from following import FollowingTest
from suite import BUILD, PATIENCE

SOURCE, FOLLOWER = "task_registry", "supervision_reporting"
KILLS = 5
# Some 4 KiB each, of which a part holds 3 MiB.
FIGURES, TASKS = 6000, 2000


class ResyncKilledTest(FollowingTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from zgc.ops.v1 import operations_pb2, operations_pb2_grpc
        cls.operations, cls.operations_grpc = operations_pb2, operations_pb2_grpc

    def _flags(self, name):
        return [f"--source={SOURCE}={self.services[SOURCE].address}"] if name == FOLLOWER else []

    def start_source(self, store, figures, size, tasks):
        """With a store of its own that has so much."""
        source = self.services[SOURCE]
        source.store = self.folder / store
        subprocess.run([BUILD / "tests/bench/fill_store", f"rocksdb://{source.store}",
                        str(figures), str(size), str(tasks)], check=True, timeout=PATIENCE)
        source.start()

    def resync(self):
        begun = self.call("zgc.ops.v1.OperationsService/ResyncSource",
                          {"source": SOURCE, "reason": "换了数据盘"}, "--service", FOLLOWER)
        self.assertEqual(begun.returncode, 0, begun.stderr)

    def kill_after(self, parts):
        """Kills the follower once it has taken over so many parts more, or all."""
        follower = self.services[FOLLOWER]
        deadline = time.monotonic() + PATIENCE
        begin = None
        with grpc.insecure_channel(follower.address) as channel:
            stub = self.operations_grpc.OperationsServiceStub(channel)
            while True:
                status = stub.GetServiceStatus(self.operations.GetServiceStatusRequest(),
                                               timeout=PATIENCE, wait_for_ready=True)
                source = next(one for one in status.sources if one.service == SOURCE)
                if source.reading and begin is None:
                    begin = status.position.revision
                if begin is not None and (not source.reading or
                                          status.position.revision >= begin + parts):
                    break
                self.assertLess(time.monotonic(), deadline, status)
        follower.kill()

    def standing(self):
        """How far the follower, which does not run, has read the source."""
        ran = subprocess.run(
            [BUILD / "tests/e2e/followed_rows", f"rocksdb://{self.services[FOLLOWER].store}"],
            capture_output=True, text=True, timeout=PATIENCE, check=True)
        for line in ran.stdout.splitlines():
            _, message, digits = line.split("\t")
            if message == "zgc.supervision.v1.Source":
                return self.symbols.GetSymbol(message).FromString(bytes.fromhex(digits))
        raise AssertionError("nothing is followed")

    def await_read(self):
        return self.await_source(
            FOLLOWER, SOURCE,
            lambda found: found["state"] == "SOURCE_STATE_CURRENT" and not found.get("reading"))

    def test_a_follower_is_killed_between_the_parts(self):
        self.service(SOURCE)
        follower = self.service(FOLLOWER)
        self.start_source("before", FIGURES + 1000, 4096, TASKS + 500)
        follower.start()
        self.await_read()
        # Another store in its place: all rows are others, and some are no more.
        self.services[SOURCE].kill()
        self.start_source("after", FIGURES, 4200, TASKS)
        self.await_source(FOLLOWER, SOURCE,
                          lambda found: found["state"] == "SOURCE_STATE_REFUSED")
        self.resync()
        killed = tries = 0
        while killed < KILLS:
            tries += 1
            self.assertLess(tries, 10 * KILLS, "it has always read all before it was killed")
            self.kill_after(parts=1 + tries % KILLS)
            standing = self.standing()
            killed += not standing.exact and standing.parts > 0
            follower.start()
            if standing.exact:
                self.await_read()
                self.resync()
        found = self.await_read()
        self.assertEqual(found["afresh"]["reason"], "换了数据盘")
        self.assertEqual(self.check_supervision(), FIGURES + TASKS + 1)
        print(f"{KILLS} of {tries} kills between parts")


if __name__ == "__main__":
    unittest.main()
