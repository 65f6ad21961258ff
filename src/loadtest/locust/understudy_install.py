"""Installs what Understudy adds, before Locust reads the user's script."""

import locust
from locust.runners import MasterRunner, WorkerRunner

import understudy_login
import understudy_percentiles
import understudy_requests
import understudy_tags


def install(folder: str, deny: str, namespace: str) -> None:
    understudy_percentiles.install()
    understudy_requests.install()
    understudy_tags.install()
    password = understudy_login.take_password()

    @locust.events.init.add_listener
    def on_init(environment, runner, web_ui=None, **_kwargs) -> None:
        # Each role needs its own modules alone: a worker has no server, a master no CPU limit that matters.
        if isinstance(runner, WorkerRunner):
            import understudy_worker

            understudy_worker.install(environment, runner)
        elif isinstance(runner, MasterRunner):
            import understudy_master
            from understudy_deny import Deny

            # First: whoever has no password gets no other answer.
            if web_ui is not None and password is not None:
                understudy_login.install(web_ui, password)
            understudy_master.install(environment, runner, web_ui, folder, Deny(deny, namespace))
