"""Rows out of JSON, JSONL, Parquet and Arrow files of any size, every bad one accounted for."""

from t3data.records.files import RecordFile, open_files, records
from t3data.records.record import Kind, Record, Span

__all__ = ["Kind", "Record", "RecordFile", "Span", "open_files", "records"]
