"""A set of backups that is made under writes restores to a suite that follows itself.

ZGC_BACKUP_ROUNDS sets how often; 2 unless it is set.
"""

import json
import os
import pathlib
import sys
import threading
import time
import unittest

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))
import interop  # noqa: E402
from suite import PATIENCE, SERVICES, SOURCE, SOURCES, SuiteTest  # noqa: E402

DATA = SOURCE / "deploy/samples/zgc2019"
TEMPLATE = ("--template", "reportTemplates/zgc-2019")
# Callers of each service, each with one call under way.
WRITERS = 6


def setUpModule():
    global GENERATED, funding, parks, tasks, funding_grpc, parks_grpc, tasks_grpc
    GENERATED = interop.generate()
    from zgc.funding.v1 import funding_pb2 as funding, funding_pb2_grpc as funding_grpc
    from zgc.parks.v1 import parks_pb2 as parks, parks_pb2_grpc as parks_grpc
    from zgc.tasks.v1 import tasks_pb2 as tasks, tasks_pb2_grpc as tasks_grpc


def tearDownModule():
    GENERATED.cleanup()


class Writer:
    """Creates records in one service until it is ended; what was acknowledged."""

    def __init__(self, service, create):
        self.acknowledged = []
        self.wrong = []
        self.ending = False
        self.channel = grpc.insecure_channel(service.address)
        call = create(self.channel)
        self.threads = [threading.Thread(target=self._run, args=(call, number))
                        for number in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def _run(self, call, number):
        count = 0
        mark = f"{time.monotonic_ns()}-{number}"
        while not self.ending:
            count += 1
            try:
                made = call(f"w{mark}-{count}")
                self.acknowledged.append(made.name)
            except grpc.RpcError as error:
                if not self.ending:
                    self.wrong.append(error)
                return

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join()
        self.channel.close()


def create_organisation(channel):
    stub = tasks_grpc.TaskRegistryServiceStub(channel)
    return lambda name: stub.CreateOrganisation(tasks.CreateOrganisationRequest(
        organisation_id=name, organisation=tasks.Organisation(
            display_name=name, kind=tasks.OrganisationKind.values()[1])), timeout=PATIENCE)


def create_program(channel):
    stub = funding_grpc.FundingLedgerServiceStub(channel)
    return lambda name: stub.CreateProgram(funding.CreateProgramRequest(
        program_id=name, program=funding.Program(display_name=name)), timeout=PATIENCE)


def create_park(channel):
    stub = parks_grpc.ParkRegionServiceStub(channel)
    return lambda name: stub.CreatePark(parks.CreateParkRequest(
        park_id=name, park=parks.Park(display_name=name, kind=parks.PARK_KIND_ZONE)),
        timeout=PATIENCE)


CREATE = {"task_registry": (create_organisation, "organisations"),
          "funding_ledger": (create_program, "programs"),
          "park_region": (create_park, "parks")}


class BackupSetTest(SuiteTest):
    def _flags(self, name):
        if name == "funding_ledger":
            return [f"--source=task_registry={self.services['task_registry'].address}"]
        return super()._flags(name)

    def status(self, name):
        return json.loads(self.done("call", "zgc.ops.v1.OperationsService/GetServiceStatus",
                                    "--service", name))

    def test_a_set_restores_to_a_suite_that_follows_itself(self):
        self.start_suite()
        self.done("import", DATA)
        self.done("report", "sign", *TEMPLATE, "--all-open", "--text", "均按来源如实登记。",
                  "--as", "role-supervisor")
        self.done("report", "publish", *TEMPLATE, "--out", self.folder / "out",
                  "--as", "role-publisher")
        for number in range(int(os.environ.get("ZGC_BACKUP_ROUNDS", "2"))):
            self.one_round(number)

    def one_round(self, number):
        writers = {name: Writer(self.services[name], CREATE[name][0]) for name in SOURCES}
        begin = time.monotonic()
        time.sleep(1)
        acknowledged = {name: list(writer.acknowledged) for name, writer in writers.items()}
        made = self.folder / f"set{number}"
        self.done("backup", "--to", made, "--timeout", PATIENCE)
        rates = {name: len(writer.acknowledged) / (time.monotonic() - begin)
                 for name, writer in writers.items()}
        for writer in writers.values():
            writer.ending = True
        for service in self.services.values():
            service.kill()
        for name, writer in writers.items():
            writer.end()
            self.assertFalse(writer.wrong, name)
        elsewhere = self.folder / f"restored{number}"
        elsewhere.mkdir()
        for name in SERVICES:
            (elsewhere / name).mkdir()
        self.done("restore", "--from", made, "--to", elsewhere / "{service}" / "store",
                  "--reason", "a test of the backup")
        for name in SERVICES:
            self.service(name, elsewhere).start()
        for name in SOURCES:
            held = json.loads(self.done("list", CREATE[name][1], "--format", "json"))
            names = {row["name"].split("//")[-1].split("/", 1)[-1] for row in held}
            names |= {row["name"] for row in held}
            missing = [row for row in acknowledged[name] if row not in names]
            self.assertFalse(missing, f"{name} has lost {len(missing)}")
        for name in ("funding_ledger", "supervision_reporting"):
            self.check_follows(name)
        self.done("report", "verify", "publications/zgc-2019")
        print(f"round {number}: writes a second " +
              ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()))

    @staticmethod
    def applied(source):
        return source.get("applied", {}).get("revision", source.get("applied_revision"))

    def check_follows(self, name):
        """Each source is connected, and all of it is here."""
        deadline = time.monotonic() + PATIENCE
        while True:
            heads = {source: self.status(source)["position"]["revision"] for source in SOURCES}
            sources = self.status(name)["sources"]
            late = [source for source in sources
                    if not source.get("connected") or source.get("problem") or
                    self.applied(source) != heads[source["service"]]]
            if not late:
                return
            self.assertLess(time.monotonic(), deadline, f"{name} does not follow: {late}")
            time.sleep(0.2)


if __name__ == "__main__":
    unittest.main()
