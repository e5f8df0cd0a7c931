"""The data set of 2019 becomes the published report, whatever is killed on the way."""

import csv
import json
import pathlib
import re
import unittest

from suite import SERVICES, SOURCE, SOURCES, SuiteTest

DATA = SOURCE / "deploy/samples/zgc2019"
TEMPLATE = ("--template", "reportTemplates/zgc-2019")
FIELDS = ("id", "task", "value", "unit", "qualifier", "period_start", "period_end")


def printed_figures():
    """What the annual report of 2019 prints, in its order."""
    with open(pathlib.Path(__file__).with_name("zgc2019_figures.tsv"), encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def steps():
    return json.loads((DATA / "dataset.json").read_text(encoding="utf-8"))["steps"]


def service_of(step):
    packages = {"zgc.tasks.v1": "task_registry", "zgc.funding.v1": "funding_ledger",
                "zgc.parks.v1": "park_region", "zgc.supervision.v1": "supervision_reporting"}
    return step.get("service") or packages[step["method"].rsplit(".", 1)[0]]


def requests_to(service):
    """How many requests of the data set go to a service."""
    lines = 0
    for step in steps():
        if service_of(step) == service:
            text = (DATA / step["file"]).read_text(encoding="utf-8")
            lines += sum(1 for line in text.splitlines()
                         if line.strip() and not line.strip().startswith(("#", "//")))
    return lines


class ImportTest(SuiteTest):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.start_suite()

    def publish(self, folder="out"):
        """Signs what is open, publishes, and reads what was published."""
        self.sign_sample()
        out = self.folder / folder
        self.done("report", "publish", *TEMPLATE, "--out", out, "--as", "role-publisher")
        return {file.name: file.read_bytes() for file in out.iterdir()}

    def check_figures(self, files):
        """Every figure of the report is the one that was printed in 2019."""
        report = json.loads(files["report.json"])
        figures = [{field: str(figure[field] or "") for field in FIELDS}
                   for figure in report["figures"]]
        self.assertEqual(figures, printed_figures())

    def check_nothing_doubled(self):
        """One request, one commit: also of those that were sent twice. The task registry commits
        besides what it reads of the ledger, for nobody."""
        for service in SOURCES:
            audit = json.loads(self.done("audit", "--service", service, "--limit", "100000",
                                         "--format", "json"))
            written = [record for record in audit if record.get("person")]
            self.assertEqual(len(written), requests_to(service), service)
            if service != "task_registry":
                self.assertEqual(self.revision(service), requests_to(service), service)
        again = self.done("import", DATA)
        self.assertIn(": 0 requests new", again)

    def steps_of(self, process):
        """The importer's line of each step, as it ends."""
        for line in process.stdout:
            if " already there" in line and line.startswith("  "):
                yield line

    def kill_in_the_middle(self, victim):
        """Kills a service while its own steps are imported, starts it, imports to the end."""
        process = self.begin("import", DATA)
        own = [number for number, step in enumerate(steps()) if service_of(step) == victim]
        for number, _ in enumerate(self.steps_of(process)):
            if number == own[len(own) // 2]:
                break
        self.services[victim].kill()
        self.assertIsNone(process.poll(), "the import was over before the service was killed")
        self.services[victim].start()
        process.stdout.read()
        if process.wait() != 0:
            self.done("import", DATA)

    def test_the_report_is_the_same_bytes_after_a_restart(self):
        self.done("import", DATA)
        files = self.publish()
        self.assertLessEqual({"report.md", "report.html", "report.json", "findings.json"},
                             set(files))
        self.check_figures(files)
        self.check_nothing_doubled()
        name = json.loads(self.done("list", "publications", "--format", "json"))[0]["name"]
        for service in reversed(SERVICES):
            self.assertEqual(self.services[service].stop(), 0)
        for service in SERVICES:
            self.services[service].start()
        out = self.folder / "again"
        self.done("report", "export", name, "--out", out)
        self.assertEqual({file.name: file.read_bytes() for file in out.iterdir()}, files)
        self.done("report", "verify", name)
        self.done("report", "verify", out)
        (out / "report.md").write_bytes(files["report.md"].replace(b"2019", b"2020", 1))
        changed = self.zgcctl("report", "verify", out)
        self.assertEqual(changed.returncode, 1, changed.stdout)
        self.assertIn("report.md", changed.stderr)

    def test_a_service_killed_during_the_import_loses_nothing(self):
        for victim in SOURCES:
            self.kill_in_the_middle(victim)
        self.check_figures(self.publish())
        self.check_nothing_doubled()

    def test_supervision_killed_during_the_import_loses_nothing(self):
        self.kill_in_the_middle("supervision_reporting")
        self.check_figures(self.publish())
        self.check_nothing_doubled()

    def test_an_import_cut_off_is_completed_by_running_it_again(self):
        process = self.begin("import", DATA)
        for number, _ in enumerate(self.steps_of(process)):
            if number == len(steps()) // 2:
                break
        process.kill()
        process.wait()
        counts = re.search(r": (\d+) requests new, (\d+) already there", self.done("import", DATA))
        self.assertGreater(int(counts[1]), 0)
        self.assertGreater(int(counts[2]), 0)
        self.check_figures(self.publish())
        self.check_nothing_doubled()

    def test_one_source_down(self):
        self.done("import", DATA)
        self.services["park_region"].stop()
        self.done("get", "tasks/2019-01")
        self.done("get", "reportTemplates/zgc-2019")
        refused = self.zgcctl("report", "publish", *TEMPLATE, "--out", self.folder / "out",
                              "--timeout", "5", "--as", "role-publisher")
        self.assertEqual(refused.returncode, 3, refused.stdout + refused.stderr)
        self.assertIn("park_region", refused.stderr)
        self.services["park_region"].start()
        self.check_figures(self.publish())


class RegionsImportTest(SuiteTest):
    def test_the_divisions_of_the_samples_are_taken_whole(self):
        self.service("park_region").start()
        data = SOURCE / "deploy/samples/regions"
        lines = len((data / "regions.jsonl").read_text(encoding="utf-8").splitlines())
        self.done("import", data)
        self.assertEqual(self.revision("park_region"), lines)

        def on(day):
            listed = self.call("zgc.parks.v1.RegionService/ListRegions",
                               {"gb2260_code": "341400", "on_date": day})
            return json.loads(listed.stdout).get("regions", [])

        # 巢湖 was shared out in 2011.
        self.assertEqual([len(region["successors"]) for region in on("2010-12-31")], [3])
        self.assertEqual(on("2011-12-31"), [])
        self.assertIn(": 0 requests new", self.done("import", data))


if __name__ == "__main__":
    unittest.main()
