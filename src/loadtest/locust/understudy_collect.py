"""Has all workers report what they have counted, so that a stage ends with exactly its own requests.

Workers report every three seconds by themselves. Without this, a stage would lack up to three seconds of requests, which
the next one would have.
"""

import gevent
from locust.runners import MasterRunner

#: To the workers, and back behind their report. Messages of one worker arrive in their order.
MESSAGE = "understudy_collect"

#: A worker that does not answer is at its limit, or lost.
MOST_SECONDS = 2.0


class Collector:
    def __init__(self, runner: MasterRunner) -> None:
        self._runner = runner
        self._number = 0
        self._missing: "set[str]" = set()
        runner.register_message(MESSAGE, self._on_answer)

    def collect(self) -> None:
        """Returns when all workers have reported every request that had ended at the time of the call."""
        self._number += 1
        clients = self._runner.clients
        self._missing = {client.id for client in [*clients.ready, *clients.spawning, *clients.running]}
        for id in self._missing:
            self._runner.send_message(MESSAGE, self._number, id)
        with gevent.Timeout(MOST_SECONDS, False):
            while self._missing:
                gevent.sleep(0.005)

    def _on_answer(self, msg, **_kwargs) -> None:
        if msg.data == self._number:
            self._missing.discard(msg.node_id)
