"""Hosts that get no load: the stack's `deny`, as `src/loadtest/deniedBy.ts` reads it."""

from urllib.parse import urlsplit

from locust.env import Environment


class Deny:
    """
    :param entries: hosts, and `*.` with what hosts end with, parted by commas
    :param namespace: completes a host of one word
    """

    def __init__(self, entries: str, namespace: str) -> None:
        self._entries = [entry for entry in entries.split(",") if entry]
        self._namespace = namespace

    def reason(self, environment: Environment, host: "str | None") -> "str | None":
        """Returns why a run makes no load, or None. Without a host, the script's classes may have their own."""
        others = [environment.host, *(user.host for user in environment.user_classes)]
        for url in [host] if host else [other for other in others if other]:
            name = self._name(urlsplit(url).hostname or url)
            for entry in self._entries:
                if covers(self._name(without_port(entry)), name):
                    return f"{url} may get no load: the stack's deny has {entry}"
        return None

    def _name(self, host: str) -> str:
        """Returns a host in one spelling, that of a Service by two words."""
        name = host.lower().rstrip(".").removesuffix(".cluster.local")
        short = name.removesuffix(".svc")
        if "." in short:
            return short
        return f"{name}.{self._namespace}" if "." not in name and name not in ("localhost", "*") else name


def without_port(entry: str) -> str:
    host, _, port = entry.rpartition(":")
    return host if port.isdecimal() and ":" not in host else entry


def covers(entry: str, name: str) -> bool:
    return name == entry or (entry.startswith("*.") and name.endswith(entry[1:]))
