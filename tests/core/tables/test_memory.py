"""Ten times the rows need the same memory, whether they are read or written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.matters.work_side.sheets import csv_bytes, old_row, xlsx_bytes

MEASURE = """
import json, sys
from maplebridge.core import tables

def peak():
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

tables.spreadsheet.Texts.KEPT_BYTES = 2_000_000
before = peak()
if sys.argv[1] == "read":
    with open(sys.argv[2], "rb") as file:
        count = sum(1 for _ in tables.open_table(file, tables.Limits()).sheet().records())
else:
    count = int(sys.argv[3])
    rows = (["路灯不亮" * 20, number] * 4 for number in range(count))
    write = tables.write_xlsx if sys.argv[1] == "write" else tables.write_csv
    with open(sys.argv[2], "wb") as file:
        write(file, [tables.Table("a", [tables.Column("x")] * 8, rows)])
print(json.dumps([count, round(peak() - before)]))
"""


pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="the kernel does not tell the memory of a process",
)


def measured(*arguments: object) -> tuple[int, int]:
    """Rows, and the megabytes that they took above what the process had before."""
    command = [sys.executable, "-c", MEASURE, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    count, megabytes = json.loads(done.stdout)
    return count, megabytes


@pytest.mark.parametrize("kind", ["shared", "inline", "csv"])
def test_ten_times_the_rows_are_read_in_the_same_memory(tmp_path: Path, kind: str) -> None:
    found = []
    for count in (4_000, 40_000):
        rows = [old_row(n, 诉求内容=f"第{n}盏" + "路灯不亮" * 20) for n in range(count)]
        path = tmp_path / f"{count}"
        path.write_bytes(
            csv_bytes(rows) if kind == "csv" else xlsx_bytes(rows, shared=kind == "shared")
        )
        read, megabytes = measured("read", path)
        assert read == count
        found.append(megabytes)
    assert found[1] < 2 * found[0] + 10, found


@pytest.mark.parametrize("way", ["write", "write csv"])
def test_ten_times_the_rows_are_written_in_the_same_memory(tmp_path: Path, way: str) -> None:
    small, large = (measured(way, tmp_path / "out", count)[1] for count in (2_000, 20_000))
    assert large < 2 * small + 5, (small, large)
