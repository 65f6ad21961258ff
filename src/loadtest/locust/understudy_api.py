"""Answers the questions of Understudy's reporter and command on a port of its own. The dashboard has another one, which
may ask for a password."""

import json
import logging
import os

from gevent.pywsgi import WSGIServer
from locust.env import Environment
from locust.runners import MasterRunner

from understudy_control import Control, Refused
from understudy_files import TYPES, Files
from understudy_run import Run
from understudy_state import state_of

logger = logging.getLogger(__name__)

#: As `LOADTEST_PORTS.master` in `src/loadtest/places.ts`.
PORT = 8090
MOST_BYTES = 1_000_000

Answer = "tuple[str, str, bytes]"


def serve(environment: Environment, runner: MasterRunner, run: Run, control: Control, files: Files, script: dict) -> None:
    """Serves until Locust ends. `UNDERSTUDY_API` names another address than all of port 8090: `127.0.0.1:0`."""
    host, _, port = os.environ.get("UNDERSTUDY_API", f":{PORT}").rpartition(":")

    def answer(method: str, path: str, body: bytes) -> Answer:
        if method == "GET" and path == "/state":
            return json_answer("200 OK", state_of(environment, runner, run, control, script))
        if method == "GET" and path.startswith("/files/"):
            name = path.removeprefix("/files/")
            content = files.content(name)
            if content is None:
                return json_answer("404 Not Found", {"message": f"there is no {name}, or no run yet"})
            return "200 OK", TYPES[os.path.splitext(name)[1]], content
        if method == "POST" and path == "/start":
            control.start(json.loads(body))
            return "204 No Content", "", b""
        if method == "POST" and path == "/stop":
            control.stop()
            return "204 No Content", "", b""
        if method == "POST" and path == "/refuse":
            control.refuse(str(json.loads(body).get("reason", "")))
            return "204 No Content", "", b""
        return json_answer("404 Not Found", {"message": f"there is no {method} {path}"})

    def application(request: dict, start_response) -> "list[bytes]":
        try:
            body = request["wsgi.input"].read(min(int(request.get("CONTENT_LENGTH") or 0), MOST_BYTES))
            status, kind, content = answer(request["REQUEST_METHOD"], request["PATH_INFO"], body)
        except Refused as error:
            status, kind, content = json_answer("409 Conflict", {"message": str(error)})
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            logger.exception("a request to the master's API")
            status, kind, content = json_answer("400 Bad Request", {"message": str(error)})
        headers = [("Content-Type", kind)] if kind else []
        start_response(status, [*headers, ("Content-Length", str(len(content)))])
        return [content]

    server = WSGIServer((host, int(port)), application, log=None)
    server.start()
    logger.info("Understudy's API is on port %s", server.server_port)


def json_answer(status: str, value: object) -> Answer:
    return status, "application/json", json.dumps(value).encode()
