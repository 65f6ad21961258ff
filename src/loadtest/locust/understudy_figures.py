"""The figures of all names at one moment, and what came between two moments."""

from array import array
from dataclasses import dataclass
from typing import Iterator

from locust.stats import RequestStats, StatsEntry

#: Stands for all requests together.
ALL = ("", "")


class Times:
    """Response times and how often each came, in eight to twelve bytes each: a dict takes ten times as much."""

    __slots__ = ("ms", "counts")

    def __init__(self, times: dict) -> None:
        self.ms = array("d", sorted(times))
        self.counts = array("L", (times[ms] for ms in self.ms))

    def pairs(self) -> "Iterator[tuple[float, int]]":
        return zip(self.ms, self.counts, strict=True)

    def since(self, before: "Times | None") -> "Times":
        if before is None:
            return self
        earlier = dict(before.pairs())
        return Times({ms: n - earlier.get(ms, 0) for ms, n in self.pairs() if n > earlier.get(ms, 0)})

    def plus(self, other: "Times") -> "Times":
        sums = dict(self.pairs())
        for ms, count in other.pairs():
            sums[ms] = sums.get(ms, 0) + count
        return Times(sums)


@dataclass(slots=True)
class RouteFigures:
    requests: int
    failures: int
    untimed: int
    sum: float
    bytes: int
    times: Times

    @staticmethod
    def of(entry: StatsEntry) -> "RouteFigures":
        return RouteFigures(
            entry.num_requests,
            entry.num_failures,
            entry.num_none_requests,
            entry.total_response_time,
            entry.total_content_length,
            Times(entry.response_times),
        )

    def since(self, before: "RouteFigures | None") -> "RouteFigures":
        # Fewer than before: somebody reset the statistics in between.
        if before is None or before.requests > self.requests:
            return self
        return RouteFigures(
            self.requests - before.requests,
            self.failures - before.failures,
            self.untimed - before.untimed,
            self.sum - before.sum,
            self.bytes - before.bytes,
            self.times.since(before.times),
        )

    def plus(self, other: "RouteFigures | None") -> "RouteFigures":
        if other is None:
            return self
        return RouteFigures(
            self.requests + other.requests,
            self.failures + other.failures,
            self.untimed + other.untimed,
            self.sum + other.sum,
            self.bytes + other.bytes,
            self.times.plus(other.times),
        )


class Figures:
    def __init__(self, routes: "dict[tuple[str, str], RouteFigures]") -> None:
        self.routes = routes

    @staticmethod
    def none() -> "Figures":
        return Figures({})

    @staticmethod
    def of(stats: RequestStats) -> "Figures":
        entries = {**stats.entries, ALL: stats.total}
        return Figures({key: RouteFigures.of(entry) for key, entry in entries.items()})

    def since(self, before: "Figures") -> "Figures":
        changed = {key: route.since(before.routes.get(key)) for key, route in self.routes.items()}
        return Figures({key: route for key, route in changed.items() if route.requests > 0 or route.failures > 0})

    def plus(self, other: "Figures") -> "Figures":
        both = {**other.routes, **{key: route.plus(other.routes.get(key)) for key, route in self.routes.items()}}
        return Figures(both)
