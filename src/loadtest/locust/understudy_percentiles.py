"""Response times that are exact to half a per cent, in all that Locust counts, merges and shows.

Locust counts a response time under a rounded number: two digits, and whole milliseconds below 100. Here the numbers are
the middles of buckets whose borders are 1 % apart. Locust merges workers by these numbers and takes percentiles from
them, so nothing else has to change. From 0.1 ms to 10 minutes there are 1,568 buckets; a run fills a few hundred.
"""

from math import ceil, floor, log, log10

import locust.stats
from locust.stats import StatsEntry

GROWTH = 1.01
#: Below it times are not told apart, in milliseconds.
LOWEST = 0.01
#: A day. Longer times count as a day (understudy_requests).
HIGHEST = 86_400_000.0

#: The master keeps the last seconds of each name for the dashboard, twenty copies of all its counts. With more names
#: than this only the sum of all has them.
MOST_NAMES_WITH_RECENT_TIMES = 200

_SCALE = 1 / log(GROWTH)
_OFFSET = -log(LOWEST) * _SCALE
_log = log


def _four_digits(ms: float) -> float:
    return round(ms, 3 - floor(log10(ms)))


#: The middle of each bucket.
_VALUES = [
    _four_digits(LOWEST * GROWTH ** (place + 0.5)) for place in range(int(log(HIGHEST / LOWEST) * _SCALE) + 1)
]


def bucket_response_time(response_time: float) -> float:
    """Returns the number of milliseconds under which a response time is counted."""
    if response_time <= LOWEST:
        return 0.0
    if response_time >= HIGHEST:
        return HIGHEST
    return _VALUES[int(_log(response_time) * _SCALE + _OFFSET)]


def calculate_response_time_percentile(response_times: dict, num_requests: int, percent: float) -> float:
    """Returns the percentile by its nearest rank: the least time that a share `percent` of all did not exceed."""
    # 0.07 * 100 is a little more than 7, but the rank is 7.
    rank = max(1, ceil(num_requests * percent * (1 - 1e-12)))
    below = 0
    for response_time in sorted(response_times):
        below += response_times[response_time]
        if below >= rank:
            return response_time
    return 0


def _get_response_time_percentile(entry: StatsEntry, percent: float) -> float:
    most = _shown(entry.max_response_time)
    if percent >= 1:
        return most
    timed = entry.num_requests - entry.num_none_requests
    value = calculate_response_time_percentile(entry.response_times, timed, percent)
    # Extremes are known exactly, and no percentile is beyond them.
    return min(most, max(_shown(entry.min_response_time or 0), value))


def _median_response_time(entry: StatsEntry) -> float:
    return _get_response_time_percentile(entry, 0.5)


def _get_current_response_time_percentile(entry: StatsEntry, percent: float) -> "float | None":
    value = _current_as_locust(entry, percent)
    return None if value is None else min(value, _shown(entry.max_response_time))


def _to_dict(entry: StatsEntry, **options) -> dict:
    # Locust shows the extremes in whole milliseconds, so that a percentile could be above the maximum.
    figures = _to_dict_as_locust(entry, **options)
    figures["min_response_time"] = _shown(entry.min_response_time or 0)
    figures["max_response_time"] = _shown(entry.max_response_time)
    return figures


def _shown(ms: float) -> float:
    return round(ms, 4)


def _cache_response_times(entry: StatsEntry, second: int) -> None:
    if len(entry.stats.entries) > MOST_NAMES_WITH_RECENT_TIMES and entry is not entry.stats.total:
        if entry.response_times_cache:
            entry.response_times_cache.clear()
        return
    _cache_as_locust(entry, second)


_current_as_locust = StatsEntry.get_current_response_time_percentile
_cache_as_locust = StatsEntry._cache_response_times
_to_dict_as_locust = StatsEntry.to_dict


def install() -> None:
    locust.stats.bucket_response_time = bucket_response_time
    locust.stats.calculate_response_time_percentile = calculate_response_time_percentile
    StatsEntry.get_response_time_percentile = _get_response_time_percentile
    StatsEntry.get_current_response_time_percentile = _get_current_response_time_percentile
    StatsEntry.median_response_time = property(_median_response_time)
    StatsEntry.to_dict = _to_dict
    # The page shows the median to a hundredth of a millisecond, and percentiles as they are.
    locust.stats.PERCENTILES_TO_STATISTICS = [0.5, 0.95, 0.99]
    StatsEntry._cache_response_times = _cache_response_times
