"""A password for the dashboard, by HTTP's basic authentication: every browser asks for it, below any base path."""

import hmac
import os
from urllib.parse import urlsplit

from flask import Response, request
from locust.web import WebUI

VARIABLE = "DASHBOARD_PASSWORD"


def take_password() -> "str | None":
    """Returns the password, or None if nobody gave one. The user's script does not find it in its environment."""
    return os.environ.pop(VARIABLE, None) or None


def install(web_ui: WebUI, password: str) -> None:
    @web_ui.app.before_request
    def ask() -> "Response | None":
        # Browsers send the password with requests of other sites' pages, too.
        origin = request.headers.get("Origin")
        if request.method != "GET" and origin is not None and urlsplit(origin).netloc != request.host:
            return Response("Pages of other sites may start and stop nothing here.\n", 403)
        given = request.authorization
        text = given.password if given is not None and given.type == "basic" else None
        if text is not None and hmac.compare_digest(text.encode(), password.encode()):
            return None
        challenge = {"WWW-Authenticate": 'Basic realm="Locust", charset="UTF-8"'}
        return Response("The password is DASHBOARD_PASSWORD of the load test's Secret.\n", 401, challenge)
