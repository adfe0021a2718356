"""The model of scale: its formula on numbers that are easily worked out, its plot, and a measurement of a small run."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))
import scale_model  # noqa: E402

NUMBERS = {"segments": 10, "plan_seconds": 2, "start_seconds": 0.5, "prove_seconds": 3, "segment_bytes": 10**6, "worker_bytes": 5 * 10**6,
           "assemble_seconds": 0.25, "assemble_segment_seconds": 0.1}


class ScaleModel(unittest.TestCase):
    def test_predicts_by_the_largest_share(self):
        for machines, share in ((1, 10), (2, 5), (3, 4), (9, 2), (10, 1), (1000, 1)):
            parts = scale_model.predict(NUMBERS, machines, bandwidth=10)
            self.assertEqual(parts["plan"], 2)
            self.assertAlmostEqual(parts["prove"], 0.5 + 3 * share)
            self.assertAlmostEqual(parts["transfer"], 1 + min(machines, 10) * 0.5)
            self.assertAlmostEqual(parts["assemble"], 1.25)
            self.assertAlmostEqual(parts["seconds"], sum(parts[name] for name in ("plan", "prove", "transfer", "assemble")))
        self.assertAlmostEqual(scale_model.serial_limit(NUMBERS, 10), 2 + 3.5 + 6 + 1.25)

    def test_the_table_has_a_row_for_each_number_of_machines(self):
        checks = [{"workers": 2, "predicted": 11, "measured": 10}]
        lines = scale_model.table(NUMBERS | {"checks": checks}, [1, 5], 125, 0.5).splitlines()
        self.assertTrue(lines[2].startswith("| 1 | 2.0 | 30.5 |"), lines[2])
        self.assertTrue(lines[3].startswith("| 5 | 2.0 | 6.5 |"), lines[3])
        self.assertEqual(lines[-1], "2 workers: predicted 11.0 s, measured 10.0 s (+10%).")

    def test_the_plot_is_the_same_for_the_same_numbers(self):
        plot = scale_model.plot(NUMBERS)
        self.assertEqual(plot, scale_model.plot(dict(NUMBERS)))
        self.assertNotEqual(plot, scale_model.plot(NUMBERS | {"plan_seconds": 20}))
        self.assertEqual(plot.count("<polyline"), 5)

    def test_the_committed_plot_is_of_the_committed_numbers(self):
        numbers = json.loads((ROOT / "docs/scale.json").read_text())
        self.assertEqual((ROOT / "docs/scale.svg").read_text(), scale_model.plot(numbers))
        page = (ROOT / "docs/cluster.md").read_text()
        for line in scale_model.table(numbers, scale_model.MACHINES, scale_model.BANDWIDTH, scale_model.PRICE).splitlines():
            self.assertIn(line, page)

    def test_measures_a_run(self):
        guests = ROOT / "examples/guests"
        with tempfile.TemporaryDirectory() as scratch:
            out = pathlib.Path(scratch) / "numbers.json"
            done = subprocess.run([ROOT / "bench/scale_model.py", "measure", "-o", out, "--zkmem", os.environ["ZKMEM"], "--params", "weak",
                                   "--segment-accesses", "9000", "--sample", "1", "--memory", "persistent", guests / "elf/fib.elf",
                                   guests / "inputs/fib.txt", guests / "inputs/fib.txt"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            numbers = json.loads(out.read_text())
        self.assertEqual(numbers["segments"], 2)
        self.assertEqual(numbers["instructions"], 7379)
        self.assertEqual([check["workers"] for check in numbers["checks"]], [1, 2])
        for name in ("plan_seconds", "prove_seconds", "assemble_segment_seconds", "segment_bytes", "worker_bytes"):
            self.assertGreater(numbers[name], 0, name)
        self.assertGreaterEqual(numbers["start_seconds"], 0)
        self.assertIn("| 1000 |", done.stdout)


if __name__ == "__main__":
    unittest.main()
