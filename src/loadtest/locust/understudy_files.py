"""The files of the newest run, as they stand now."""

import csv
import io
import json
import tempfile
import time

import gevent
from locust.env import Environment
from locust.html import get_html_report
from locust.runners import MasterRunner
from locust.stats import PERCENTILES_TO_REPORT, StatsCSV, StatsCSVFileWriter

from understudy_run import Run
from understudy_statistics import statistics_of

#: The course of a run has a line for each name and second up to this many names; with more of them only the sum of all.
MOST_NAMES_IN_HISTORY = 50

TYPES = {".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".json": "application/json"}


class Files:
    def __init__(self, environment: Environment, runner: MasterRunner, run: Run) -> None:
        self._environment = environment
        self._runner = runner
        self._run = run
        self._csv = StatsCSV(environment, PERCENTILES_TO_REPORT)
        self._history: "StatsCSVFileWriter | None" = None
        environment.events.test_start.add_listener(self._on_start)
        runner.greenlet.spawn(self._watch)

    def content(self, name: str) -> "bytes | None":
        """Returns a file's content, or None if there is no such file or no run yet."""
        if self._run.number == 0:
            return None
        if name == "report.html":
            return get_html_report(self._environment, show_download_link=False).encode()
        if name == "statistics.json":
            return json.dumps(statistics_of(self._runner, self._run), separators=(",", ":")).encode()
        if name == "stats.csv":
            return self._written(self._csv.requests_csv)
        if name == "failures.csv":
            return self._written(self._csv.failures_csv)
        if name == "exceptions.csv":
            return self._written(self._csv.exceptions_csv)
        if name == "stats_history.csv" and self._history is not None:
            self._history.stats_history_flush()
            with open(self._history.stats_history_file_name(), "rb") as file:
                return file.read()
        return None

    @staticmethod
    def _written(write) -> bytes:
        text = io.StringIO()
        write(csv.writer(text))
        return text.getvalue().encode()

    def _on_start(self, **_kwargs) -> None:
        if self._history is not None:
            self._history.close_files()
        folder = tempfile.mkdtemp(prefix="locust-history-")
        self._history = StatsCSVFileWriter(self._environment, PERCENTILES_TO_REPORT, f"{folder}/run")
        self._history.stats_history_csv_writer.writerow(self._history.stats_history_csv_columns)

    def _watch(self) -> None:
        while True:
            gevent.sleep(1)
            if self._history is not None and self._run.is_on:
                self._history.full_history = len(self._runner.stats.entries) <= MOST_NAMES_IN_HISTORY
                self._history._stats_history_data_rows(self._history.stats_history_csv_writer, time.time())
