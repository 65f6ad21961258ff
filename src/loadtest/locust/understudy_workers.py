"""The workers of the newest run, those that were lost included."""

import math
import time

import gevent
from locust.env import Environment
from locust.runners import STATE_MISSING, MasterRunner

CLEAN_STATES = {"ready", "spawning", "running"}

#: A worker that has stopped is ready again after its stop timeout, and is looked for this much longer.
MORE_SECONDS = 5


class Workers:
    def __init__(self, environment: Environment, runner: MasterRunner) -> None:
        self._runner = runner
        self._seen: "dict[str, dict]" = {}
        #: Workers that have stopped as they were told, and are not ready for another run yet.
        self._leaving: "set[str]" = set()
        self._return = 0.0
        self._stop_timeout = float(environment.stop_timeout or 0)
        environment.events.worker_report.add_listener(self._on_report)
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stopping.add_listener(self._on_stopping)
        environment.events.test_stop.add_listener(self._on_stop)
        runner.greenlet.spawn(self._watch)

    def list(self) -> "list[dict]":
        self._look()
        return [self._seen[id] for id in sorted(self._seen)]

    def are_leaving(self) -> bool:
        """Returns whether workers of the last run are not ready for another one yet."""
        self._look()
        return len(self._leaving) > 0

    def _watch(self) -> None:
        while True:
            self._look()
            gevent.sleep(1)

    def _look(self) -> None:
        if self._return < math.inf:
            # Not by the master's state: Locust goes on stopping while a lost worker is in its list beside ready ones.
            ready = {id for id, client in self._runner.clients.items() if client.state == "ready"}
            # One that does not come back in time has gone by itself.
            self._leaving = self._leaving - ready if time.monotonic() < self._return else set()
        for id, client in self._runner.clients.items():
            worker = self._seen.setdefault(id, {"id": id, "cpu": 0.0, "mostCpu": 0.0})
            worker["state"] = self._state_of(id, client.state)
            worker["users"] = client.user_count
            worker["memoryBytes"] = client.memory_usage
        for id, worker in self._seen.items():
            if id not in self._runner.clients and worker["state"] not in ("missing", "quit"):
                # Locust forgets those that stop as they were told, and those that go by themselves.
                worker["state"] = "stopped" if id in self._leaving else "quit"
                worker["users"] = 0
                worker["cpu"] = 0.0

    def _state_of(self, id: str, state: str) -> str:
        if state == STATE_MISSING:
            # One that goes after the run has ended is no loss.
            return "stopped" if id in self._leaving else "missing"
        return state if state in CLEAN_STATES else "stopped"

    def _on_report(self, client_id: str, data: dict, **_kwargs) -> None:
        worker = self._seen.get(client_id)
        usage = data.get("understudy")
        if worker is None or usage is None:
            return
        worker["cpu"] = usage["cpu"]
        worker["mostCpu"] = max(worker["mostCpu"], usage["mostCpu"])
        if usage["throttled"] is not None:
            worker["throttled"] = usage["throttled"]

    def _on_start(self, **_kwargs) -> None:
        self._leaving = set()
        self._seen = {}
        self._look()

    def _on_stopping(self, **_kwargs) -> None:
        self._leaving = {id for id, client in self._runner.clients.items() if client.state != STATE_MISSING}
        self._return = math.inf

    def _on_stop(self, **_kwargs) -> None:
        self._return = time.monotonic() + self._stop_timeout + MORE_SECONDS
