"""What the master says of itself: `src/loadtest/masterState.ts`."""

import platform

import locust
from locust.env import Environment
from locust.runners import STATE_CLEANUP, STATE_INIT, MasterRunner

from understudy_control import Control
from understudy_run import Run


def state_of(environment: Environment, runner: MasterRunner, run: Run, control: Control, script: dict) -> dict:
    total = runner.stats.total
    state = {
        "format": 1,
        "state": shown(runner.state),
        "run": run.number,
        "users": {"asked": asked_users(runner, run), "now": runner.user_count, "most": run.most_users},
        "now": {"rate": total.current_rps, "failuresPerSecond": total.current_fail_per_sec, **recent_percentiles(runner)},
        "requests": total.num_requests,
        "failures": total.num_failures,
        "workers": run.workers.list(),
        "script": script,
        "versions": {"locust": locust.__version__, "python": platform.python_version()},
    }
    if run.started is not None:
        state["started"] = run.started
        state["startedBy"] = run.started_by
        state["tags"] = control.tags
        state["spawnRate"] = control.spawn_rate
        state["runTimeSeconds"] = control.run_time
    state["ended"] = run.ended
    state["stage"] = run.stage
    state["host"] = environment.host
    state["refused"] = control.reason or None
    return {key: value for key, value in state.items() if value is not None}


def shown(state: str) -> str:
    if state == STATE_CLEANUP:
        return "stopping"
    return STATE_INIT if state == "missing" else state


def asked_users(runner: MasterRunner, run: Run) -> int:
    return runner.target_user_count if run.number > 0 else 0


def recent_percentiles(runner: MasterRunner) -> "dict[str, float]":
    total = runner.stats.total
    if not total.num_requests:
        return {}
    found = {name: total.get_current_response_time_percentile(p) for name, p in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    return {name: value for name, value in found.items() if value}
