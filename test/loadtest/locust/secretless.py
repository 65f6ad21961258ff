"""Ends Locust if the dashboard's password is in the environment of scripts."""

import os

from locust import HttpUser, task

if "DASHBOARD_PASSWORD" in os.environ:
    raise ValueError("the password is there")


class User(HttpUser):
    host = "http://localhost:1"

    @task
    def nothing(self) -> None:
        pass
