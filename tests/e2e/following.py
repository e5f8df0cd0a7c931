"""The suite with the data set of 2019 and a report, and whether what services have read of
one another is what these hold, row by row."""

import collections
import json
import pathlib
import subprocess
import sys
import time

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))
import interop  # noqa: E402
from suite import BUILD, PATIENCE, SERVICES, SOURCE, SuiteTest  # noqa: E402

DATA = SOURCE / "deploy/samples/zgc2019"
TEMPLATE = ("--template", "reportTemplates/zgc-2019")
# Who follows whom.
FOLLOWERS = {"task_registry": ("funding_ledger", "supervision_reporting"),
             "funding_ledger": ("supervision_reporting",),
             "park_region": ("supervision_reporting",), "supervision_reporting": ()}
# What supervision reads of the task registry beside figures: message, service, method, field.
ROWS = (("Plan", "PlanService", "ListPlans", "plans"),
        ("Task", "TaskService", "ListTasks", "tasks"),
        ("Organisation", "OrganisationService", "ListOrganisations", "organisations"),
        ("PolicyDocument", "PolicyDocumentService", "ListPolicyDocuments", "policy_documents"))


class FollowingTest(SuiteTest):
    @classmethod
    def setUpClass(cls):
        folder = interop.generate()
        cls.addClassCleanup(folder.cleanup)
        from google.protobuf import symbol_database
        cls.symbols = symbol_database.Default()
        cls.figures, cls.funding, cls.parks, cls.supervision, cls.tasks = map(
            interop.contract, ("figures", "funding", "parks", "supervision", "tasks"))

    def _flags(self, name):
        if name == "funding_ledger":
            return [f"--source=task_registry={self.services['task_registry'].address}"]
        return super()._flags(name)

    def start_with_report(self):
        """The suite with its data, and a publication: its figures."""
        self.start_suite()
        self.done("import", DATA)
        self.sign_sample()
        return self.publish("published")

    def publish(self, folder):
        """Publishes, and has the publication rendered again; its figures."""
        out = self.folder / folder
        self.done("report", "publish", *TEMPLATE, "--out", out, "--as", "role-publisher")
        self.done("report", "verify", out)
        figures = json.loads((out / "report.json").read_text(encoding="utf-8"))["figures"]
        return [{field: figure[field] for field in ("id", "task", "value", "unit", "qualifier")}
                for figure in figures]

    def status(self, name):
        return json.loads(self.done("call", "zgc.ops.v1.OperationsService/GetServiceStatus",
                                    "--service", name))

    def source_of(self, follower, source):
        """How a follower finds that a source stands."""
        return next(found for found in self.status(follower)["sources"]
                    if found["service"] == source)

    def await_source(self, follower, source, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds(found := self.source_of(follower, source)):
            self.assertLess(time.monotonic(), deadline, f"{follower}: {found}")
            time.sleep(0.1)
        return found

    def await_followed(self, services=SERVICES):
        """Until each of them is current with all that its sources hold now."""
        for source, followers in FOLLOWERS.items():
            for follower in set(followers) & set(services):
                head = self.status(source)["position"]
                self.await_source(
                    follower, source,
                    lambda found, head=head: found["state"] == "SOURCE_STATE_CURRENT" and
                    found["applied"]["incarnation"] == head["incarnation"] and
                    int(found["applied"]["revision"]) >= int(head["revision"]))

    def rows_of_supervision(self):
        """{service: {message: {name: row}}} of all that it has read of others."""
        backup = json.loads(self.done("backup", "supervision_reporting", "--format", "json"))[0]
        folder = self.services["supervision_reporting"].folder / "supervision_reporting/backup"
        ran = subprocess.run(
            [BUILD / "tests/e2e/followed_rows", f"rocksdb://{folder}/{int(backup['backup']):06}"],
            capture_output=True, text=True, timeout=PATIENCE, check=True)
        rows = collections.defaultdict(lambda: collections.defaultdict(dict))
        for line in ran.stdout.splitlines():
            service, message, digits = line.split("\t")
            row = self.symbols.GetSymbol(message).FromString(bytes.fromhex(digits))
            rows[service][message][row.name] = row
        return rows

    @staticmethod
    def all_of(call, request, field):
        """{name: row} of a list, page by page."""
        rows = {}
        while True:
            page = call(request, timeout=PATIENCE)
            rows.update((row.name, row) for row in getattr(page, field))
            if not page.next_page_token:
                return rows
            request.page_token = page.next_page_token

    def own_rows(self, source, revision):
        """{message: {name: row}} of what others read of a service, as it says itself."""
        with grpc.insecure_channel(self.services[source].address) as channel:
            book = self.figures.FigureServiceStub(channel)
            rows = {"zgc.figures.v1.Figure": self.all_of(
                        book.ListFigures, self.figures.ListFiguresRequest(revision=revision),
                        "figures"),
                    "zgc.figures.v1.Indicator": self.all_of(
                        book.ListIndicators, self.figures.ListIndicatorsRequest(revision=revision),
                        "indicators")}
            if source == "task_registry":
                for message, service, method, field in ROWS:
                    stub = getattr(self.tasks, f"{service}Stub")(channel)
                    request = getattr(self.tasks, f"{method}Request")(revision=revision,
                                                                      page_size=1000)
                    if message == "Task":
                        # What is told of a day as it is read is in no row: on this one none is late.
                        request.as_of_date = "1900-01-01"
                    rows[f"zgc.tasks.v1.{message}"] = self.all_of(getattr(stub, method), request,
                                                                  field)
        return {message: found for message, found in rows.items() if found}

    def check_same(self, what, here, there):
        """Two {name: row}."""
        self.assertEqual(sorted(here), sorted(there), what)
        different = [name for name, row in here.items() if row != there[name]]
        self.assertFalse(different, f"{what}: {here[different[0]]} {there[different[0]]}"
                         if different else "")

    def check_supervision(self):
        """Every row that it has of each source is the source's, as of the position that it
        says; how many rows."""
        count = 0
        for service, rows in self.rows_of_supervision().items():
            [source] = rows.pop("zgc.supervision.v1.Source").values()
            self.assertTrue(source.exact, source)
            own = self.own_rows(service, source.applied.revision)
            self.assertEqual(set(rows), set(own), service)
            for message, found in rows.items():
                self.check_same(f"{message} of {service}", found, own[message])
                count += len(found)
        return count

    def check_ledger(self):
        """Every milestone that it has is the task registry's; how many."""
        with grpc.insecure_channel(self.services["task_registry"].address) as channel:
            own = self.all_of(self.tasks.MilestoneServiceStub(channel).ListMilestones,
                              self.tasks.ListMilestonesRequest(), "milestones")
        with grpc.insecure_channel(self.services["funding_ledger"].address) as channel:
            here = self.all_of(
                self.funding.AwardServiceStub(channel).ListTaskMilestones,
                self.funding.ListTaskMilestonesRequest(), "task_milestones")
        states = self.tasks.MilestoneState
        self.assertEqual(
            {name: (row.title, row.task, row.due_date, row.state, row.reached_date,
                    row.decided_date, row.source_revision) for name, row in here.items()},
            {f"//task_registry/{name}":
                 (row.title, f"//task_registry/{row.task}", row.due_date,
                  states.Name(row.state), row.reached_date, row.decided_date, row.revision)
             for name, row in own.items()})
        return len(here)

    def check_all_equal(self):
        """All that services have read of one another; how many rows."""
        self.await_followed()
        return self.check_supervision() + self.check_ledger()
