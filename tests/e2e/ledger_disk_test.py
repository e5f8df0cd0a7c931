"""The ledger on a disk that fills up or forgets: nothing acknowledged is lost, what is
damaged is named."""

import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import time
import unittest

from suite import PATIENCE, SuiteTest

JOURNAL = "zgc.funding.v1.JournalService"
BATCH = 2_000


def transfers(batch):
    """One request: the same whenever it is asked for."""
    return {"transfers": [
        {"id": base64.b64encode(f"{batch:08d}{i:08d}".encode()).decode(),
         "debit": "accounts/cash", "credit": f"accounts/grant-{i % 10}", "amount_fen": 1 + i,
         "award": f"awards/w{i % 100}", "enterprise": f"//park_region/enterprises/e{i % 500}",
         "effective_date": "2019-06-30", "document": "凭证" + "字" * 40}
        for i in range(BATCH)]}


class LedgerDiskTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.ledger = self.service("funding_ledger")

    def begin(self):
        self.ledger.start()
        self.do("CreateFiscalYear", {"fiscal_year_id": "2019"})
        names = ["cash"] + [f"grant-{i}" for i in range(10)]
        self.do("BatchCreateAccounts", {"request_id": "accounts", "accounts": [
            {"name": f"accounts/{name}", "fiscal_year": "fiscalYears/2019",
             "normal_side": "ACCOUNT_SIDE_DEBIT" if name == "cash" else "ACCOUNT_SIDE_CREDIT"}
            for name in names]})

    def do(self, method, request):
        ran = self.call(method, request, "--as", "clerk")
        self.assertEqual(ran.returncode, 0, f"{method}: {ran.stderr}")
        return json.loads(ran.stdout)

    def post(self, batch):
        """Whether it was acknowledged, and what was said if not."""
        ran = self.call(f"{JOURNAL}/PostTransfers", transfers(batch), "--as", "clerk")
        return ran.returncode == 0, ran.stderr

    def check(self):
        """VerifyJournal: (exit code, row of counts, what is wrong)."""
        ran = self.zgcctl("ledger", "check", "--format", "json")
        return ran.returncode, json.loads(ran.stdout or "[{}]"), ran.stderr

    def is_indexed(self):
        """Whether every transfer has its entries: accounts, award, enterprise and id."""
        code, (row,), said = self.check()
        self.assertEqual(code, 0, said)
        return int(row["index entries"]) == 5 * int(row["transfers"])

    def mount(self, size):
        """Puts the store on a small file system of its own. Only root can."""
        if os.geteuid() != 0:
            self.fail("this test mounts a file system and must run as root")
        folder = self.folder / "funding_ledger"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "zgc-e2e", folder],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        self.addCleanup(self._end_all)
        return folder

    @staticmethod
    def fill(path):
        """Takes all that is left."""
        with open(path, "ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def test_a_full_disk_while_transfers_are_posted_and_indexed(self):
        folder = self.mount("96m")
        self.begin()
        # With room for some batches.
        with open(folder / "ballast", "wb") as file:
            free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
            os.posix_fallocate(file.fileno(), 0, free - (6 << 20))
        acknowledged = self.fill_before_the_indexes(folder / "more")
        # Then it is full in the middle of a batch. A recovery drops the old log, which makes
        # room: that is filled too.
        refused = 0
        while refused < 3:
            done, said = self.post(acknowledged)
            acknowledged += done
            refused = 0 if done else refused + 1
            if not done:
                self.assertRegex(said, "STORAGE_UNAVAILABLE|OVERLOADED")
                self.fill(folder / "more")
            self.assertLess(acknowledged, 100)
        self.assertGreater(acknowledged, 0)
        self.assertEqual(self.ledger.metric("zgc_store_writable"), 0)
        self.assertEqual(self.ledger.http("/readyz")[0], 200)
        # What was acknowledged is served while nothing can be written.
        found = self.do("ListTransfers", {"award": "awards/w0", "page_size": 1000})["transfers"]
        self.assertGreaterEqual(len(found), min(acknowledged * BATCH // 100, 1000))
        (folder / "more").unlink()
        (folder / "ballast").unlink()
        self.ledger.wait_until_writable()
        # The batch that was refused may have reached the disk: then it EXISTS.
        self.assertEqual(self.post(acknowledged)[0], True)
        acknowledged += 1
        # The indexes catch up by themselves.
        deadline = time.monotonic() + PATIENCE
        while not self.is_indexed():
            self.assertLess(time.monotonic(), deadline, self.ledger.said())
            time.sleep(0.1)
        self.ledger.kill()
        self.ledger.start()
        self.everything_is_there(acknowledged)

    def fill_before_the_indexes(self, path):
        """Posts batches and fills the disk at once, until the indexes, which are written
        some 200 ms behind, have found it full; how many were acknowledged."""
        acknowledged = 0
        while "the index of the journal was not written" not in self.ledger.said():
            self.assertLess(acknowledged, 30, self.ledger.said())
            path.unlink(missing_ok=True)
            self.ledger.wait_until_writable()
            acknowledged += self.post(acknowledged)[0]
            self.fill(path)
            time.sleep(0.5)
        return acknowledged

    def everything_is_there(self, batches):
        code, (row,), said = self.check()
        self.assertEqual(code, 0, said)
        self.assertEqual(int(row["transfers"]), batches * BATCH)
        for batch in range(batches):
            answer = self.do(f"{JOURNAL}/PostTransfers", transfers(batch))
            self.assertEqual(set(answer["results"]), {"TRANSFER_RESULT_EXISTS"})
        (cash,) = self.do("GetAccounts", {"names": ["accounts/cash"]})["accounts"]
        self.assertEqual(int(cash["balance_fen"]), batches * BATCH * (BATCH + 1) // 2)

    def test_a_start_on_a_full_disk(self):
        """What was posted last has no indexes yet, and cannot get them."""
        folder = self.mount("96m")
        self.begin()
        for batch in range(3):
            self.assertTrue(self.post(batch)[0])
        self.ledger.kill()
        self.fill(folder / "more")
        self.ledger.start()
        self.assertEqual(self.ledger.metric("zgc_store_writable"), 0)
        (cash,) = self.do("GetAccounts", {"names": ["accounts/cash"]})["accounts"]
        self.assertEqual(int(cash["balance_fen"]), 3 * BATCH * (BATCH + 1) // 2)
        found = self.do("ListTransfers", {"award": "awards/w0", "page_size": 1000})["transfers"]
        self.assertEqual(len(found), 3 * BATCH // 100)
        self.assertFalse(self.post(3)[0])
        (folder / "more").unlink()
        self.ledger.wait_until_writable()
        deadline = time.monotonic() + PATIENCE
        while not self.is_indexed():
            self.assertLess(time.monotonic(), deadline, self.ledger.said())
            time.sleep(0.1)
        self.assertTrue(self.post(3)[0])
        self.ledger.kill()
        self.ledger.start()
        self.everything_is_there(4)

    def test_flipped_bytes_of_every_file_are_found_and_named(self):
        self.begin()
        for batch in range(5):
            self.assertTrue(self.post(batch)[0])
        # What was in the log is in tables after a restart.
        for _ in range(2):
            while not self.is_indexed():
                time.sleep(0.1)
            self.assertEqual(self.ledger.stop(), 0)
            self.ledger.start()
        self.assertEqual(self.ledger.stop(), 0)
        columns = set()
        # A service that runs may merge tables away, so each flip has the store as it was.
        good = self.ledger.store.with_name("good")
        shutil.copytree(self.ledger.store, good)
        for table in sorted(self.ledger.store.glob("*.sst")):
            with self.subTest(table.name):
                by_start, by_store, by_check = self.flipped(table)
                shutil.rmtree(self.ledger.store)
                shutil.copytree(good, self.ledger.store)
                self.assertIn(table.name, by_start + by_store)
                column = re.search(r"(journal|journal_chunks|transfer_ids): Corruption", by_store)
                if column:
                    self.assertIn(table.name, by_check)
                    columns.add(column[1])
        # Those whose rows are read at the start are found there.
        self.assertLessEqual({"journal", "transfer_ids"}, columns)
        self.ledger.start()
        self.everything_is_there(5)

    def flipped(self, table):
        """What the start, VerifyStore and VerifyJournal say if one byte of the table is another."""
        place = table.stat().st_size // 3
        good = table.read_bytes()
        table.write_bytes(good[:place] + bytes([good[place] ^ 0x5A]) + good[place + 1:])
        if not self.ledger.try_start():
            self.ledger.stop()
            return self.ledger.said(), "", ""
        _, _, said = self.check()
        ran = self.call("zgc.ops.v1.OperationsService/VerifyStore", {}, "--service=funding_ledger")
        self.ledger.stop()
        return "", ran.stdout, said


if __name__ == "__main__":
    unittest.main()
