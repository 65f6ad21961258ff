"""Says itself how many users there are."""

from locust import FastHttpUser, LoadTestShape, constant, events, task


@events.init.add_listener
def on_init(environment, **_kwargs):
    environment.stop_timeout = 1


class Steps(LoadTestShape):
    def tick(self):
        if self.get_run_time() < 12:
            return 4, 4
        return None


class Orders(FastHttpUser):
    wait_time = constant(0.05)

    @task
    def orders(self):
        self.client.get("/missing")
