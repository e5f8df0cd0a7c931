"""Tables of enterprises, in and out of the real service: what an office has in its spreadsheets."""

import json
import unittest

from suite import SuiteTest

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number):
    """A unified social credit code that passes GB 32100-2015, another for each number."""
    digits = ""
    for _ in range(8):
        digits = ALPHABET[number % 31] + digits
        number //= 31
    body = "91110108M" + digits
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[-total % 31]


class TableTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.parks = self.service("park_region")
        self.parks.start()

    def write(self, name, rows, encoding):
        path = self.folder / name
        path.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))
        return path

    def run_parks(self, *arguments):
        return self.zgcctl("parks", *arguments, "--as", "role-reporter")

    def enterprises(self):
        listed = self.done("list", "enterprises", "--limit", "0", "--format", "json")
        return json.loads(listed)

    def names(self):
        return sorted(one["display_name"] for one in self.enterprises())

    def test_chance_decides_nothing_and_no_good_row_is_lost(self):
        table = self.write("名录.csv", [
            ("园区企业名录",), ("企业名称", "统一社会信用代码", "注册资本(万元)"),
            ("东方科技", credit_code(1), "5000"), ("东方科技(北京)", credit_code(1), "500"),
            ("西山科技", credit_code(2), "800"), ("南湖科技", "", "300"), ("南湖科技", "", "300"),
            ("北岸科技", credit_code(3)[:-1], "1")], "gbk")
        checked = self.run_parks("import", table, "--check", "--id", "first")
        self.assertEqual(checked.returncode, 1, checked.stdout + checked.stderr)
        self.assertIn("C 注册资本(万元) → 不导入", checked.stdout)
        self.assertIn("合格 2, 重复 1, 不合格 3", checked.stdout)
        self.assertEqual(self.names(), [])
        applied = self.run_parks("import", table, "--id", "first")
        self.assertEqual(applied.returncode, 1, applied.stdout + applied.stderr)
        self.assertEqual(self.names(), ["南湖科技", "西山科技"])
        shown = self.done("parks", "show-import", "first", "--format", "tsv")
        self.assertIn("8\tB 统一社会信用代码\t不合格\t", shown)

        # A branch of one of them is recorded meanwhile, so that it stays.
        head = next(one["name"] for one in self.enterprises() if one["display_name"] == "西山科技")
        self.done("call", "CreateEnterprise", json.dumps(
            {"enterprise_id": "branch",
             "enterprise": {"display_name": "西山科技天津分公司", "head_enterprise": head}}))
        back = self.run_parks("take-back", "first", "--reason", "文件有误")
        self.assertEqual(back.returncode, 1, back.stdout + back.stderr)
        self.assertIn("保留", back.stdout)
        self.assertIn("enterprises/branch", back.stdout)
        self.assertEqual(self.names(), ["西山科技", "西山科技天津分公司"])

    def test_an_import_that_a_kill_cuts_off_goes_on_where_it_was(self):
        count = 3000
        rows = [("企业名称", "信用代码")]
        rows += [(f"第{i}号科技", credit_code(i * 7)) for i in range(1, count + 1)]
        table = self.write("large.csv", rows, "utf-8-sig")
        running = self.begin("parks", "import", table, "--id", "large", "--timeout", "5")
        while self.parks.running() and self.revision("park_region") < 9:
            pass
        self.parks.kill()
        self.parks.start()
        running.wait()
        done = self.done("parks", "import", table, "--id", "large")
        self.assertIn(f"已导入 {count},", done)
        self.assertEqual(len(self.names()), count)

    def test_what_is_exported_imports_back_to_the_same(self):
        table = self.write("a.csv", [
            ("企业名称", "信用代码", "标签", "简称"),
            ("甲科技", credit_code(1), "高新技术企业、龙头企业", "甲"),
            ("“乙”科技", credit_code(2), "", "")], "utf-8")
        self.done("parks", "import", table, "--id", "a")
        fields = ("display_name", "uscc", "roles", "aliases")

        def told():
            return sorted([one.get(field) for field in fields] for one in self.enterprises())

        before = told()
        for number, name in enumerate(("out.csv", "out.xlsx")):
            self.done("parks", "export", self.folder / name)
            self.done("parks", "take-back", "a" if number == 0 else "b0", "--reason", "试验")
            self.assertEqual(self.names(), [])
            self.done("parks", "import", self.folder / name, "--id", f"b{number}")
            self.assertEqual(told(), before)


if __name__ == "__main__":
    unittest.main()
