"""Reading an old hotline's workbook of 100,000 rows: rows a second beside openpyxl, and the memory.

Both read the same file of ten columns, whose texts are shared as Excel saves them, in processes of
their own that take turns; the median counts. Processor time is that of the process, its memory is
what it took above what it had before it opened the file. Run: ./dev bench tables
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.matters.work_side.sheets import old_row, xlsx_bytes

ROWS, ROUNDS = 100_000, 3
READ = {
    "ours": """
from maplebridge.core import tables
def read(path):
    with open(path, "rb") as file:
        return sum(1 for _ in tables.open_table(file, tables.Limits()).sheet().rows())
""",
    "openpyxl": """
import openpyxl
def read(path):
    book = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
""",
}
MEASURE = """
import json, sys, time
def peak():
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
before, began = peak(), time.process_time()
count = read(sys.argv[1])
print(json.dumps([count / (time.process_time() - began), peak() - before]))
"""


def measured(who: str, path: Path) -> tuple[float, float]:
    """Rows a second and megabytes."""
    command = [sys.executable, "-c", READ[who] + MEASURE, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    pace, megabytes = json.loads(done.stdout)
    return pace, megabytes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.xlsx"
        words = "我们小区楼下最近总是有人反映，请尽快来看看，已经好几天了，谢谢，麻烦处理一下。"
        rows = (old_row(n, 诉求内容=f"{words}{n}", 答复=f"第{n}件已办好") for n in range(ROWS))
        path.write_bytes(xlsx_bytes(rows))
        rounds = [{who: measured(who, path) for who in READ} for _ in range(ROUNDS)]
    pace = {who: statistics.median(one[who][0] for one in rounds) for who in READ}
    memory = {who: max(one[who][1] for one in rounds) for who in READ}
    ratio = statistics.median(one["ours"][0] / one["openpyxl"][0] for one in rounds)
    lines = [
        ("rows read a second", f"{pace['ours']:,.0f}", "", True),
        ("openpyxl 3.1, read only", f"{pace['openpyxl']:,.0f}", "", True),
        ("ours / openpyxl", f"{ratio:.2f}", ">= 1.5", ratio >= 1.5),
        ("memory above the start", f"{memory['ours']:.0f} MB", "<= 60 MB", memory["ours"] <= 60),
        ("openpyxl's", f"{memory['openpyxl']:.0f} MB", "", True),
    ]
    print(f"{'':<40}{'measured':>20}{'bound':>11}")
    for name, found, bound, holds in lines:
        verdict = ("pass" if holds else "FAIL") if bound else ""
        print(f"{name:<40}{found:>20}{bound:>11}  {verdict}")
    if not all(holds for *_, holds in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
