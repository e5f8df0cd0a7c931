"""Large stores: a source of many figures that is followed for the first time and read afresh,
a store of many rows that is started, copied and restored. Time, and the most memory that a
process had resident.

Prints a table; usage: scale_bench.py [FIGURES, default 100000] [ROWS, default 1000000].
ZGC_BUILD is the build to measure.
"""

import json
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from suite import BUILD, SuiteTest  # noqa: E402

SOURCE, FOLLOWER = "task_registry", "supervision_reporting"
FIGURE_BYTES = 1024
PATIENCE = 1800


class Scale(SuiteTest):
    """Started as the end-to-end tests start it."""

    def runTest(self):
        """Named so that unittest can make it; main() measures."""

    def _flags(self, name):
        return [f"--source={SOURCE}={self.services[SOURCE].address}"] if name == FOLLOWER else []

    def filled(self, figures, tasks):
        """The source over a store that has so many, not started."""
        source = self.service(SOURCE)
        source.store.parent.mkdir(parents=True)
        subprocess.run([BUILD / "tests/bench/fill_store", f"rocksdb://{source.store}",
                        str(figures), str(FIGURE_BYTES), str(tasks)], check=True)
        return source

    def timed(self, work):
        begin = time.monotonic()
        work()
        return time.monotonic() - begin

    @staticmethod
    def resident_mib(service, field="VmHWM"):
        with open(f"/proc/{service.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024

    def await_followed(self):
        head = self.revision(SOURCE)
        while True:
            status = json.loads(self.done(
                "call", "zgc.ops.v1.OperationsService/GetServiceStatus", "--service", FOLLOWER))
            [found] = status["sources"]
            if not found.get("reading") and found["state"] == "SOURCE_STATE_CURRENT" and \
                    int(found["applied"]["revision"]) >= head:
                return
            time.sleep(0.05)

    def followed(self, figures):
        source = self.filled(figures, 0)
        source.start()
        follower = self.service(FOLLOWER)
        follower.start()
        first = self.timed(self.await_followed)
        memory = [self.resident_mib(service) for service in (source, follower)]
        yield f"a fresh follower of {figures} figures of 1 KiB", first, memory
        again = self.timed(lambda: self.done("resync", FOLLOWER, "--source", SOURCE, "--reason",
                                             "measured", "--timeout", PATIENCE))
        memory = [self.resident_mib(service) for service in (source, follower)]
        yield "the same, read afresh, nothing differs", again, memory
        follower.stop()
        yield "its start again", self.timed(follower.start), [None, self.resident_mib(follower)]

    def restored(self, rows):
        source = self.filled(0, rows)
        yield f"the start of a store of {rows} rows", self.timed(source.start), \
            [self.resident_mib(source), None]
        backup = self.folder / "set"
        yield "its backup, copied here", self.timed(lambda: self.done(
            "backup", SOURCE, "--to", backup, "--timeout", PATIENCE)), \
            [self.resident_mib(source), None]
        source.kill()
        yield "its start after it was killed", self.timed(source.start), \
            [self.resident_mib(source), None]
        source.kill()
        source.store = self.folder / "restored"
        yield "the restore, checked", self.timed(lambda: self.done(
            "restore", "--from", backup, "--to", source.store, "--reason", "measured",
            "--timeout", PATIENCE)), [None, None]
        yield "the start of what was restored", self.timed(source.start), \
            [self.resident_mib(source), None]


def measure(rows_of):
    scale = Scale()
    scale.setUp()
    try:
        for what, seconds, memory in rows_of(scale):
            columns = ["" if value is None else f"{value:.0f}" for value in memory]
            print(f"{what:<52} {seconds:9.2f} {columns[0]:>12} {columns[1]:>12}", flush=True)
    finally:
        scale.doCleanups()


def main():
    figures, rows = (int(given) if given else default for given, default in
                     zip(sys.argv[1:3] + [""] * (3 - len(sys.argv)), (100_000, 1_000_000)))
    print(f"{'large stores':<52} {'s':>9} {'source MiB':>12} {'follower MiB':>12}")
    measure(lambda scale: scale.followed(figures))
    measure(lambda scale: scale.restored(rows))


if __name__ == "__main__":
    main()
