"""A data set with mistakes: each is named by file and line, and nothing is lost."""

import json
import unittest

from suite import SuiteTest

PERIOD = {"start_date": "2021-01-01", "end_date": "2021-12-31"}


def park(number, **fields):
    return {"park_id": f"p{number}",
            "park": {"display_name": f"园区{number}", "kind": "PARK_KIND_SUB_PARK", **fields}}


def event(number, where):
    return {"park_event_id": f"e{number}",
            "park_event": {"park": where, "kind": "PARK_EVENT_KIND_MEETING", "date": "2021-05",
                           "document": "会议纪要"}}


def indicator(name, unit="家"):
    return {"indicator_id": name,
            "indicator": {"display_name": "入驻企业", "unit": unit, "measure": "MEASURE_KIND_FLOW"}}


def observation(number, unit="家"):
    return {"observation_id": f"o{number}",
            "observation": {"indicator": "indicators/tenants", "period": PERIOD, "value": "7",
                            "unit": unit, "qualifier": "QUALIFIER_EXACT",
                            "value_state": "VALUE_STATE_KNOWN", "evidence": ["台账"]}}


class BadDataTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.service("park_region").start()
        self.data = self.folder / "data"
        self.data.mkdir()
        self.files = {
            "parks.jsonl": [park(1), park(2), park(3)],
            "events.jsonl": [event(1, "parks/p1"), event(2, "parks/p2")],
            "indicators.jsonl": [indicator("tenants")],
            "observations.jsonl": [observation(1), observation(2), observation(3)],
        }
        self.steps = [
            {"method": "zgc.parks.v1.ParkService/CreatePark", "file": "parks.jsonl"},
            {"method": "zgc.parks.v1.ParkService/CreateParkEvent", "file": "events.jsonl"},
            {"method": "zgc.figures.v1.FigureService/CreateIndicator", "service": "park_region",
             "file": "indicators.jsonl", "as": "role-reporter"},
            {"method": "zgc.figures.v1.FigureService/ReportObservation", "service": "park_region",
             "file": "observations.jsonl", "as": "role-reporter"},
        ]

    def run_import(self):
        manifest = {"id": "trial", "title": "试验", "steps": self.steps}
        (self.data / "dataset.json").write_text(json.dumps(manifest), encoding="utf-8")
        for name, rows in self.files.items():
            lines = [row if isinstance(row, bytes)
                     else json.dumps(row, ensure_ascii=False).encode() for row in rows]
            (self.data / name).write_bytes(b"\n".join(lines) + b"\n")
        return self.zgcctl("import", self.data)

    def named_before_anything_is_written(self, place, *words):
        """The import is refused with one line about that place and no commit is made."""
        before = self.revision("park_region")
        ran = self.run_import()
        self.assertEqual(ran.returncode, 4, ran.stdout + ran.stderr)
        about = [line for line in ran.stderr.splitlines() if f"{place}: " in line]
        self.assertEqual(len(about), 1, ran.stderr)
        for word in words:
            self.assertIn(word, about[0])
        self.assertEqual(self.revision("park_region"), before)

    def test_the_good_data_set_is_imported_once(self):
        self.assertEqual(self.run_import().returncode, 0)
        revision = self.revision("park_region")
        again = self.run_import()
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("0 requests new", again.stdout)
        self.assertEqual(self.revision("park_region"), revision)

    def test_an_unknown_park(self):
        self.files["events.jsonl"][1] = event(2, "parks/nowhere")
        self.named_before_anything_is_written("events.jsonl:2", "parks/nowhere")

    def test_a_duplicate_id(self):
        self.files["parks.jsonl"][2] = park(1, status="再次登记")
        self.named_before_anything_is_written("parks.jsonl:3", "parks/p1", "parks.jsonl:1")

    def test_broken_utf8(self):
        self.files["parks.jsonl"][1] = b'{"park_id": "p2", "park": {"display_name": "\xe5\x9b"}}'
        self.named_before_anything_is_written("parks.jsonl:2", "UTF-8")

    def test_broken_json(self):
        self.files["parks.jsonl"][1] = b'{"park_id": "p2", "park": {'
        self.named_before_anything_is_written("parks.jsonl:2")

    def test_an_unknown_field(self):
        self.files["parks.jsonl"][1] = park(2, colour="red")
        self.named_before_anything_is_written("parks.jsonl:2", "colour")

    def test_a_figure_with_two_owners(self):
        self.steps.append({"method": "zgc.figures.v1.FigureService/CreateIndicator",
                           "service": "task_registry", "file": "more.jsonl"})
        self.files["more.jsonl"] = [indicator("other"), indicator("tenants")]
        self.named_before_anything_is_written("more.jsonl:2", "two owners", "park_region",
                                              "indicators.jsonl:1")

    def test_a_wrong_unit_stops_after_its_step_and_is_mended(self):
        self.files["observations.jsonl"][1] = observation(2, unit="亩")
        ran = self.run_import()
        self.assertEqual(ran.returncode, 1, ran.stdout + ran.stderr)
        about = [line for line in ran.stderr.splitlines() if "observations.jsonl:2" in line]
        self.assertEqual(len(about), 1, ran.stderr)
        self.assertIn("UNIT_MISMATCH", about[0])
        # The others of the step are there, and stay when the line is mended.
        self.done("get", "//park_region/observations/o1")
        self.done("get", "//park_region/observations/o3")
        revision = self.revision("park_region")
        self.files["observations.jsonl"][1] = observation(2)
        mended = self.run_import()
        self.assertEqual(mended.returncode, 0, mended.stderr)
        self.assertEqual(self.revision("park_region"), revision + 1)
        self.done("get", "//park_region/observations/o2")

    def test_a_line_that_was_changed_later_is_refused(self):
        self.assertEqual(self.run_import().returncode, 0)
        self.files["parks.jsonl"][0] = park(1, status="改写")
        ran = self.run_import()
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn("parks.jsonl:1", ran.stderr)
        self.assertIn("REQUEST_ID_CONFLICT", ran.stderr)
        self.assertNotIn("改写", self.done("get", "parks/p1", "--format", "json"))


if __name__ == "__main__":
    unittest.main()
