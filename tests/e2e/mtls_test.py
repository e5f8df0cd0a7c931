"""The suite as it is deployed: mutual TLS everywhere and the policy of deploy/kustomize."""

import json
import subprocess
import time
import unittest

import suite

CERTS = suite.SOURCE / "deploy" / "certs" / "make-dev-certs"
POLICY = suite.SOURCE / "deploy" / "kustomize" / "base" / "policy.json"
PEOPLE = ("oa", "finance", "auditor", "operations", "stranger")


class MtlsSuiteTest(suite.SuiteTest):
    def setUp(self):
        super().setUp()
        names = [name.replace("_", "-") for name in suite.SERVICES]
        subprocess.run([CERTS, self.folder, *names, *PEOPLE], check=True, capture_output=True,
                       timeout=suite.PATIENCE)
        for name in suite.SERVICES:
            service = suite.Service(name, self.folder, lambda name=name: self._flags(name),
                                    security=(*self.tls(name.replace("_", "-")),
                                              f"--policy={POLICY}"))
            self.services[name] = service
            service.start()

    def tls(self, who):
        return (f"--tls-cert={self.folder}/{who}.pem", f"--tls-key={self.folder}/{who}-key.pem",
                f"--tls-ca={self.folder}/ca.pem")

    def create(self, who, method, request, *more):
        return self.call(method, request, "--as=Clerk", *more, *self.tls(who))

    def test_each_caller_does_what_its_roles_allow_and_supervision_follows(self):
        organisation = {"organisation_id": "committee", "organisation": {
            "display_name": "管委会", "kind": "ORGANISATION_KIND_COMMITTEE"}}
        year = {"fiscal_year_id": "2019", "fiscal_year": {}}
        organisations = "zgc.tasks.v1.OrganisationService/CreateOrganisation"
        years = "zgc.funding.v1.FiscalYearService/CreateFiscalYear"

        # It says of whom the person is, and only an office has the whole zone.
        refused = self.create("oa", organisations, organisation)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("zgc-organisation", refused.stderr)
        refused = self.create("oa", organisations, organisation,
                              "--organisation=organisations/committee")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("OUT_OF_SCOPE", refused.stderr)
        made = self.create("oa", organisations, organisation, suite.OFFICE)
        self.assertEqual(made.returncode, 0, made.stderr)
        made = self.create("finance", years, year)
        self.assertEqual(made.returncode, 0, made.stderr)

        # Neither may do it without saying for whom.
        refused = self.call(organisations, organisation, *self.tls("oa"))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("PERSON_REQUIRED", refused.stderr)

        refused = self.create("oa", years, year, suite.OFFICE)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("PERMISSION_DENIED", refused.stderr)
        refused = self.create("stranger", organisations, organisation)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("spiffe://zgc/stranger", refused.stderr)

        audit = self.call("zgc.ops.v1.OperationsService/ListAuditRecords", {},
                          "--service=funding_ledger", *self.tls("auditor"))
        self.assertEqual(audit.returncode, 0, audit.stderr)
        records = json.loads(audit.stdout)["records"]
        self.assertIn(("spiffe://zgc/oa", "PERMISSION_DENIED"),
                      [(record["caller"], record["result"]) for record in records])

        self.await_followed()

    def await_followed(self):
        """Followers use the service's own certificate; their sources let them in by the policy."""
        deadline = time.monotonic() + suite.PATIENCE
        while True:
            asked = self.call("zgc.ops.v1.OperationsService/GetServiceStatus", {},
                              "--service=supervision_reporting", *self.tls("operations"))
            self.assertEqual(asked.returncode, 0, asked.stderr)
            sources = json.loads(asked.stdout).get("sources", [])
            applied = {source["service"]: int(source.get("applied", {}).get("revision", 0))
                       for source in sources}
            if all(applied.get(name, 0) > 0 for name in ("task_registry", "funding_ledger")):
                return
            self.assertLess(time.monotonic(), deadline, f"supervision does not follow: {sources}")
            time.sleep(0.1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
