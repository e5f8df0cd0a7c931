"""A set of backups that is made under writes restores to a suite that follows itself.

ZGC_BACKUP_ROUNDS sets how often; 2 unless it is set.
"""

import json
import os
import threading
import time
import unittest

import grpc

from following import FollowingTest
from suite import PATIENCE, SERVICES, SOURCES

# Callers of each service, each with one call under way.
WRITERS = 6


class Writer:
    """Calls one service until it is ended; what was acknowledged. Each call is given an id."""

    def __init__(self, service, calls):
        self.acknowledged = []
        self.wrong = []
        self.ending = False
        self.channel = grpc.insecure_channel(service.address)
        self.threads = [threading.Thread(target=self._run, args=(call, number))
                        for number, call in enumerate(calls(self.channel))]
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


class BackupSetTest(FollowingTest):
    def calls_of(self, name):
        """What each caller of a service does: makes records, and one of them figures."""
        def calls(channel):
            book = self.figures.FigureServiceStub(channel)
            return [self.observing(book)] + [self.creating(name, channel)] * (WRITERS - 1)
        return calls

    def filled(self, name, channel):
        """What callers of a service fill: its stub, its messages, and how one is made."""
        if name == "task_registry":
            return (self.tasks.OrganisationServiceStub(channel), self.tasks, "organisation",
                    {"kind": self.tasks.OrganisationKind.values()[1]})
        if name == "funding_ledger":
            return (self.funding.BudgetServiceStub(channel), self.funding, "program",
                    {})
        return (self.parks.ParkServiceStub(channel), self.parks, "park",
                {"kind": self.parks.PARK_KIND_ZONE})

    def creating(self, name, channel):
        stub, messages, kind, fields = self.filled(name, channel)
        create = getattr(stub, f"Create{kind.title()}")
        request = getattr(messages, f"Create{kind.title()}Request")
        return lambda mark: create(request(**{
            f"{kind}_id": mark, kind: {"display_name": mark, **fields}}), timeout=PATIENCE)

    def observing(self, book):
        """Each observation is a figure."""
        figures = self.figures
        return lambda mark: book.ReportObservation(figures.ReportObservationRequest(
            observation_id=mark, observation=figures.Observation(
                indicator="indicators/written", value="1", unit="个", evidence=["台账"],
                period={"end_date": "2019-12-31"}, qualifier=figures.QUALIFIER_EXACT,
                value_state=figures.VALUE_STATE_KNOWN)), timeout=PATIENCE)

    def test_a_set_restores_to_a_suite_that_follows_itself(self):
        self.start_with_report()
        self.published = self.files("published")
        for name in SOURCES:
            self.done("call", "zgc.figures.v1.FigureService/CreateIndicator", json.dumps({
                "indicator_id": "written", "indicator": {
                    "display_name": "写入", "unit": "个", "measure": "MEASURE_KIND_STOCK"}}),
                "--service", name)
        for number in range(int(os.environ.get("ZGC_BACKUP_ROUNDS", "2"))):
            self.one_round(number)

    def files(self, folder):
        return {file.name: file.read_bytes() for file in (self.folder / folder).iterdir()}

    def held(self, name):
        """Names of what a service has of what was written."""
        with grpc.insecure_channel(self.services[name].address) as channel:
            stub, messages, kind, _ = self.filled(name, channel)
            book = self.figures.FigureServiceStub(channel)
            request = getattr(messages, f"List{kind.title()}sRequest")(page_size=1000)
            return {*self.all_of(getattr(stub, f"List{kind.title()}s"), request, f"{kind}s"),
                    *self.all_of(book.ListObservations,
                                 self.figures.ListObservationsRequest(page_size=1000),
                                 "observations")}

    def one_round(self, number):
        writers = {name: Writer(self.services[name], self.calls_of(name)) for name in SOURCES}
        begin = time.monotonic()
        time.sleep(1)
        acknowledged = {name: list(writer.acknowledged) for name, writer in writers.items()}
        made = self.folder / f"set{number}"
        self.done("backup", "--to", made, "--timeout", PATIENCE)
        took = time.monotonic() - begin
        rates = {name: len(writer.acknowledged) / took for name, writer in writers.items()}
        for writer in writers.values():
            writer.ending = True
        for service in self.services.values():
            service.kill()
        for name, writer in writers.items():
            writer.end()
            self.assertFalse(writer.wrong, name)
        elsewhere = self.folder / f"restored{number}"
        self.done("restore", "--from", made, "--to", elsewhere / "{service}" / "store",
                  "--reason", "a test of the backup")
        for name in SERVICES:
            self.service(name, elsewhere).start()
        for name in SOURCES:
            missing = set(acknowledged[name]) - self.held(name)
            self.assertFalse(missing, f"{name} has lost {len(missing)}")
        rows = self.check_all_equal()
        out = f"again{number}"
        self.done("report", "export", "publications/zgc-2019", "--out", self.folder / out)
        self.assertEqual(self.files(out), self.published)
        self.done("report", "verify", "publications/zgc-2019")
        print(f"round {number}: {took:.1f} s, writes a second " +
              ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()) +
              f"; {sum(map(len, acknowledged.values()))} acknowledged before, all there; "
              f"{rows} rows that are followed, all equal")


if __name__ == "__main__":
    unittest.main()
