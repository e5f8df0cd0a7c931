"""The command line against running services: what a person and a script rely on."""

import hashlib
import json
import re
import signal
import time
import unittest

from suite import PATIENCE, SuiteTest

TEMPLATE = "reportTemplates/year"
LECTURES = "lectures"


def observation(number, value):
    return {"observation_id": f"T1.{number}-lectures", "observation": {
        "indicator": f"indicators/{LECTURES}", "value": str(value), "unit": "次",
        "qualifier": "QUALIFIER_EXACT", "printed": f"{value}次", "evidence": ["年报"],
        "period": {"start_date": "2019-01-01", "end_date": "2019-12-31"}}}


def step(method, name, person, **more):
    return {"method": method, "file": f"{name}.jsonl", "as": f"role-{person}", **more}


class ZgcctlTest(SuiteTest):
    def _flags(self, name):
        if name != "supervision_reporting":
            return super()._flags(name)
        return ["--source=funding_ledger=none"] + [
            f"--source={source}={self.services[source].address}"
            for source in ("task_registry", "park_region")]

    def start(self, *names):
        for name in names:
            self.service(name).start()

    def write(self, name, lines):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (self.folder / "data" / name).write_text(text)

    def write_data(self, values):
        """A plan with one task, and a report whose indicator has these values."""
        (self.folder / "data").mkdir(exist_ok=True)
        figures = {"service": "park_region"}
        steps = [
            step("CreateOrganisation", "organisations", "reporter"),
            step("CreatePlan", "plans", "reporter"),
            step("CreateTask", "tasks", "reporter"),
            step("CreateIndicator", "indicators", "reporter", **figures),
            step("ReportObservation", "observations", "reporter", **figures),
            step("VerifyObservation", "observations", "verifier",
                 request={"name": "observations/{observation_id}"}, **figures),
            step("CreateReportTemplate", "templates", "reporter"),
            step("CreateReportItem", "items", "reporter"),
        ]
        (self.folder / "data" / "dataset.json").write_text(
            json.dumps({"id": "year", "title": "试验", "steps": steps}))
        self.write("organisations.jsonl", [{"organisation_id": "office", "organisation": {
            "display_name": "办公室", "kind": "ORGANISATION_KIND_DEPARTMENT"}}])
        self.write("plans.jsonl", [{"plan_id": "2019", "plan": {
            "title": "绩效任务", "year": 2019, "issuer": "organisations/office",
            "from_date": "2019-01-01", "to_date": "2019-12-31"}}])
        self.write("tasks.jsonl", [{"task_id": "1", "task": {
            "plan": "plans/2019", "number": "1", "title": "宣讲", "statement": "开展宣讲",
            "lead_department": "organisations/office", "deadline": "2019-12-31"}}])
        self.write("indicators.jsonl", [{"indicator_id": LECTURES, "indicator": {
            "display_name": "宣讲场次", "unit": "次", "measure": "MEASURE_KIND_FLOW",
            "definition": "全年场次"}}])
        numbered = list(enumerate(values, 1))
        self.write("observations.jsonl", [observation(*pair) for pair in numbered])
        self.write("templates.jsonl", [{"report_template_id": "year", "report_template": {
            "display_name": "年度报告", "issuer": "办公室", "plan": "//task_registry/plans/2019",
            "period": {"start_date": "2019-01-01", "end_date": "2019-12-31"}}}])
        self.write("items.jsonl", [{"parent": TEMPLATE, "report_item_id": "1", "report_item": {
            "number": 1, "display_name": "宣讲", "tasks": ["//task_registry/tasks/1"],
            "statement": "开展宣讲", "paragraphs": [{
                "text": "".join(f"举办{{{{T{n}}}}}。" for n, _ in numbered),
                "citations": [{"id": f"T{n}", "figure":
                               f"//park_region/figures/T1.{n}-lectures"} for n, _ in numbered]}]}}])

    def report(self, *arguments, person="publisher"):
        return self.zgcctl("report", *arguments, "--as", f"role-{person}")

    def test_a_report_from_the_data_to_files_that_can_be_checked(self):
        self.start("task_registry", "park_region", "supervision_reporting")
        self.write_data([16, 15])
        self.done("import", self.folder / "data")
        out = self.folder / "out"
        publish = ("publish", "--template", TEMPLATE, "--out", out)

        blocked = self.report(*publish)
        self.assertEqual(blocked.returncode, 1, blocked.stderr)
        self.assertIn("OPEN_CONTRADICTION", blocked.stderr)
        self.assertFalse(out.exists())
        checked = self.report("check", "--template", TEMPLATE, "--format", "json")
        self.assertEqual(checked.returncode, 1)
        self.assertEqual(len(json.loads(checked.stdout)["blockers"]), 1)

        signed = self.report("sign", "--template", TEMPLATE, "--all-open", "--text", "口径不同",
                             person="supervisor")
        self.assertEqual(signed.returncode, 0, signed.stderr)
        by_signer = self.report(*publish, person="supervisor")
        self.assertEqual(by_signer.returncode, 1)
        self.assertIn("SEPARATION_OF_DUTIES", by_signer.stderr)

        published = self.report(*publish)
        self.assertEqual(published.returncode, 0, published.stderr)
        names = {"report.md", "report.html", "report.json", "findings.json", "publication.json"}
        self.assertEqual({file.name for file in out.iterdir()}, names)
        first = {name: (out / name).read_bytes() for name in names}
        again = self.report(*publish)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual({name: (out / name).read_bytes() for name in names}, first)
        self.done("report", "verify", out)

        (out / "report.md").write_text("另一份报告")
        (out / "report.html").unlink()
        spoilt = self.report("verify", out)
        self.assertEqual(spoilt.returncode, 1)
        self.assertIn("report.md: differs", spoilt.stderr)
        self.assertIn("report.html: is missing", spoilt.stderr)
        name = json.loads(first["publication.json"])["name"]
        self.done("report", "verify", name)
        self.done("report", "export", name, "--out", out)
        self.assertEqual({name: (out / name).read_bytes() for name in names}, first)

    def test_an_import_that_was_killed_is_completed_by_running_it_again(self):
        self.start("park_region")
        count = 2000
        (self.folder / "data").mkdir()
        (self.folder / "data" / "dataset.json").write_text(json.dumps(
            {"id": "many", "title": "试验", "steps": [step("CreatePark", "parks", "reporter")]}))
        self.write("parks.jsonl", [{"park_id": f"p{n}", "park": {
            "display_name": f"园{n}", "kind": "PARK_KIND_SUB_PARK", "status": "运行"}}
            for n in range(count)])
        running = self.begin("import", self.folder / "data")
        while self.revision("park_region") == 0:
            if running.poll() is not None and self.revision("park_region") == 0:
                self.fail(f"it ended and wrote nothing: {running.stdout.read()}")
        running.kill()
        running.wait()
        written = self.revision("park_region")
        again = self.done("import", self.folder / "data")
        new, there = map(int, re.search(r"(\d+) new, (\d+) already there", again).groups())
        self.assertEqual(new + there, count)
        # Calls that were under way at the kill may have been committed after it.
        self.assertGreaterEqual(there, written)
        # One commit for each: nothing is missing and nothing was written twice.
        self.assertEqual(self.revision("park_region"), count)
        self.assertEqual(len(json.loads(self.done("list", "parks", "--format", "json"))), count)

    def test_a_watch_goes_on_after_a_restart_without_a_gap(self):
        self.start("park_region")
        watch = self.begin("watch", "park_region", "--from", "0", "--limit", "3",
                           "--format", "json")

        def create(number):
            made = self.call("CreatePark", {"park_id": f"p{number}", "park": {
                "display_name": f"园{number}", "kind": "PARK_KIND_SUB_PARK", "status": "运行"}})
            self.assertEqual(made.returncode, 0, made.stderr)

        create(1)
        lines = [watch.stdout.readline()]
        service = self.services["park_region"]
        self.assertEqual(service.stop(), 0)
        service.start()
        create(2)
        create(3)
        lines += watch.stdout.readlines()
        self.assertEqual(watch.wait(), 0, lines)
        commits = [json.loads(line) for line in lines if line.startswith("{")]
        self.assertEqual([commit["position"]["revision"] for commit in commits], ["1", "2", "3"])
        self.assertTrue(any("lost at revision 1" in line for line in lines), lines)

    def test_a_search_asks_all_services_and_shows_what_those_that_answer_have(self):
        self.start("task_registry", "park_region")
        for method, request in (
                ("CreatePark", {"park_id": "a", "park": {
                    "display_name": "滨海中关村科技园", "kind": "PARK_KIND_SUB_PARK"}}),
                ("CreatePark", {"park_id": "b", "park": {
                    "display_name": "中关村软件园", "kind": "PARK_KIND_SUB_PARK"}}),
                ("CreateOrganisation", {"organisation_id": "o", "organisation": {
                    "display_name": "中关村管委会", "kind": "ORGANISATION_KIND_DEPARTMENT"}})):
            made = self.call(method, request)
            self.assertEqual(made.returncode, 0, made.stderr)
        ran = self.zgcctl("search", "zgc", "--format", "json", "--timeout", "2")
        self.assertEqual(ran.returncode, 3, ran.stderr)
        self.assertIn("funding_ledger search", ran.stderr)
        self.assertEqual([(row["kind"], row["name"], row["service"])
                          for row in json.loads(ran.stdout)],
                         [("Organisation", "organisations/o", "task_registry"),
                          ("Park", "parks/a", "park_region"), ("Park", "parks/b", "park_region")])
        self.assertEqual(self.done("search", "中关村", "科技", "--kind", "parks", "--format",
                                   "tsv").splitlines()[1:],
                         ["Park\tparks/a\t滨海中关村科技园\tpark_region"])
        listed = self.done("list", "parks", "--filter", "display_name:中关村", "--order-by",
                           "kind, display_name desc", "--format", "json")
        self.assertEqual([row["name"] for row in json.loads(listed)], ["parks/a", "parks/b"])

    def test_scripts_can_tell_what_happened(self):
        self.start("park_region")
        for code, arguments in (
                (0, ("status", "park_region")),
                (0, ("backup", "park_region")),
                (0, ("verify", "park_region")),
                (0, ("list", "parks", "--format", "json")),
                (1, ("get", "parks/none")),
                (1, ("backup", "park_region", "--to", "/proc/set")),
                (2, ("get", "castles/none")),
                (2, ("search", "中关村", "--kind", "castles")),
                (2, ("list", "figures", "--service", "park_region", "--filter", "name = a")),
                (2, ("list", "parks", "--format", "xml")),
                (2, ("fly",)),
                (2, ("backup", "park_region", "--to", "")),
                (2, ("backup", "park_region", "--lease-seconds", "5")),
                (2, ("get", "parks/none", "--park-region", "127.0.0.1:87257")),
                (2, ("status", "--as", "张三")),
                (2, ("get", "parks/none", "--park-region", "10.0.0.1:7103")),
                (3, ("get", "parks/none", "--park-region", "127.0.0.1:1")),
                (4, ("call", "GetPark", '{"castle": 1}')),
                (4, ("figures", "scan", self.folder / "none.txt"))):
            with self.subTest(arguments=arguments):
                ran = self.zgcctl(*arguments)
                self.assertEqual(ran.returncode, code, ran.stdout + ran.stderr)
                if code:
                    self.assertEqual(ran.stderr.count("\n"), 1, ran.stderr)
                    self.assertTrue(ran.stderr.startswith("zgcctl: "), ran.stderr)

    def await_paused(self, wanted):
        """Waits until supervision follows or does not, as its status says."""
        deadline = time.monotonic() + PATIENCE
        while ("following_paused_until" in json.loads(self.done(
                "call", "zgc.ops.v1.OperationsService/GetServiceStatus",
                "--service", "supervision_reporting"))) != wanted:
            self.assertLess(time.monotonic(), deadline, f"paused: {not wanted}")
            time.sleep(0.1)

    def test_a_set_of_backups_that_is_interrupted_has_the_services_follow_again(self):
        self.start("task_registry", "park_region", "supervision_reporting")
        supervision = self.services["supervision_reporting"]
        # It answers nothing, so that the set takes as long as the test needs.
        held = self.services["park_region"].process
        endings = {signal.SIGTERM, signal.SIGINT}
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
            endings.remove(signal.SIGINT)
        for ending in endings:
            held.send_signal(signal.SIGSTOP)
            process = self.begin("backup", "supervision_reporting", "park_region", "--to",
                                 self.folder / "set", "--timeout", PATIENCE)
            self.await_paused(True)
            shown = self.zgcctl("status", "supervision_reporting").stdout
            self.assertIn("supervision_reporting: task_registry: following is paused until 2", shown)
            self.assertIn("ResumeFollowing ends that", shown)
            self.assertGreater(supervision.metric("zgc_following_paused_until_seconds"), time.time())
            # The service that answers nothing is being asked by now, and keeps no other paused.
            time.sleep(0.5)
            process.send_signal(ending)
            self.await_paused(False)
            held.send_signal(signal.SIGCONT)
            self.assertIn("interrupted", process.stdout.read())
            self.assertEqual(process.wait(PATIENCE), -ending)
            self.assertEqual(supervision.metric("zgc_following_paused_until_seconds"), 0)
            self.assertFalse((self.folder / "set").exists())

    def test_a_pause_that_a_killed_backup_left_is_said_by_the_next(self):
        self.start("task_registry", "park_region", "supervision_reporting")
        held = self.services["park_region"].process
        held.send_signal(signal.SIGSTOP)
        process = self.begin("backup", "supervision_reporting", "park_region", "--to",
                             self.folder / "killed", "--timeout", PATIENCE)
        self.await_paused(True)
        process.kill()
        process.wait(PATIENCE)
        held.send_signal(signal.SIGCONT)
        ran = self.zgcctl("backup", "supervision_reporting", "task_registry", "--to",
                          self.folder / "next")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertRegex(ran.stderr, "supervision_reporting takes over nothing of what it follows "
                                     "until 2.*killed")
        self.assertNotIn("task_registry takes", ran.stderr)
        # As it says.
        self.done("call", "ResumeFollowing", "{}", "--service", "supervision_reporting")
        self.await_paused(False)
        self.assertNotIn("killed", self.zgcctl("backup", "supervision_reporting", "--to",
                                               self.folder / "last").stderr)

    def test_a_file_is_known_again_by_its_digest(self):
        self.start("park_region")
        notice = "关于印发的通知".encode()
        (self.folder / "notice.txt").write_bytes(notice)
        (self.folder / "other.txt").write_bytes(notice + b".")
        # A digest of each kind.
        for name, kind in (("a", "SHA256"), ("b", "SM3")):
            made = self.call("CreateEvidence", {"evidence_id": name, "evidence": {
                "title": "通知", "issuer": "市政府", "number": f"{name}号",
                "digest": hashlib.new(kind.lower(), notice).hexdigest(),
                "digest_algorithm": f"FILE_DIGEST_ALGORITHM_{kind}",
                "size_bytes": len(notice)}}, "--service", "park_region")
            self.assertEqual(made.returncode, 0, made.stderr)
        check = ("evidence", "check", "--service", "park_region", "--format", "tsv")
        rows = self.done(*check, self.folder / "notice.txt").splitlines()
        self.assertEqual(rows[1:], [f"//park_region/evidence/{name}\t{name}号\t通知\t市政府\t"
                                    for name in "ab"])
        none = self.zgcctl(*check, self.folder / "other.txt")
        self.assertEqual(none.returncode, 1)
        self.assertIn("other.txt is no evidence that is recorded: sha256 ", none.stderr)
        for missing in ("missing.txt", "."):
            ran = self.zgcctl(*check, self.folder / missing)
            self.assertEqual(ran.returncode, 4, ran.stderr)
            self.assertIn("cannot be read", ran.stderr)
        # All services are asked, and one that does not answer may have it.
        ran = self.zgcctl("evidence", "check", self.folder / "notice.txt", "--timeout", "1")
        self.assertEqual(ran.returncode, 3)
        self.assertIn("//park_region/evidence/a", ran.stdout)
        self.assertIn("not checked with task_registry, funding_ledger, supervision_reporting",
                      ran.stderr)

    def test_the_numerals_of_a_text(self):
        text = "2019年，支持49家企业，投入22.55亿元。"
        scanned = self.zgcctl("figures", "scan", "-", "--format", "tsv", text=text)
        self.assertEqual(scanned.stdout.splitlines(), [
            "offset\tprinted\tclass\tvalue\tunit\tqualifier",
            "0\t2019年\tdate\t\t\texact",
            "8\t49家\tfigure\t49\t家\texact",
            "16\t22.55亿元\tfigure\t2255000000\t元\texact"])
        (self.folder / "bad.txt").write_bytes("园区".encode() + b"\xff")
        bad = self.zgcctl("figures", "scan", self.folder / "bad.txt")
        self.assertEqual(bad.returncode, 4)
        self.assertIn("bad.txt: the byte at offset 6 is no UTF-8", bad.stderr)


if __name__ == "__main__":
    unittest.main()
