"""Starts and stops runs, and lets none start while there is a reason against it."""

import math

import gevent
from flask import jsonify, request
from locust.env import Environment
from locust.runners import STATE_CLEANUP, STATE_STOPPING, MasterRunner
from locust.web import WebUI

from understudy_run import Run


class Refused(Exception):
    """A run does not start. The message says why, for people."""


class Control:
    def __init__(self, environment: Environment, runner: MasterRunner, run: Run) -> None:
        self.reason = ""
        #: What the newest run was started with.
        self.spawn_rate: "float | None" = None
        self.run_time: "float | None" = None
        self.tags: "list[str]" = []
        self._environment = environment
        self._runner = runner
        self._run = run
        self._schedule: "gevent.Greenlet | None" = None
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stop.add_listener(self._on_stop)

    def start(self, wish: dict) -> None:
        """Starts a run as a `StartRequest` asks for it.

        Raises Refused while a run is on, without workers, with figures that are none, or for the reason of `refuse`.
        """
        stages = wish.get("stages") or [{"users": wish.get("users"), "seconds": wish.get("runTimeSeconds")}]
        rate = wish.get("spawnRate")
        for figure in [rate, *[stage["users"] for stage in stages]]:
            if not is_positive(figure):
                raise Refused(f"users and spawnRate must be numbers above 0, not {figure!r}")
        self._require_start()
        if wish.get("host"):
            self._environment.host = wish["host"]
            self._environment.parsed_options.host = wish["host"]
        self._environment.parsed_options.tags = wish.get("tags") or None
        self._environment.parsed_options.spawn_rate = rate
        self._environment.parsed_options.num_users = int(stages[0]["users"])
        seconds = [stage["seconds"] for stage in stages]
        self._environment.parsed_options.run_time = None if None in seconds else sum(seconds)
        self._run.next_started_by = "command"
        has_stages = bool(wish.get("stages"))
        self._schedule = self._runner.greenlet.spawn(self._follow, stages, float(rate), has_stages)
        with gevent.Timeout(10, False):
            # The answer says that the run is on, so the next question for the state must not say otherwise.
            while not self._run.is_on:
                gevent.sleep(0.01)

    def stop(self) -> None:
        if not self._run.is_on:
            raise Refused("no run is on")
        gevent.spawn(self._runner.stop)

    def refuse(self, reason: str) -> None:
        self.reason = reason
        if reason and self._run.is_on:
            gevent.spawn(self._runner.stop)

    def watch_dashboard(self, web_ui: "WebUI | None") -> None:
        """Refuses what people start in the dashboard for the same reasons."""
        if web_ui is None:
            return

        @web_ui.app.before_request
        def before_request():
            if request.method == "POST" and request.path.endswith("/swarm") and self.reason:
                return jsonify({"success": False, "message": self.reason, "host": self._environment.host})
            return None

    def _require_start(self) -> None:
        if self.reason:
            raise Refused(self.reason)
        if self._run.is_on:
            raise Refused(f"a run is on since {self._run.started:.0f}, started by the {self._run.started_by}")
        if self._runner.worker_count == 0 or self._runner.state in (STATE_CLEANUP, STATE_STOPPING):
            raise Refused("no worker is ready")

    def _follow(self, stages: "list[dict]", rate: float, has_stages: bool) -> None:
        if self._environment.shape_class:
            # The script says itself how many users there are. The run time still ends it.
            self._runner.start_shape()
            if self._environment.parsed_options.run_time is not None:
                gevent.sleep(self._environment.parsed_options.run_time)
                gevent.spawn(self._runner.stop)
            return
        for stage in stages:
            if has_stages and self._run.is_on:
                self._run.begin_stage(stage["users"])
            ramp = self._runner.greenlet.spawn(self._runner.start, int(stage["users"]), rate)
            if has_stages and not self._run.is_on:
                # The first stage begins with the run, which clears what was counted before.
                gevent.sleep(0)
                self._run.begin_stage(stage["users"])
            if stage["seconds"] is None:
                return
            gevent.sleep(stage["seconds"])
            ramp.kill(block=True)
        gevent.spawn(self._runner.stop)

    def _on_start(self, **_kwargs) -> None:
        options = self._environment.parsed_options
        self.spawn_rate = options.spawn_rate
        self.run_time = options.run_time
        self.tags = options.tags or []

    def _on_stop(self, **_kwargs) -> None:
        schedule, self._schedule = self._schedule, None
        if schedule is not None and schedule is not gevent.getcurrent():
            schedule.kill(block=False)


def is_positive(figure: object) -> bool:
    return isinstance(figure, (int, float)) and math.isfinite(figure) and figure > 0
