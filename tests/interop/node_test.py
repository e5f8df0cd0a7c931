"""Starts the parks for the checks of client.js, which is a client in JavaScript."""

import subprocess
import unittest

import interop


class NodeClientTest(interop.SuiteTest):
    def test_grpc_js(self):
        server = self.service("park_region")
        server.start()
        ran = subprocess.run(["node", interop.SOURCE / "tests/interop/client.js", server.address],
                             capture_output=True, text=True, timeout=interop.PATIENCE)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main()
