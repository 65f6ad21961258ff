"""Starts and stops runs, and lets none start while there is a reason against it."""

import math

import gevent
from flask import jsonify, request
from locust.env import Environment
from locust.runners import STATE_CLEANUP, MasterRunner
from locust.web import WebUI

from understudy_deny import Deny
from understudy_run import Run
from understudy_tags import classes_with_tasks

#: A run that Locust has been told to start is on within this time.
START_SECONDS = 10


class Refused(Exception):
    """A run does not start. The message says why, for people."""


class Control:
    def __init__(
        self, environment: Environment, runner: MasterRunner, run: Run, web_ui: "WebUI | None", deny: Deny
    ) -> None:
        self.reason = ""
        self._deny = deny
        #: What the newest run was started with.
        self.spawn_rate: "float | None" = None
        self.run_time: "float | None" = None
        self.tags: "list[str]" = []
        self._environment = environment
        self._runner = runner
        self._run = run
        self._web_ui = web_ui
        self._schedule: "gevent.Greenlet | None" = None
        #: The dashboard starts with these again after a run of a command.
        self._own_tags = environment.parsed_options.tags
        self._own_classes = list(environment.user_classes)
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stopping.add_listener(self._on_stopping)
        environment.events.test_stop.add_listener(self._on_stop)
        if web_ui is not None:
            web_ui.app.before_request(self._before_request)

    def start(self, wish: dict) -> None:
        """Starts a run as a `StartRequest` asks for it.

        Workers need some seconds after a run until they are ready for the next one, which are waited for. Raises Refused while
        a run is on, without workers, with figures that are none, or for the reason of `refuse`.
        """
        stages = wish.get("stages") or [{"users": wish.get("users"), "seconds": wish.get("runTimeSeconds")}]
        rate = require_positive("spawnRate", wish.get("spawnRate"))
        for stage in stages:
            require_positive("users", stage["users"])
            if wish.get("stages") or stage["seconds"] is not None:
                require_positive("seconds", stage["seconds"])
        if wish.get("stages") and self._environment.shape_class:
            raise Refused("the script has a LoadTestShape, which says itself how many users there are: leave out stages")
        while self._run.workers.are_leaving() and not self._run.is_on:
            gevent.sleep(0.1)
        self._require_start()
        denied = self._deny.reason(self._environment, wish.get("host"))
        if denied:
            raise Refused(denied)
        options = self._environment.parsed_options
        options.tags = wish.get("tags") or self._own_tags
        classes = classes_with_tasks(self._environment, self._own_classes)
        if not classes:
            tags, options.tags = options.tags, self._own_tags
            raise Refused(f"no task of the script has one of the tags {', '.join(tags)}")
        self._environment.user_classes = classes
        if wish.get("host"):
            self._environment.host = options.host = wish["host"]
        options.spawn_rate = rate
        options.num_users = int(stages[0]["users"])
        options.run_time = None if stages[0]["seconds"] is None else sum(stage["seconds"] for stage in stages)
        self._run.next_started_by = "command"
        self._schedule = self._runner.greenlet.spawn(self._follow, stages, float(rate), bool(wish.get("stages")))
        with gevent.Timeout(START_SECONDS, False):
            # The answer says that the run is on, so the next question for the state must not say otherwise.
            while not self._run.is_on:
                gevent.sleep(0.01)
        if not self._run.is_on:
            end(self._schedule)
            self._run.forget_next()
            raise Refused("Locust did not start the run, as its log says")

    def stop(self) -> None:
        if not self._run.is_on:
            raise Refused("no run is on")
        gevent.spawn(self._runner.stop)

    def refuse(self, reason: str) -> None:
        self.reason = reason
        if reason and self._run.is_on:
            gevent.spawn(self._runner.stop)

    def _before_request(self):
        """Refuses what people start in the dashboard for the same reasons."""
        if request.method != "POST" or not request.path.endswith("/swarm"):
            return None
        reason = self.reason or self._deny.reason(self._environment, request.form.get("host"))
        return jsonify({"success": False, "message": reason, "host": self._environment.host}) if reason else None

    def _require_start(self) -> None:
        if self.reason:
            raise Refused(self.reason)
        if self._run.is_on or self._run.next_started_by is not None:
            raise Refused("a run is on")
        if self._runner.worker_count == 0 or self._runner.state == STATE_CLEANUP:
            raise Refused("no worker is ready")

    def _follow(self, stages: "list[dict]", rate: float, has_stages: bool) -> None:
        """Runs the stages one after the other. Whoever stops the run ends this as well."""
        run_time = self._environment.parsed_options.run_time
        if self._environment.shape_class:
            # The script says itself how many users there are. The run time still ends it.
            self._runner.start_shape()
            if run_time is None:
                return
            gevent.sleep(run_time)
        elif not has_stages:
            self._start_users(stages[0]["users"], rate, run_time)
            if run_time is None:
                return
        else:
            for stage in stages:
                self._run.next_stage(stage["users"])
                self._start_users(stage["users"], rate, stage["seconds"])
        gevent.spawn(self._runner.stop)

    def _start_users(self, users: int, rate: float, seconds: "float | None") -> None:
        # Locust's start returns when all users are there, which may be after the stage's end.
        with gevent.Timeout(seconds, False):
            self._runner.start(int(users), rate)
            if seconds is not None:
                gevent.sleep(seconds)

    def _on_start(self, **_kwargs) -> None:
        options = self._environment.parsed_options
        self.spawn_rate = options.spawn_rate
        self.run_time = options.run_time
        self.tags = options.tags or []

    def _on_stopping(self, **_kwargs) -> None:
        """Ends whatever would start more users: Locust takes that for the beginning of a new run."""
        schedule, self._schedule = self._schedule, None
        end(schedule)
        if self._web_ui is not None:
            end(self._web_ui._swarm_greenlet)
            self._web_ui._cancel_run_time_timer()

    def _on_stop(self, **_kwargs) -> None:
        self._environment.parsed_options.tags = self._own_tags
        if self._run.started_by == "command":
            self._environment.user_classes = self._own_classes


def end(greenlet: "gevent.Greenlet | None") -> None:
    if greenlet is not None and greenlet is not gevent.getcurrent():
        greenlet.kill(block=True)


def require_positive(name: str, figure: object) -> float:
    if isinstance(figure, (int, float)) and math.isfinite(figure) and figure > 0:
        return figure
    raise Refused(f"{name} must be a number above 0, not {figure!r}")
