"""One service alone is restored from its backup: nothing false is paid or published, and once
its followers have read it afresh all that they have is equal again.

ZGC_RESTORE_ALONE names the cases that are run, as SERVICE:HOW with a comma between, or `all`;
HOW is how those around it are meanwhile: running, down, or refusing (they have refused already,
for a restore before).
"""

import itertools
import json
import os
import unittest

from following import FOLLOWERS, TEMPLATE, FollowingTest
from suite import PATIENCE, SERVICES, SOURCES

HOW = ("running", "down", "refusing")
CASES = os.environ.get(
    "ZGC_RESTORE_ALONE", "task_registry:running,task_registry:down,funding_ledger:refusing,"
    "park_region:running,supervision_reporting:down")
SUPERVISION = "supervision_reporting"
BOOK = "zgc.figures.v1.FigureService"
NOT_CURRENT = "SOURCE_NOT_CURRENT"


class RestoreAloneTest(FollowingTest):
    def made(self, method, request, person, *arguments):
        ran = self.call(method, request, "--as", person, *arguments)
        self.assertEqual(ran.returncode, 0, f"{method}: {ran.stderr}")
        return json.loads(ran.stdout)

    def set_up_award(self):
        """An award with three tranches, of which each waits for a milestone of its own."""
        for number in (1, 2, 3):
            self.made("zgc.tasks.v1.MilestoneService/CreateMilestone", {
                "milestone_id": f"m{number}", "milestone": {
                    "task": "tasks/2019-01", "title": "平台上线", "due_date": "2019-09-30"}},
                "role-reporter")
        self.made("zgc.funding.v1.FiscalYearService/CreateFiscalYear", {"fiscal_year_id": "2021"}, "role-reporter")
        self.made("zgc.funding.v1.BudgetService/CreateProgram", {
            "program_id": "waiting", "program": {"display_name": "平台"}}, "role-reporter")
        self.made("zgc.funding.v1.BudgetService/CreateAppropriation", {
            "appropriation_id": "waiting", "appropriation": {
                "fiscal_year": "fiscalYears/2021", "program": "programs/waiting",
                "amount_fen": 500, "kind": "APPROPRIATION_KIND_ORIGINAL", "document": "批复"}},
            "role-reporter")
        self.made("zgc.funding.v1.AwardService/CreateAward", {
            "award_id": "waiting", "award": {
                "display_name": "平台", "program": "programs/waiting",
                "fiscal_year": "fiscalYears/2021", "recipient_count": 1,
                "amount_state": "AMOUNT_STATE_KNOWN", "amount_fen": 150, "document": "批复"}},
            "role-reporter")
        self.made("zgc.funding.v1.AwardService/ApproveAward", {"name": "awards/waiting"}, "role-approver")
        self.made("zgc.funding.v1.AwardService/SignAgreement", {
            "name": "awards/waiting", "date": "2021-03-01", "document": "协议", "tranches": [
                {"amount_fen": 50, "condition": "TRANCHE_CONDITION_MILESTONE",
                 "milestone": f"//task_registry/milestones/m{number}"} for number in (1, 2, 3)]},
            "role-signer")

    def pay(self, tranche, payment):
        return self.call("zgc.funding.v1.PaymentService/CreatePayment", {
            "payment_id": payment, "payment": {
                "award": "awards/waiting", "document": "凭证", "amount_fen": 50,
                "tranche": tranche}}, "--as", "role-payer")

    def accept(self, milestone):
        self.made("zgc.tasks.v1.MilestoneService/ReportMilestone", {
            "name": milestone, "reached_date": "2019-09-20", "evidence": ["公告"]},
            "role-reporter")
        self.made("zgc.tasks.v1.MilestoneService/AcceptMilestone", {
            "name": milestone, "decided_date": "2019-09-25"}, "role-verifier")

    def write(self, service, mark, value):
        """A figure that rests on a verified observation: three commits."""
        self.made(f"{BOOK}/CreateIndicator", {
            "indicator_id": mark, "indicator": {
                "display_name": mark, "unit": "个", "measure": "MEASURE_KIND_STOCK"}},
            "role-reporter", "--service", service)
        self.made(f"{BOOK}/ReportObservation", {
            "observation_id": mark, "observation": {
                "indicator": f"indicators/{mark}", "period": {"end_date": "2019-12-31"},
                "value": str(value), "unit": "个", "qualifier": "QUALIFIER_EXACT",
                "value_state": "VALUE_STATE_KNOWN", "evidence": ["台账"]}},
            "role-reporter", "--service", service)
        self.made(f"{BOOK}/VerifyObservation", {"name": f"observations/{mark}"},
                  "role-verifier", "--service", service)

    def publications(self):
        return self.done("list", "publications", "--format", "json")

    def payments(self):
        return self.done("list", "payments", "--format", "json")

    def restore(self, service, backup):
        """Kills it and restores it alone, to a place where it has never been."""
        running = self.services[service]
        running.kill()
        running.folder = self.folder / f"restored{next(self.restored)}"
        running.store = running.folder / service / "store"
        running.store.parent.mkdir(parents=True)
        self.done("restore", "--from", backup, "--to", running.store, "--reason", "数据盘损坏")
        running.start()

    def go_back(self, service, backup, mark):
        """What it writes is followed, is lost, and as much and more is written instead. The
        milestone that was accepted is not, in what it is now."""
        self.write(service, f"lost-{mark}", 7)
        if service == "task_registry":
            self.accept(self.milestone)
        self.lost = self.revision(service)
        up = [name for name in SERVICES if self.services[name].running()]
        if all(self.state(follower, service) != "SOURCE_STATE_REFUSED"
               for follower in FOLLOWERS[service]):
            self.await_followed(up)
        if self.how == "down":
            for follower in FOLLOWERS[service]:
                self.services[follower].kill()
        self.restore(service, backup)
        for number in itertools.count():
            self.write(service, f"new-{mark}-{number}", 5)
            if self.revision(service) > self.lost:
                break
        if self.how == "down":
            for follower in FOLLOWERS[service]:
                self.services[follower].start()

    def state(self, follower, source):
        return self.source_of(follower, source)["state"]

    def check_nothing_is_done(self, source, reason):
        """Neither published nor paid, whatever a caller tries."""
        before = self.publications(), self.payments()
        refused = self.call("zgc.supervision.v1.PublicationService/PublishReport", {"report_template": TEMPLATE[1]},
                            "--as", "role-publisher")
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn(reason, refused.stderr)
        self.assertIn(source, refused.stderr)
        out = self.folder / "false"
        refused = self.zgcctl("report", "publish", *TEMPLATE, "--out", out, "--timeout", "1",
                              "--as", "role-publisher")
        self.assertNotEqual(refused.returncode, 0, refused.stdout)
        self.assertFalse(out.exists())
        status = self.zgcctl("status", SUPERVISION)
        self.assertEqual(status.returncode, 3, status.stdout)
        self.assertIn(source, status.stdout)
        if source == "task_registry":
            refused = self.pay(self.tranche, "false")
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn(reason, refused.stderr)
        self.assertEqual((self.publications(), self.payments()), before)

    def resync(self, source):
        for follower in FOLLOWERS[source]:
            self.done("resync", follower, "--source", source, "--reason", "从备份恢复",
                      "--timeout", PATIENCE)
            self.assertEqual(self.zgcctl("status", follower).returncode, 0)

    def check_all_is_done_again(self, case):
        rows = self.check_all_equal()
        self.assertEqual(self.publish(f"after-{case}"), self.printed)
        return rows

    def source_restored(self, source):
        backup = self.folder / f"set{next(self.sets)}"
        self.done("backup", source, "--to", backup, "--timeout", PATIENCE)
        mark = backup.name
        self.go_back(source, backup, mark)
        for follower in FOLLOWERS[source]:
            self.await_source(follower, source,
                              lambda found: found["state"] == "SOURCE_STATE_REFUSED")
        # What is lost is still here, and rests on nothing.
        figures = self.rows_of_supervision()[source]["zgc.figures.v1.Figure"]
        self.assertIn(f"figures/lost-{mark}", figures)
        # It is known at once, however long one would wait.
        refused = self.zgcctl("report", "publish", *TEMPLATE, "--out", self.folder / "refused",
                              "--timeout", 100 * PATIENCE, "--as", "role-publisher")
        self.assertEqual(refused.returncode, 3, refused.stdout)
        self.assertIn(f"refuses {source}", refused.stderr)
        if self.how == "refusing":
            self.go_back(source, backup, f"{mark}-again")
        self.check_nothing_is_done(source, NOT_CURRENT)
        # However much it writes.
        self.write(source, f"more-{mark}", 3)
        self.check_nothing_is_done(source, NOT_CURRENT)
        self.resync(source)
        if source == "task_registry":
            waits = self.pay(self.tranche, "false")
            self.assertIn("TRANCHE_WAITING", waits.stderr)
            self.accept(self.milestone)
            self.await_followed()
            paid = self.pay(self.tranche, f"true{self.tranche}")
            self.assertEqual(paid.returncode, 0, paid.stderr)

    def supervision_restored(self):
        """What it follows is meanwhile running, down, or refused since before its backup."""
        source = "park_region"
        earlier, later = (self.folder / f"set{next(self.sets)}" for _ in range(2))
        if self.how == "refusing":
            self.done("backup", source, "--to", earlier, "--timeout", PATIENCE)
            self.go_back(source, earlier, earlier.name)
            self.await_source(SUPERVISION, source,
                              lambda found: found["state"] == "SOURCE_STATE_REFUSED")
        self.done("backup", SUPERVISION, "--to", later, "--timeout", PATIENCE)
        for name in SOURCES:
            self.write(name, f"since-{later.name}", 4)
        if self.how != "refusing":
            self.await_followed()
        if self.how == "down":
            self.services[source].kill()
        self.restore(SUPERVISION, later)
        if self.how == "down":
            self.check_nothing_is_done(source, NOT_CURRENT)
            self.services[source].start()
        if self.how == "refusing":
            self.await_source(SUPERVISION, source,
                              lambda found: found["state"] == "SOURCE_STATE_REFUSED")
            self.check_nothing_is_done(source, NOT_CURRENT)
            self.resync(source)

    def test_one_service_alone_is_restored(self):
        self.restored, self.sets = itertools.count(), itertools.count()
        self.printed = self.start_with_report()
        self.set_up_award()
        cases = CASES if CASES != "all" else ",".join(
            f"{service}:{how}" for service in SERVICES for how in HOW)
        tranches = itertools.count(1)
        for number, case in enumerate(cases.split(",")):
            service, self.how = case.split(":")
            with self.subTest(case):
                if service == SUPERVISION:
                    self.supervision_restored()
                else:
                    if service == "task_registry":
                        self.tranche = next(tranches)
                        self.milestone = f"milestones/m{self.tranche}"
                    self.source_restored(service)
                rows = self.check_all_is_done_again(number)
                print(f"{service} restored, those around it {self.how}: {rows} rows are equal")


if __name__ == "__main__":
    unittest.main()
