"""Takes requests as scripts report them, so that none spoils what is known of all others.

A script may report anything. An infinite response time makes the average and the maximum of all requests infinite, and one
that is no number (NaN) ends the counting of its request half-way. JSON has neither. Names that are no text cannot be
sorted beside others, and a report to the master with text that is not Unicode is not sent, with all that is in it.
"""

import logging

from locust.stats import RequestStats

from understudy_percentiles import HIGHEST

logger = logging.getLogger(__name__)

#: More bytes than any answer has.
MOST_BYTES = 1e15

_log_request_as_locust = RequestStats.log_request
_log_error_as_locust = RequestStats.log_error
#: Names whose numbers were told already.
_told: "set[tuple[str, str]]" = set()


def install() -> None:
    RequestStats.log_request = _log_request
    RequestStats.log_error = _log_error


def _log_request(stats: RequestStats, method, name, response_time, content_length) -> None:
    if type(method) is not str or type(name) is not str or not name.isascii():
        method, name = _text(method), _text(name)
    if type(response_time) not in (float, int) and response_time is not None:
        response_time = _number(float, method, name, "a response time", response_time, None)
    # NaN is in no range.
    if response_time is not None and not 0 <= response_time <= HIGHEST:
        counted = _nearest(response_time)
        _tell(method, name, "a response time", response_time, "none" if counted is None else f"{counted:.0f} ms")
        response_time = counted
    if type(content_length) not in (float, int):
        content_length = _number(int, method, name, "a length", content_length, 0)
    if not -MOST_BYTES <= content_length <= MOST_BYTES:
        _tell(method, name, "a length", content_length, "0 bytes")
        content_length = 0
    _log_request_as_locust(stats, method, name, response_time, content_length)


def _log_error(stats: RequestStats, method, name, error) -> None:
    # Of an exception Locust sends what repr() says, which is always Unicode.
    _log_error_as_locust(stats, _text(method), _text(name), _text(error) if isinstance(error, str) else error)


def _text(value) -> str:
    # What str() says of an enumeration's member is not its text.
    text = value if isinstance(value, str) else str(value)
    return text.encode("utf-8", "backslashreplace").decode()


def _number(kind, method: str, name: str, what: str, value, otherwise):
    """Numbers of NumPy, and decimal ones, have no form in a report to the master."""
    try:
        return kind(value)
    except (TypeError, ValueError, OverflowError):
        _tell(method, name, what, repr(value), "none" if otherwise is None else f"{otherwise} bytes")
        return otherwise


def _nearest(response_time) -> "float | None":
    if response_time > HIGHEST:
        return HIGHEST
    return 0.0 if response_time < 0 else None


def _tell(method: str, name: str, what: str, number, counted: str) -> None:
    if (method, name) not in _told:
        _told.add((method, name))
        logger.warning("%s %s was reported with %s of %.40s, which counts as %s", method, name, what, number, counted)
