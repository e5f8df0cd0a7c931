"""A service says that a source has fallen silent, though its connection stands."""

import signal
import time
import unittest

from suite import PATIENCE, SuiteTest


class SourcesTest(SuiteTest):
    def _flags(self, name):
        flags = super()._flags(name)
        return flags + ["--max-source-age-seconds=20"] if flags else flags

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


if __name__ == "__main__":
    unittest.main()
