"""Runs each task of a locustfile with each of its requests, by Locust's own client, and prints what failed as JSON."""

import json
import random
import sys

turn = 0
random.choice = lambda items: items[turn % len(items)]

from locust.env import Environment  # noqa: E402
from locust.util.load_locustfile import load_locustfile  # noqa: E402

path, host, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
users, _ = load_locustfile(path)
hosts = {name: user.host for name, user in users.items()}
environment = Environment(user_classes=list(users.values()), host=host)
sent = []


@environment.events.request.add_listener
def on_request(request_type, name, response, exception, url, **_):
    headers = response.request.headers if response.request else {}
    sent.append(
        {
            "route": f"{request_type} {name}",
            "status": response.status_code,
            "error": None if exception is None else str(exception),
            "url": url,
            "headers": {key.lower(): value for key, value in headers.items()},
        }
    )


for user_class in users.values():
    user_class.host = host
    user = user_class(environment)
    for task in dict.fromkeys(user.tasks):
        for turn in range(turns):
            task(user)

print(
    json.dumps(
        {
            "users": {
                name: {task.__name__: user.tasks.count(task) for task in user.tasks}
                for name, user in users.items()
            },
            "hosts": hosts,
            "sent": sent,
        }
    )
)
