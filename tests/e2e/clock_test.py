"""A service on a machine whose clock jumps."""

import datetime
import json
import time
import unittest

import suite

DAY = 86_400


class ClockTest(suite.SuiteTest):
    def setUp(self):
        super().setUp()
        self.ahead = self.folder / "ahead"
        self.parks = suite.Service(
            "park_region", self.folder,
            wrapper=("env", f"LD_PRELOAD={suite.BUILD}/common/testing/libset_clock.so",
                     f"ZGC_SET_CLOCK={self.ahead}"))
        self.services["park_region"] = self.parks
        self.parks.start()

    def set_clock(self, seconds):
        beside = self.ahead.with_name("next")
        beside.write_text(str(seconds))
        beside.rename(self.ahead)

    def created(self, number):
        """Writes, and says how many seconds ahead of the real time that is dated."""
        made = self.call("zgc.parks.v1.ParkService/CreatePark", {
            "park_id": f"park-{number}",
            "park": {"display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK"}})
        self.assertEqual(made.returncode, 0, made.stderr)
        text = json.loads(made.stdout)["create_time"][:19] + "+00:00"
        return datetime.datetime.fromisoformat(text).timestamp() - time.time()

    def wait_for_jump(self, low, high):
        deadline = time.monotonic() + suite.PATIENCE
        while not low <= self.parks.metric("zgc_clock_jump_seconds") <= high:
            self.assertLess(time.monotonic(), deadline, self.parks.said())
            time.sleep(0.1)

    def wait_for_log(self, words):
        deadline = time.monotonic() + suite.PATIENCE
        while words not in self.parks.said():
            self.assertLess(time.monotonic(), deadline, self.parks.said())
            time.sleep(0.1)

    def test_a_jump_is_believed_after_a_restart(self):
        self.assertLess(abs(self.created(1)), 60)
        self.assertLess(self.parks.metric("zgc_commit_ahead_seconds"), 60)
        self.assertEqual(self.parks.metric("zgc_clock_jump_seconds"), 0)
        self.set_clock(DAY)
        self.wait_for_jump(DAY - 60, DAY + 60)
        self.assertLess(abs(self.created(2)), 60)
        self.wait_for_log("the machine's clock is not believed")
        # It is set right again.
        self.set_clock(0)
        self.wait_for_jump(0, 0)
        self.assertLess(abs(self.created(3)), 60)
        self.wait_for_log("the machine's clock is believed again")
        self.set_clock(DAY)
        self.assertEqual(self.parks.stop(), 0)
        self.parks.start()
        self.assertEqual(self.parks.metric("zgc_clock_jump_seconds"), 0)
        self.assertGreater(self.created(4), DAY - 60)
        # Commit times do not go back, though the clock does.
        self.set_clock(0)
        self.assertEqual(self.parks.stop(), 0)
        self.parks.start()
        self.assertGreater(self.created(5), DAY - 120)
        self.assertGreater(self.parks.metric("zgc_commit_ahead_seconds"), DAY - 120)


if __name__ == "__main__":
    unittest.main(verbosity=2)
