"""Asks as fast as it can. Each worker writes how much CPU it took, and for how many requests."""

import os
import time

from locust import FastHttpUser, events, task
from locust.runners import WorkerRunner

begin = 0.0
requests = 0


@events.test_start.add_listener
def on_start(environment, **_kwargs):
    global begin, requests
    begin, requests = time.process_time(), 0


@events.request.add_listener
def on_request(**_kwargs):
    global requests
    requests += 1


@events.test_stop.add_listener
def on_stop(environment, **_kwargs):
    if isinstance(environment.runner, WorkerRunner):
        with open(os.environ["COST"], "a", encoding="ascii") as file:
            file.write(f"{time.process_time() - begin} {requests}\n")


class Asking(FastHttpUser):
    @task
    def ask(self):
        self.client.get("/")
