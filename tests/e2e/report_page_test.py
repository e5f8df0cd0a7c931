"""The published report as its readers see it: in a browser and on paper."""

import re
import subprocess
import unittest

from suite import PATIENCE, SOURCE, SuiteTest

TEMPLATE = ("--template", "reportTemplates/zgc-2019")
PAGE = SOURCE / "tests/e2e/report_page.js"


class ReportPageTest(SuiteTest):
    def publish(self):
        self.start_suite()
        self.done("import", SOURCE / "deploy/samples/zgc2019")
        self.sign_sample()
        self.done("report", "publish", *TEMPLATE, "--out", self.folder, "--as", "role-publisher")
        return self.folder / "report.html"

    def open(self, report):
        return subprocess.run(["node", PAGE, report, self.folder / "report.pdf"],
                              capture_output=True, text=True, timeout=PATIENCE)

    def test_it_is_whole_fits_its_pages_and_asks_nobody(self):
        report = self.publish()
        opened = self.open(report)
        self.assertEqual(opened.returncode, 0, opened.stderr)
        printed = subprocess.run(["pdfinfo", self.folder / "report.pdf"], capture_output=True,
                                 text=True, check=True, timeout=PATIENCE).stdout
        self.assertRegex(printed, r"Page size:.*A4")
        pages = int(re.search(r"Pages: *(\d+)", printed).group(1))
        self.assertIn(pages, range(20, 60))

        # What the check would say of a page that is not like that.
        text = report.read_text(encoding="utf-8")
        for fault, broken in {
            "leads nowhere": text.replace('id="item-7"', 'id="elsewhere"'),
            "25 items": text.replace('<article id="item-7">', "<div>"),
            "beyond the page": text.replace('<section id="items">',
                                            '<section id="items"><div style="width:60em">长</div>'),
            "asks for": text.replace("</body>", '<img src="http://127.0.0.1:9/x.png"/></body>'),
            "console": text.replace("</body>", '<script>console.log("x")</script></body>'),
        }.items():
            with self.subTest(fault):
                self.assertNotEqual(broken, text)
                report.write_text(broken, encoding="utf-8")
                self.assertIn(fault, self.open(report).stderr)


if __name__ == "__main__":
    unittest.main()
