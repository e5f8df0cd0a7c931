"""The whole suite with the data set of 2019: how fast it is imported and rendered.

Prints a table; usage: suite_bench.py [ROUNDS]. ZGC_BUILD is the build to measure.
"""

import os
import pathlib
import re
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from suite import SOURCE, SuiteTest  # noqa: E402

TEMPLATE = "reportTemplates/zgc-2019"
REPORTING = "zgc.supervision.v1.ReportService"
RENDERINGS = 20


def synced_writes_a_second(folder, count=500):
    """What the disk allows one writer that waits for each write."""
    with open(pathlib.Path(folder) / "synced", "wb") as file:
        begin = time.monotonic()
        for _ in range(count):
            file.write(bytes(600))
            file.flush()
            os.fdatasync(file.fileno())
        return count / (time.monotonic() - begin)


class Suite(SuiteTest):
    """Started as the end-to-end tests start it."""

    def runTest(self):
        """Named so that unittest can make it; main() measures."""

    def served_ms(self, method):
        """Mean time that the server took for a method so far."""
        text = self.services["supervision_reporting"].http("/metrics")[1]
        total, count = (
            float(re.search(rf'zgc_rpc_seconds_{part}{{method="/{REPORTING}/{method}"}} (\S+)',
                            text).group(1)) for part in ("sum", "count"))
        return 1000 * total / count

    def measure(self):
        self.start_suite()
        syncs = synced_writes_a_second(self.folder)
        begin = time.monotonic()
        said = self.done("import", SOURCE / "deploy/samples/zgc2019")
        requests = int(re.search(r": (\d+) requests new", said).group(1))
        imported = requests / (time.monotonic() - begin)
        self.done("report", "sign", "--template", TEMPLATE, "--all-open", "--text", "如实登记。",
                  "--as", "role-supervisor")
        for _ in range(RENDERINGS):
            answer = self.call(f"{REPORTING}/RenderReport",
                               {"report_template": TEMPLATE, "file": "report.html"})
            assert answer.returncode == 0, answer.stderr
        return imported, syncs, self.served_ms("RenderReport")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    measured = []
    for _ in range(rounds):
        suite = Suite()
        suite.setUp()
        try:
            measured.append(suite.measure())
        finally:
            suite.doCleanups()
    imported, syncs, rendered = (statistics.median(column) for column in zip(*measured))
    print(f"data set of 2019, median of {rounds} rounds; one caller, one request at a time")
    print(f"import  {imported:8.0f} requests/s, {syncs:.0f} synced writes/s of the bare disk, "
          f"ratio {imported / syncs:.2f}")
    print(f"report  {rendered:8.1f} ms to render 26 items, budget 20 ms, ratio {rendered / 20:.2f}")


if __name__ == "__main__":
    main()
