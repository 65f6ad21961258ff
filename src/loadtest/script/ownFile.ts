/** Returns the file for the user's own code: written once, and from then on theirs. */
export function ownFile(script: string): string {
  return `"""Your own code for ${script}, which is generated. This file is never overwritten."""

from locust import FastHttpUser, constant_throughput


class OwnUser(FastHttpUser):
    """What all users of ${script} have: their pace, headers, a start, further tasks."""

    abstract = True

    # Each user sends one request a second, so there are as many users as requests a second.
    wait_time = constant_throughput(1)

    # Sent with each request, in place of headers of the same name in ${script}.
    default_headers = {}

    # def on_start(self):
    #     """Runs once for each user, before its first task."""
    #     self.client.post("/sessions", json={"name": "ann"})

    # @task(5)
    # def search(self):
    #     self.client.get("/search?q=shoes", name="/search")
`;
}
