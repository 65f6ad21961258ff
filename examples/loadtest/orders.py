"""Looks at the catalog, and sometimes buys something."""

from locust import FastHttpUser, between, task


class Shopper(FastHttpUser):
    wait_time = between(1, 3)

    @task(4)
    def look(self) -> None:
        self.client.get("/products?limit=20", name="/products")

    @task(1)
    def buy(self) -> None:
        self.client.post("/orders", json={"productId": "p1", "quantity": 1})
