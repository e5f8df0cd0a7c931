"""An audit bundle of the real programs, checked by code that shares nothing with them."""

import base64
import json
import random
import subprocess
import unittest

import interop
from ledger_bundle import Bundle, Damaged


class BundleTest(interop.SuiteTest):
    def setUp(self):
        super().setUp()
        self.key = self.folder / "checkpoint-key.pem"
        self.public = self.folder / "checkpoint-public.pem"

    def make_key(self, algorithm):
        subprocess.run(["openssl", "genpkey", "-algorithm", algorithm, "-out", self.key],
                       check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-out", self.public],
                       check=True, capture_output=True)

    def start(self):
        ledger = interop.Service("funding_ledger", self.folder,
                                 lambda: [f"--checkpoint-key={self.key}"])
        self.services["funding_ledger"] = ledger
        ledger.start()

    def post(self, count):
        def made(method, request):
            ran = self.call(method, request, "--as", "role-finance-clerk")
            self.assertEqual(ran.returncode, 0, ran.stderr)

        made("CreateFiscalYear", {"fiscal_year_id": "2019"})
        made("CreateProgram", {"program_id": "f", "program": {"display_name": "专项资金"}})
        for i in range(count):
            made("CreateAppropriation", {"appropriation_id": f"a{i}", "appropriation": {
                "fiscal_year": "fiscalYears/2019", "program": "programs/f", "amount_fen": 100 + i,
                "kind": "APPROPRIATION_KIND_ORIGINAL", "document": f"文{i}"}})

    def export(self):
        path = self.folder / "ledger.zgcbundle"
        self.done("ledger", "export", "--out", path)
        return path

    def check_signature(self, text, suite):
        """By openssl, from the command line."""
        signed, signature = text.rsplit("signature: ", 1)
        (self.folder / "signed").write_text(signed)
        (self.folder / "signature").write_bytes(base64.b64decode(signature))
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", self.public,
                   "-in", self.folder / "signed", "-sigfile", self.folder / "signature"]
        if suite == "sm2-sm3":
            command += ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
        ran = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def check(self, algorithm, suite):
        self.make_key(algorithm)
        self.start()
        self.post(12)
        path = self.export()
        data = path.read_bytes()
        bundle = Bundle(data)
        self.assertEqual(bundle.transfers, 12)
        self.assertEqual(bundle.checkpoints[-1]["suite"], suite)
        for checkpoint in bundle.checkpoints:
            self.check_signature(checkpoint["text"], suite)
        self.assertIn("12", self.done("ledger", "verify", path, "--key", self.public))
        return path, data

    def test_a_stranger_finds_the_same_chain_root_and_balances(self):
        path, data = self.check("ED25519", "ed25519-sha256")
        drawn = random.Random(3)
        for _ in range(200):
            at = drawn.randrange(len(data))
            bad = data[:at] + bytes([data[at] ^ (1 << drawn.randrange(8))]) + data[at + 1:]
            with self.assertRaises((Damaged, IndexError, KeyError, ValueError)):
                Bundle(bad)
        bad = bytearray(data)
        bad[len(bad) // 2] ^= 1
        path.write_bytes(bad)
        ran = self.zgcctl("ledger", "verify", path, "--key", self.public)
        self.assertEqual(ran.returncode, 1, ran.stdout)
        self.assertRegex(ran.stderr, r"offset \d+, revision \d+|offset \d+: .*after revision \d+")

    def test_sm2_and_sm3(self):
        self.check("SM2", "sm2-sm3")

    def test_the_way_of_an_auditor(self):
        path, data = self.check("ED25519", "ed25519-sha256")
        self.assertIn("12", self.done("ledger", "check"))
        # A checkpoint of the ledger's own may be anywhere among the commits.
        listed = json.loads(self.done("call", "ListTransfers", '{"page_size": 3}'))
        proved = self.done("ledger", "prove", listed["transfers"][2]["name"], "--key", self.public)
        self.assertIn("under the root", proved)
        # A broken export goes on where it ended.
        part = self.folder / "again.zgcbundle.part"
        name = f"checkpoints/{int(Bundle(data).checkpoints[-1]['revision']):012d}"
        part.write_bytes(data[:len(data) // 2])
        self.done("ledger", "export", "--out", self.folder / "again.zgcbundle",
                  "--checkpoint", name)
        self.assertEqual((self.folder / "again.zgcbundle").read_bytes(), data)
        self.assertFalse(part.exists())
        # The wrong key, and a file that is none.
        self.make_key("ED25519")
        self.assertEqual(self.zgcctl("ledger", "verify", path, "--key", self.public).returncode, 1)
        self.assertEqual(self.zgcctl("ledger", "verify", path, "--key", path).returncode, 4)
        self.assertIn("verify", self.done("ledger", "--help"))


if __name__ == "__main__":
    unittest.main()
