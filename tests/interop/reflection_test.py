"""buf curl knows the services from their reflection alone."""

import json
import subprocess
import unittest

import interop

OWN = {
    "task_registry": ("zgc.tasks.v1.TaskService", "ListTasks"),
    "funding_ledger": ("zgc.funding.v1.BudgetService", "ListPrograms"),
    "park_region": ("zgc.parks.v1.ParkService", "ListParks"),
    "supervision_reporting": ("zgc.supervision.v1.ReportService", "ListReportTemplates"),
}
SHARED = {"zgc.ops.v1.OperationsService", "zgc.figures.v1.FigureService",
          "zgc.records.v1.RecordService", "zgc.records.v1.EvidenceService"}


class ReflectionTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        self.start_suite()

    def curl(self, service, *arguments, path=""):
        address = self.services[service].address
        return subprocess.run(
            [interop.BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments,
             f"http://{address}{path}"],
            capture_output=True, text=True, timeout=interop.PATIENCE)

    def test_every_service_lists_and_answers_its_methods(self):
        for service, (contract, method) in OWN.items():
            with self.subTest(service):
                listed = self.curl(service, "--list-services")
                self.assertEqual(listed.returncode, 0, listed.stderr)
                self.assertLessEqual({contract} | SHARED, set(listed.stdout.split()))
                answer = self.curl(service, "-d", "{}", path=f"/{contract}/{method}")
                self.assertEqual(answer.returncode, 0, answer.stderr)
                status = self.curl(service, "-d", "{}",
                                   path="/zgc.ops.v1.OperationsService/GetServiceStatus")
                self.assertEqual(json.loads(status.stdout)["service"], service)


if __name__ == "__main__":
    unittest.main()
