"""Makes requests whose response times are known exactly: each worker writes every one of them to a file of its own."""

import os
import random
import time
from decimal import Decimal
from enum import Enum
from pathlib import Path

from locust import FastHttpUser, User, constant, events, tag, task

FOLDER = Path(os.environ["TIMES"])


class Named(str, Enum):
    ORDERS = "/named"


@events.init.add_listener
def on_init(environment, **_kwargs):
    # Workers are ready for the next run sooner.
    environment.stop_timeout = 1


@events.request.add_listener
def on_request(request_type, name, response_time, exception, **_kwargs):
    with open(FOLDER / f"{os.getpid()}.txt", "a", encoding="ascii") as file:
        name = name.value if isinstance(name, Named) else name
        file.write(f"{request_type}\t{name}\t{response_time}\t{0 if exception is None else 1}\t{time.time()!r}\n")


class Sampling(User):
    """From 0.1 ms to 10 minutes, most in the middle, and some that are far away from all others."""

    weight = 6
    wait_time = constant(0.05)
    chance = random.Random(os.getpid())

    def on_start(self):
        fire = self.environment.events.request.fire
        for time in (float("inf"), 10**400, float("nan"), -5, "soon"):
            fire(request_type="GET", name="/impossible", response_time=time, response_length=float("inf"), exception=None)
        # Neither decimal numbers nor None can be sent as numbers.
        fire(request_type="GET", name=Named.ORDERS, response_time=Decimal(3), response_length=None, exception=None)
        # Neither a name that is no text nor a message that is no Unicode reaches the master by itself.
        fire(request_type="GET", name=404, response_time=1, response_length=0, exception="no \ud800")

    @task
    def sample(self):
        fire = self.environment.events.request.fire
        for _ in range(20):
            wide = 0.1 * 6_000_000 ** self.chance.random()
            fire(request_type="GET", name="/wide", response_time=wide, response_length=100, exception=None)
            narrow = max(0.1, self.chance.lognormvariate(1, 0.5))
            fire(request_type="GET", name="/narrow", response_time=narrow, response_length=0, exception=None)
        fire(request_type="GET", name="/failing", response_time=145.4, response_length=0, exception=ValueError("no"))
        fire(request_type="JOB", name="untimed", response_time=None, response_length=0, exception=None)


class Requesting(FastHttpUser):
    wait_time = constant(0.1)
    fixed_count = 1

    @tag("web")
    @task
    def orders(self):
        self.client.get("/orders/1", name="/orders/{id}")

    @task
    def broken(self):
        raise RuntimeError("the script's own mistake")


class Tagged(User):
    wait_time = constant(0.1)

    @tag("only")
    @task
    def only(self):
        self.environment.events.request.fire(
            request_type="TAG", name="only", response_time=1.0, response_length=0, exception=None
        )
