"""A service says that a source has fallen silent, though its connection stands."""

import signal
import time
import unittest

from suite import PATIENCE, SuiteTest


class SourcesTest(SuiteTest):
    def _flags(self, name):
        flags = super()._flags(name)
        if name == "supervision_reporting":
            flags = [flag for flag in flags if f"={self.unknown}=" not in flag]
        return flags + ["--max-source-age-seconds=20"] if flags else flags

    # A source that supervision is told nothing of.
    unknown = None

    def await_status(self, code):
        """Asks until `zgcctl status` of supervision ends with that code; its output."""
        deadline = time.monotonic() + PATIENCE
        while True:
            ran = self.zgcctl("status", "supervision_reporting", "--format", "json")
            if ran.returncode == code:
                return ran.stdout
            self.assertLess(time.monotonic(), deadline, ran.stdout + ran.stderr)
            time.sleep(0.2)

    def source_current(self, source):
        lines = self.services["supervision_reporting"].http("/metrics")[1].splitlines()
        name = f'zgc_source_current{{source="{source}"}} '
        return [float(line[len(name):]) for line in lines if line.startswith(name)]

    def test_a_source_that_is_stopped_is_late(self):
        self.start_suite()
        self.await_status(0)
        self.assertEqual(self.source_current("task_registry"), [1])
        registry = self.services["task_registry"].process
        # Its connections stand, as those of a machine that hangs.
        registry.send_signal(signal.SIGSTOP)
        try:
            self.assertIn("late since", self.await_status(3))
            self.assertEqual(self.source_current("task_registry"), [0])
            self.assertEqual(self.source_current("park_region"), [1])
        finally:
            registry.send_signal(signal.SIGCONT)
        self.await_status(0)

    def test_a_source_that_is_not_followed_is_not_waited_for(self):
        self.unknown = "park_region"
        self.start_suite()
        refused = self.zgcctl("report", "check", "--template", "reportTemplates/r",
                              "--timeout", 100 * PATIENCE)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("does not follow park_region: it is not followed: this service was started "
                      "without --source=park_region=HOST:PORT, or with --source=park_region=none",
                      refused.stderr)


if __name__ == "__main__":
    unittest.main()
