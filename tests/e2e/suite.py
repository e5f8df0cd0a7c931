"""The suite as an operator has it: programs with stores, started, killed and called."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

import grpc

import ports

BUILD = pathlib.Path(os.environ["ZGC_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ("task_registry", "funding_ledger", "park_region")
SERVICES = SOURCES + ("supervision_reporting",)
# Beyond any honest answer: what hangs fails the test instead of the run.
PATIENCE = 120
# Of the policy that is delivered: its people have all that the system has that acts for them.
OFFICE = "--organisation=organisations/supervision-office"


def binary(name):
    return BUILD / "services" / name / name


class Service:
    """One service: its process, log, store and the ports that it has at every start."""

    def __init__(self, name, folder, flags=lambda: [], security=("--insecure-loopback",),
                 wrapper=()):
        self.security = security
        # A program that runs the service in its own place, such as prlimit.
        self.wrapper = wrapper
        self.name = name
        self.folder = pathlib.Path(folder)
        self.store = self.folder / name / "store"
        self.flags = flags
        self.address = f"127.0.0.1:{ports.reserve()}"
        self.admin = f"127.0.0.1:{ports.reserve()}"
        self.process = None
        self.log = []
        self.set_up = False

    def create_store(self):
        """What an operator does once: the process, ended."""
        self.store.parent.mkdir(parents=True, exist_ok=True)
        return subprocess.run([binary(self.name), f"--store=rocksdb://{self.store}",
                               "--create-store"], capture_output=True, text=True, timeout=PATIENCE)

    def try_start(self):
        """Starts it, the first time with a new store unless one is there; True once it
        serves, False if it ends instead."""
        self.log = []
        if not self.set_up and not self.store.exists():
            self.log = [self.create_store().stderr]
        self.set_up = True
        self.process = subprocess.Popen(
            [*self.wrapper, binary(self.name), *self.security, f"--listen={self.address}",
             f"--admin-listen={self.admin}", f"--store=rocksdb://{self.store}",
             f"--backup-dir={self.folder}/{self.name}/backup", *self.flags()],
            stderr=subprocess.PIPE, text=True)
        self.serves = False
        told = threading.Event()
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr, told))
        self.reader.start()
        if not told.wait(PATIENCE):
            raise AssertionError(f"{self.name} neither starts nor ends: {self.said()}")
        return self.serves

    def start(self):
        if not self.try_start():
            raise AssertionError(f"{self.name} has ended: {self.said()}")

    def refuse(self):
        """Starts it and expects that it ends by itself: (exit code, what it said)."""
        if self.try_start():
            raise AssertionError(f"{self.name} serves, though it should have refused to start")
        return self._gone(), self.said()

    def _read(self, stderr, told):
        with stderr:
            for line in stderr:
                self.log.append(line)
                if f"{self.name} listens on " in line:
                    # "NAME listens on HOST:PORT, admin HOST:PORT, revision N"
                    parts = json.loads(line)["message"].split(", ")
                    self.address = parts[0].rsplit(" ", 1)[1]
                    self.admin = parts[1].rsplit(" ", 1)[1]
                    self.serves = True
                    told.set()
        told.set()

    def said(self):
        return "".join(self.log)

    def kill(self):
        """As a power cut of this process."""
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def stop(self):
        """As systemd and Kubernetes stop it; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._gone()

    def _gone(self):
        code = self.process.wait(PATIENCE)
        self.reader.join()
        return code

    def running(self):
        return self.process is not None and self.process.poll() is None

    def http(self, path):
        """(status, text) of the admin port."""
        try:
            with urllib.request.urlopen(f"http://{self.admin}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def health(self):
        """What grpc.health.v1 says of the whole server, which has no TLS."""
        with grpc.insecure_channel(self.address) as channel:
            check = channel.unary_unary("/grpc.health.v1.Health/Check")
            answer = check(b"", timeout=PATIENCE, wait_for_ready=True)
        return {b"\x08\x01": "SERVING", b"\x08\x02": "NOT_SERVING"}.get(answer, answer)

    def metric(self, name):
        """The value of a metric without labels."""
        for line in self.http("/metrics")[1].splitlines():
            if line.startswith(f"{name} "):
                return float(line.split()[1])
        raise AssertionError(f"{self.name} has no metric {name}")

    def wait_until_writable(self):
        """Asks until it is: what makes it so happens on a thread of its own."""
        deadline = time.monotonic() + PATIENCE
        while self.metric("zgc_store_writable") != 1:
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.name} does not become writable: {self.said()}")
            time.sleep(0.1)


class SuiteTest(unittest.TestCase):
    """A folder, services in it, and zgcctl pointed at them."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zgc-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.services = {}
        self.addCleanup(self._end_all)

    def _end_all(self):
        for service in self.services.values():
            if service.running():
                service.kill()

    def service(self, name, folder=None):
        made = Service(name, folder or self.folder, lambda: self._flags(name))
        self.services[name] = made
        return made

    def _flags(self, name):
        if name == "funding_ledger":
            return ["--source=task_registry=none"]
        if name == "task_registry" and "funding_ledger" in self.services:
            return [f"--source=funding_ledger={self.services['funding_ledger'].address}"]
        if name != "supervision_reporting":
            return []
        return [f"--source={source}={self.services[source].address}" for source in SOURCES]

    def start_suite(self):
        for name in SERVICES:
            self.service(name)
        for name in SERVICES:
            self.services[name].start()

    def addresses(self):
        return [f"--{name.replace('_', '-')}={service.address}"
                for name, service in self.services.items()]

    def zgcctl(self, *arguments, text=""):
        """Runs it to its end: the process with returncode, stdout and stderr."""
        return subprocess.run([binary("zgcctl"), *self.addresses(), *map(str, arguments)],
                              input=text, capture_output=True, text=True, timeout=PATIENCE * 3)

    def done(self, *arguments):
        """Its output; it must succeed."""
        ran = self.zgcctl(*arguments)
        self.assertEqual(ran.returncode, 0, f"zgcctl {arguments}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def sign_sample(self, template="reportTemplates/zgc-2019"):
        """Signs what stops the sample's report: contradictions, and names that have digits."""
        who = ("--template", template, "--as", "role-supervisor", "--text", "均按来源如实登记。")
        self.done("report", "sign", *who, "--all-open")
        numbers = ("U30", "2019", "十九大", "70年")
        self.done("report", "sign", *who, *(f"--number={number}" for number in numbers))

    def begin(self, *arguments):
        """Starts it and leaves it running; its output is read line by line."""
        process = subprocess.Popen([binary("zgcctl"), *self.addresses(), *map(str, arguments)],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def revision(self, name):
        status = self.done("call", "zgc.ops.v1.OperationsService/GetServiceStatus",
                           "--service", name)
        return int(json.loads(status).get("position", {}).get("revision", 0))

    def call(self, method, request, *arguments):
        """One call by zgcctl: the process; what it printed is JSON."""
        return self.zgcctl("call", method, "-", *arguments,
                           text=json.dumps(request, ensure_ascii=False))
