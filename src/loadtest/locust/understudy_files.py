"""The files of the newest run, as they stand now."""

import csv
import io
import json
import tempfile
import time

import gevent
import locust.stats
from locust.env import Environment
from locust.html import get_html_report
from locust.runners import MasterRunner
from locust.stats import PERCENTILES_TO_REPORT, StatsCSV, StatsCSVFileWriter

from understudy_run import Run
from understudy_statistics import statistics_of

#: The course of a run has a line for each name and second up to this many names; with more of them only the sum of all.
MOST_NAMES_IN_HISTORY = 50

#: After so many lines the course has half as many for each second, and so on: long runs would fill disk and memory.
MOST_LINES_AT_ONE_PACE = 20_000

#: The same for the points of the charts, of which Locust makes one every five seconds and forgets none.
MOST_POINTS = 2_000
SECONDS_OF_POINT = locust.stats.HISTORY_STATS_INTERVAL_SEC

TYPES = {".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".json": "application/json"}


class Files:
    def __init__(self, environment: Environment, runner: MasterRunner, run: Run) -> None:
        self._environment = environment
        self._runner = runner
        self._run = run
        self._csv = StatsCSV(environment, PERCENTILES_TO_REPORT)
        self._history: "StatsCSVFileWriter | None" = None
        self._lines = 0
        self._seconds = 1
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
        self._lines = 0
        self._seconds = 1
        locust.stats.HISTORY_STATS_INTERVAL_SEC = SECONDS_OF_POINT
        folder = tempfile.mkdtemp(prefix="locust-history-")
        self._history = StatsCSVFileWriter(self._environment, PERCENTILES_TO_REPORT, f"{folder}/run")
        self._history.stats_history_csv_writer.writerow(self._history.stats_history_csv_columns)

    def _watch(self) -> None:
        while True:
            gevent.sleep(self._seconds)
            if self._history is None or not self._run.is_on:
                continue
            names = len(self._runner.stats.entries)
            self._history.full_history = names <= MOST_NAMES_IN_HISTORY
            self._history._stats_history_data_rows(self._history.stats_history_csv_writer, time.time())
            self._lines += names + 1 if self._history.full_history else 1
            if self._lines >= MOST_LINES_AT_ONE_PACE:
                self._lines = 0
                self._seconds *= 2
            points = self._runner.stats.history
            if len(points) >= MOST_POINTS:
                del points[::2]
                locust.stats.HISTORY_STATS_INTERVAL_SEC *= 2
