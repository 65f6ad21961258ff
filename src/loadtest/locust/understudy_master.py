"""Puts the parts of the master together."""

import os

from locust.env import Environment
from locust.runners import MasterRunner
from locust.web import WebUI

import understudy_api
from understudy_control import Control
from understudy_deny import Deny
from understudy_files import Files
from understudy_run import Run
from understudy_script import digest_of
from understudy_workers import Workers


def install(environment: Environment, runner: MasterRunner, web_ui: "WebUI | None", folder: str, deny: Deny) -> None:
    workers = Workers(environment, runner)
    run = Run(environment, runner, workers)
    control = Control(environment, runner, run, web_ui, deny)
    script = {"file": script_name(environment, folder), "sha256": digest_of(folder)}
    understudy_api.serve(environment, runner, run, control, Files(environment, runner, run), script)


def script_name(environment: Environment, folder: str) -> str:
    paths = environment.parsed_locustfiles or []
    return ",".join(os.path.relpath(path, folder) for path in paths)
