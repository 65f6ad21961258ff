"""The workers of the newest run, those that were lost included."""

import gevent
from locust.env import Environment
from locust.runners import STATE_MISSING, MasterRunner

CLEAN_STATES = {"ready", "spawning", "running"}


class Workers:
    def __init__(self, environment: Environment, runner: MasterRunner) -> None:
        self._runner = runner
        self._seen: "dict[str, dict]" = {}
        self._are_stopping = False
        environment.events.worker_report.add_listener(self._on_report)
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stopping.add_listener(self._on_stopping)
        runner.greenlet.spawn(self._watch)

    def list(self) -> "list[dict]":
        self._look()
        return [self._seen[id] for id in sorted(self._seen)]

    def _watch(self) -> None:
        while True:
            self._look()
            gevent.sleep(1)

    def _look(self) -> None:
        for id, client in self._runner.clients.items():
            worker = self._seen.setdefault(id, {"id": id, "cpu": 0.0, "mostCpu": 0.0})
            worker["state"] = self._state_of(client.state, worker.get("state"))
            worker["users"] = client.user_count
            worker["memoryBytes"] = client.memory_usage
        for id, worker in self._seen.items():
            if id not in self._runner.clients and worker["state"] not in ("missing", "quit"):
                # Locust forgets those that stop as they were told, and those that go by themselves.
                worker["state"] = "stopped" if self._are_stopping else "quit"
                worker["users"] = 0
                worker["cpu"] = 0.0

    def _state_of(self, state: str, before: "str | None") -> str:
        if state == STATE_MISSING:
            # One that goes after the run has ended is no loss.
            return "stopped" if self._are_stopping and before != "missing" else "missing"
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
        self._are_stopping = False
        self._seen = {}
        self._look()

    def _on_stopping(self, **_kwargs) -> None:
        self._are_stopping = True
