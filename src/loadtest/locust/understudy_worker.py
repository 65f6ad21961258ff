"""What a worker tells its master beside its statistics: its CPU, and whether a CPU limit slows it down."""

import time

import gevent
import locust.runners
from locust.env import Environment
from locust.runners import WorkerRunner

from understudy_collect import MESSAGE

#: Locust says how much CPU a worker uses every ten seconds. A run may be shorter, and a peak too.
CPU_SECONDS = 5.0
#: The end of a run is measured as well, unless it is too short for a figure.
LEAST_SECONDS = 0.5

#: Locust's workers go on for a minute when their master is lost. Nobody counts their requests then.
SECONDS_WITHOUT_MASTER = 20

#: The container's own group of processes: version 2, and version 1.
CPU_STAT_FILES = ["/sys/fs/cgroup/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat", "/sys/fs/cgroup/cpu,cpuacct/cpu.stat"]


def install(environment: Environment, runner: WorkerRunner) -> None:
    locust.runners.MASTER_HEARTBEAT_TIMEOUT = SECONDS_WITHOUT_MASTER
    usage = Usage()
    runner.greenlet.spawn(usage.watch)
    environment.events.test_start.add_listener(lambda **_kwargs: usage.begin())

    @environment.events.report_to_master.add_listener
    def on_report(data: dict, **_kwargs) -> None:
        data["understudy"] = {"cpu": usage.cpu, "mostCpu": usage.most, "throttled": usage.throttled()}

    @environment.events.test_stop.add_listener
    def on_stop(**_kwargs) -> None:
        # The last requests must be with the master before it hears that this worker has stopped.
        usage.measure()
        runner._send_stats()
        # A report between two runs must not bring the figures of the last one into the next one.
        usage.begin()

    def on_collect(msg, **_kwargs) -> None:
        runner._send_stats()
        runner.send_message(MESSAGE, msg.data)

    runner.register_message(MESSAGE, on_collect)


class Usage:
    """CPU of this process since `begin`, in per cent of one core."""

    def __init__(self) -> None:
        self.cpu = 0.0
        self.begin()

    def begin(self) -> None:
        self.most = 0.0
        self._periods = periods()
        self._window()

    def watch(self) -> None:
        while True:
            gevent.sleep(0.5)
            if time.monotonic() - self._at >= CPU_SECONDS:
                self.measure()

    def measure(self) -> None:
        """Ends a stretch of time, whose CPU counts from now on."""
        passed = time.monotonic() - self._at
        if passed < LEAST_SECONDS:
            return
        self.cpu = (time.process_time() - self._used) / passed * 100
        self.most = max(self.most, self.cpu)
        self._window()

    def throttled(self) -> "float | None":
        return share(self._periods, periods())

    def _window(self) -> None:
        self._at = time.monotonic()
        self._used = time.process_time()


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
