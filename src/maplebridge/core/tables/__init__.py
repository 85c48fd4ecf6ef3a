"""Tables that people keep in spreadsheets: one reader and one writer, for .xlsx and for .csv.

Read: `open_table(file, limits)`, then the `rows()` of a sheet, or its `records()` by heading.
Write: `write_xlsx(file, tables)` and `write_csv(file, tables)`. Both go row by row and hold the same
whatever the length. Written for files that a stranger may have prepared (decision 0082).
"""

from .delimited import csv_rows
from .limits import LONG, Limits, Row, TableUnusable, cell_name, column_name
from .moments import moment_of
from .reading import Record, Sheet, Workbook, open_table
from .whole import whole_file
from .writing import XLSX_TYPE, Column, Table, Value, csv_lines, write_csv, write_xlsx

__all__ = [
    "LONG",
    "XLSX_TYPE",
    "Column",
    "Limits",
    "Record",
    "Row",
    "Sheet",
    "Table",
    "TableUnusable",
    "Value",
    "Workbook",
    "cell_name",
    "column_name",
    "csv_lines",
    "csv_rows",
    "moment_of",
    "open_table",
    "whole_file",
    "write_csv",
    "write_xlsx",
]
