"""What a worker tells its master beside its statistics: whether a CPU limit slows it down."""

from locust.env import Environment
from locust.runners import WorkerRunner

#: The container's own group of processes: version 2, and version 1.
CPU_STAT_FILES = ["/sys/fs/cgroup/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat", "/sys/fs/cgroup/cpu,cpuacct/cpu.stat"]


def install(environment: Environment, runner: WorkerRunner) -> None:
    begin = periods()

    @environment.events.test_start.add_listener
    def on_start(**_kwargs) -> None:
        nonlocal begin
        begin = periods()

    @environment.events.report_to_master.add_listener
    def on_report(data: dict, **_kwargs) -> None:
        data["understudy"] = {"throttled": share(begin, periods())}

    @environment.events.test_stop.add_listener
    def on_stop(**_kwargs) -> None:
        # The last requests must be with the master before it hears that this worker has stopped.
        runner._send_stats()


def periods() -> "tuple[int, int] | None":
    """Returns how many periods the scheduler had for this container, and in how many it was slowed down."""
    for path in CPU_STAT_FILES:
        try:
            with open(path, encoding="ascii") as file:
                figures = dict(line.split() for line in file)
        except OSError:
            continue
        if "nr_periods" in figures:
            return int(figures["nr_periods"]), int(figures["nr_throttled"])
    return None


def share(begin: "tuple[int, int] | None", now: "tuple[int, int] | None") -> "float | None":
    """Returns the share of the periods since `begin` in which the CPU limit was reached, or None if unknown."""
    if begin is None or now is None:
        return None
    passed = now[0] - begin[0]
    return (now[1] - begin[1]) / passed if passed > 0 else 0.0
