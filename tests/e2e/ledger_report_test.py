"""Reports of the ledger as files: CSV and XLSX of the sample year, against the journal."""

import csv
import io
import json
import re
import unittest
import xml.etree.ElementTree as xml
import zipfile

from suite import SOURCE, SuiteTest

DATA = SOURCE / "deploy/samples/zgc2019"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DIMENSIONS = ("program", "quarter", "park", "department", "enterprise")


def read_xlsx(path):
    """Cells by row and column of the one sheet: text, or number as text."""
    with zipfile.ZipFile(path) as book:
        if book.testzip() is not None:
            raise AssertionError(f"{path} is damaged")
        shared = ["".join(part.text or "" for part in item.iter(MAIN + "t"))
                  for item in xml.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = xml.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = {}
    for cell in sheet.iter(MAIN + "c"):
        value = cell.find(MAIN + "v")
        if value is None:
            continue
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
        text = shared[int(value.text)] if cell.get("t") == "s" else value.text
        cells.setdefault(int(row), {})[column] = text
    return cells, sheet


class LedgerReportTest(SuiteTest):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.start_suite()
        self.done("import", DATA)

    def report(self, *arguments):
        return self.done("ledger", "report", *arguments)

    def fold(self):
        """What the journal adds up to for each kind of account of 2019, in fen."""
        sums = {}
        for line in json.loads(self.done("list", "transfers", "--format", "json")):
            for side, sign in (("debit", 1), ("credit", -1)):
                found = re.match(r"accounts/2019-([a-z]+)-", line[side])
                if found:
                    kind = found.group(1)
                    sums[kind] = sums.get(kind, 0) + sign * int(line["amount_fen"])
        return sums

    def csv_rows(self, *arguments):
        path = self.folder / "report.csv"
        self.report(*arguments, "--out", path)
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))

    def test_every_execution_report_of_the_sample_year_adds_up_to_the_journal(self):
        sums = self.fold()
        spent = sum(sums.get(kind, 0) for kind in ("spent", "unitemised", "claimed"))
        self.assertGreater(spent, 0)
        for dimension in DIMENSIONS:
            rows = self.csv_rows("execution", "--fiscal-year", "2019", "--by", dimension,
                                 "--unit", "fen")
            total = rows[-1]
            tops = [row for row in rows[:-1] if row.get("级次", "0") == "0"]
            self.assertIn("合计", total.values())
            for column, expected in (("已支出（分）", spent),
                                     ("已承诺未拨付（分）", sums.get("committed", 0)),
                                     ("应收追回（分）", sums.get("receivable", 0))):
                self.assertEqual(int(total[column]), expected, f"{column} by {dimension}")
                self.assertEqual(sum(int(row[column]) for row in tops), expected, dimension)
            if dimension in ("program", "quarter", "department"):
                self.assertEqual(int(total["预算（分）"]), -sums["source"])

    def test_a_workbook_holds_what_the_csv_holds(self):
        arguments = ("execution", "--fiscal-year", "2019", "--by", "program")
        rows = self.csv_rows(*arguments)
        book = self.folder / "report.xlsx"
        self.report(*arguments, "--out", book)
        cells, sheet = read_xlsx(book)
        self.assertIn("2019年度预算执行情况表", cells[1]["A"])
        headings = [cells[3][column] for column in sorted(cells[3])]
        self.assertEqual(headings, list(rows[0]))
        for offset, row in enumerate(rows):
            for column, (heading, expected) in zip("ABCDEFGHIJKLMNOP", row.items()):
                shown = cells[4 + offset].get(column, "")
                if expected == "":
                    self.assertEqual(shown, "")
                elif "（元）" in heading or heading == "级次":
                    self.assertEqual(round(float(shown) * 100), round(float(expected) * 100))
                elif heading.endswith("（%）"):
                    self.assertAlmostEqual(float(shown), float(expected))
                else:
                    self.assertEqual(shown, expected)
        check = cells[4 + len(rows)]
        self.assertEqual(check["A"], "校验")
        self.assertEqual({text for column, text in check.items() if column != "A"}, {"一致"})
        formulas = [formula.text for formula in sheet.iter(MAIN + "f")]
        self.assertTrue(all("SUM" in formula for formula in formulas) and formulas)
        self.assertIsNotNone(sheet.find(f".//{MAIN}pane[@state='frozen']"))

    def test_a_report_of_a_revision_is_the_same_file_later(self):
        revision = self.revision("funding_ledger")
        for name, arguments in (
                ("balance", ("trial-balance", "--fiscal-year", "2019")),
                ("aging", ("aging", "--as-of", "2019-12-31")),
                ("days", ("decision-to-cash", "--fiscal-year", "2019"))):
            for ending in ("xlsx", "csv"):
                first, again = (self.folder / f"{name}{n}.{ending}" for n in (1, 2))
                self.report(*arguments, "--revision", revision, "--out", first)
                self.call("CreateFiscalYear", {"fiscal_year_id": "2031" if ending == "csv"
                                               else "2030"})
                self.report(*arguments, "--revision", revision, "--out", again)
                self.assertEqual(first.read_bytes(), again.read_bytes(), first)
                self.assertGreater(len(first.read_bytes()), 50)

    def test_a_statement_of_every_account_ends_with_its_balance(self):
        accounts = json.loads(self.done("list", "accounts", "--format", "json"))
        self.assertTrue(accounts)
        for account in accounts:
            rows = self.csv_rows("statement", account["name"], "--unit", "fen")
            closing = rows[-2]
            self.assertEqual(closing["摘要"], "期末余额")
            self.assertEqual(closing["余额（分）"], account.get("balance_fen", "0"))
            self.assertEqual(rows[-1]["借方（分）"], account.get("debits_fen", "0"))

    def test_wrong_usage_writes_no_file(self):
        out = self.folder / "x.xlsx"
        wrong = self.zgcctl("ledger", "report", "execution", "--fiscal-year", "1999", "--out", out)
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("RESOURCE_NOT_FOUND", wrong.stderr)
        self.assertFalse(out.exists())
        no_file = self.zgcctl("ledger", "report", "trial-balance", "--fiscal-year", "2019",
                              "--format", "xlsx")
        self.assertEqual(no_file.returncode, 2)
        bom = self.folder / "bom.csv"
        self.report("trial-balance", "--fiscal-year", "2019", "--out", bom, "--bom")
        self.assertTrue(bom.read_bytes().startswith(b"\xef\xbb\xbf"))


if __name__ == "__main__":
    unittest.main()
