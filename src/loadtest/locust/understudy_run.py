"""The newest run of the master: its moments, users, stages and blocks."""

import time

import gevent
from locust.env import Environment
from locust.runners import MasterRunner

from understudy_collect import Collector
from understudy_figures import Figures
from understudy_workers import Workers

#: Locust counts requests of each second for each name, and only looks at the last twelve seconds.
SECONDS_KEPT = 60

MOST_BLOCKS = 32
FIRST_BLOCK_SECONDS = 1.0
#: With more names a run has no blocks: they would be hundreds of megabytes.
MOST_NAMES_WITH_BLOCKS = 1000


class Run:
    """All moments are in seconds since 1970."""

    def __init__(self, environment: Environment, runner: MasterRunner, workers: Workers) -> None:
        self.workers = workers
        self.number = 0
        self.started: "float | None" = None
        self.ended: "float | None" = None
        self.started_by = "dashboard"
        #: When the newest run began to stop.
        self._stopping = 0.0
        self.most_users = 0
        self.stages: "list[dict]" = []
        self.stage: "int | None" = None
        self.blocks: "list[dict]" = []
        self._runner = runner
        self._collector = Collector(runner)
        #: Who starts the next run, if it is not the dashboard.
        self.next_started_by: "str | None" = None
        self._next_stage_users: "int | None" = None
        self._block_seconds = FIRST_BLOCK_SECONDS
        self._block_base = Figures.none()
        self._block_begin = 0.0
        self._stage_base = Figures.none()
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stopping.add_listener(self._on_stopping)
        environment.events.test_stop.add_listener(self._on_stop)
        environment.events.reset_stats.add_listener(self._on_reset)
        runner.greenlet.spawn(self._watch)

    @property
    def is_on(self) -> bool:
        return self.started is not None and self.ended is None

    def next_stage(self, users: int) -> None:
        """Begins a stage: with the run if none is on, else at once."""
        if not self.is_on:
            self._next_stage_users = users
            return
        end = time.time()
        self._collector.collect()
        self._end_stage(end)
        self._begin_stage(users)

    def forget_next(self) -> None:
        """Takes back what was said of a run that did not start."""
        self.next_started_by = None
        self._next_stage_users = None

    def _begin_stage(self, users: int) -> None:
        self._stage_base = Figures.of(self._runner.stats)
        self.stages.append({"users": users, "from": time.time(), "to": None, "figures": None})
        self.stage = len(self.stages)

    def _end_stage(self, moment: float) -> None:
        if self.stage is None:
            return
        stage = self.stages[self.stage - 1]
        stage["to"] = moment
        stage["figures"] = Figures.of(self._runner.stats).since(self._stage_base)
        self.stage = None

    def stages_now(self) -> "list[dict]":
        """Returns the stages as they stand: the one that is on ends now."""
        if self.stage is None:
            return self.stages
        on = self.stages[self.stage - 1]
        figures = Figures.of(self._runner.stats).since(self._stage_base)
        return [*self.stages[: self.stage - 1], {**on, "to": time.time(), "figures": figures}]

    def _on_start(self, **_kwargs) -> None:
        self.number += 1
        self.started = time.time()
        self.ended = None
        self.started_by = self.next_started_by or "dashboard"
        self.next_started_by = None
        self.most_users = 0
        self.stages = []
        self.stage = None
        self._on_reset()
        if self._next_stage_users is not None:
            self._begin_stage(self._next_stage_users)
            self._next_stage_users = None

    def _on_reset(self, **_kwargs) -> None:
        self.blocks = []
        self._block_seconds = FIRST_BLOCK_SECONDS
        self._block_base = Figures.none()
        self._block_begin = time.time()
        self._stage_base = Figures.none()

    def _on_stopping(self, **_kwargs) -> None:
        self._stopping = time.time()

    def _on_stop(self, **_kwargs) -> None:
        # All workers have sent their last requests by now (understudy_worker). Locust only looks once a second whether
        # they have, and this second is none of the run.
        last = self._runner.stats.last_request_timestamp or 0.0
        end = min(time.time(), max(self._stopping, last))
        self._look()
        self._end_stage(end)
        if end - self._block_begin >= self._block_seconds / 2:
            self._end_block(end)
        self.ended = end

    def _watch(self) -> None:
        pruned = time.time()
        while True:
            gevent.sleep(0.5)
            if not self.is_on:
                continue
            self._look()
            if time.time() - self._block_begin >= self._block_seconds:
                self._end_block(time.time())
            if time.time() - pruned >= SECONDS_KEPT:
                pruned = time.time()
                self._prune(int(pruned) - SECONDS_KEPT)

    def _look(self) -> None:
        self.most_users = max(self.most_users, self._runner.user_count)

    def _end_block(self, now: float) -> None:
        stats = self._runner.stats
        if len(stats.entries) > MOST_NAMES_WITH_BLOCKS:
            self.blocks = []
            return
        figures = Figures.of(stats)
        self.blocks.append({"from": self._block_begin, "to": now, "figures": figures.since(self._block_base)})
        self._block_base = figures
        self._block_begin = now
        if len(self.blocks) == MOST_BLOCKS:
            pairs = zip(self.blocks[::2], self.blocks[1::2], strict=True)
            self.blocks = [
                {"from": one["from"], "to": two["to"], "figures": one["figures"].plus(two["figures"])}
                for one, two in pairs
            ]
            self._block_seconds *= 2

    def _prune(self, before: int) -> None:
        stats = self._runner.stats
        for entry in [stats.total, *stats.entries.values()]:
            for counts in (entry.num_reqs_per_sec, entry.num_fail_per_sec):
                for second in [second for second in counts if second < before]:
                    del counts[second]
