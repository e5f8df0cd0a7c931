"""What a service holds while callers send more than it can: bounded, whatever they do."""

import subprocess
import unittest

from suite import BUILD, PATIENCE, SuiteTest

# Less than what is sent; a host that is busy lets more of it arrive before it is refused.
LIMIT_KIB = 1280 << 10


class MemoryTest(SuiteTest):
    def peak_kib(self, service):
        with open(f"/proc/{service.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    def send(self, service, count, size):
        """How that many writes at once ended: {outcome: times}."""
        ran = subprocess.run(
            [BUILD / "tests/e2e/large_writes", service.address, str(count), str(size)],
            capture_output=True, text=True, timeout=PATIENCE, check=True)
        lines = (line.split(" ", 1) for line in ran.stdout.splitlines())
        return {outcome: int(times) for times, outcome in lines}

    def test_four_hundred_writes_of_4_mib_at_once(self):
        tasks = self.service("task_registry")
        tasks.start()
        outcomes = self.send(tasks, 400, 4_000_000)
        self.assertEqual(sum(outcomes.values()), 400, outcomes)
        for outcome in outcomes:
            # No task (3), or refused until there is room: by the service (8), or by gRPC,
            # which also ends connections (14).
            self.assertRegex(outcome, "^3 |^8 |^14 ", outcomes)
        self.assertLess(self.peak_kib(tasks), LIMIT_KIB, outcomes)
        # It serves as before: one of a size that a resource may have.
        self.assertRegex(" ".join(self.send(tasks, 1, 100_000)), "^3 ")
        self.assertEqual(tasks.stop(), 0)


if __name__ == "__main__":
    unittest.main()
