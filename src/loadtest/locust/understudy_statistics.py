"""The statistics of a run as plain data: `statistics.json`, as `src/loadtest/statistics.ts` describes it."""

from locust.runners import MasterRunner
from locust.stats import StatsEntry, StatsError

from understudy_figures import ALL, Figures, RouteFigures
from understudy_run import Run


def statistics_of(runner: MasterRunner, run: Run) -> dict:
    stats = runner.stats
    entries = sorted(stats.entries.items())
    places = {key: place for place, (key, _) in enumerate(entries)}
    return {
        "format": 1,
        "all": route_of("", "", stats.total),
        "routes": [route_of(name, method, entry) for (name, method), entry in entries],
        "stages": [stage_of(stage) for stage in run.stages_now()],
        "blocks": [block_of(block, places) for block in run.blocks],
        "failures": [
            {
                "method": error.method or "",
                "name": error.name,
                "error": StatsError.parse_error(error.error),
                "count": error.occurrences,
            }
            for error in stats.errors.values()
        ],
        "exceptions": [
            {"message": one["msg"], "traceback": one["traceback"], "count": one["count"], "workers": sorted(one["nodes"])}
            for one in runner.exceptions.values()
        ],
    }


def route_of(name: str, method: str, entry: StatsEntry) -> dict:
    figures = RouteFigures.of(entry)
    route = figures_of(name, method, figures)
    if entry.min_response_time is not None:
        route["min"] = entry.min_response_time
        route["max"] = entry.max_response_time
    if entry.num_requests > 0:
        route["first"] = entry.start_time
        route["last"] = entry.last_request_timestamp
    return route


def figures_of(name: str, method: str, figures: RouteFigures) -> dict:
    return {
        "method": method or "",
        "name": name,
        "requests": figures.requests,
        "failures": figures.failures,
        "untimed": figures.untimed,
        "sum": figures.sum,
        "bytes": figures.bytes,
        "times": list(figures.times.pairs()),
    }


def stage_of(stage: dict) -> dict:
    figures: Figures = stage["figures"]
    routes = [
        {**figures_of(name, method, route), **extremes(route)} for (name, method), route in sorted(figures.routes.items())
    ]
    none = figures_of("", "", RouteFigures.of(StatsEntry(None, "", "")))
    return {
        "users": stage["users"],
        "from": stage["from"],
        "to": stage["to"],
        "all": next((one for one in routes if (one["name"], one["method"]) == ALL), none),
        "routes": [one for one in routes if (one["name"], one["method"]) != ALL],
    }


def extremes(route: RouteFigures) -> dict:
    """Returns the extremes of a stage, as well as the buckets tell them: Locust keeps those of the whole run alone."""
    if len(route.times.ms) == 0:
        return {}
    return {"min": route.times.ms[0], "max": route.times.ms[-1]}


def block_of(block: dict, places: "dict[tuple[str, str], int]") -> dict:
    figures: Figures = block["figures"]
    routes = [
        [-1 if key == ALL else places[key], list(route.times.pairs())]
        for key, route in sorted(figures.routes.items())
        if key == ALL or key in places
    ]
    return {"from": block["from"], "to": block["to"], "routes": routes}
