import { describe, expect, test } from "vitest";
import { envoyLine, readLines } from "./fixture.ts";

/** A line of Istio's JSON. */
function istioLine(upstream: string, authority: string, serverName: string | null = null): string {
  return JSON.stringify({
    authority,
    duration: 4,
    method: "GET",
    path: "/users/7",
    requested_server_name: serverName,
    response_code: 200,
    start_time: "2026-11-27T10:00:00.000Z",
    upstream_cluster: upstream,
  });
}

const FULL = "users.shop.svc.cluster.local";
const OWN = istioLine("inbound|8080||", FULL, `outbound_.80_._.${FULL}`);
const CALLER = istioLine(`outbound|80||${FULL}`, "users");
const OTHER = istioLine("outbound|80||orders.shop.svc.cluster.local", "orders");
const UNNAMED = istioLine("inbound|8080||", "api.example.com");

async function count(lines: string[], hosts: string[] = []) {
  const { names, notes } = await readLines(lines, { hosts });
  return { requests: names.reduce((sum, one) => sum + one.requests, 0), note: notes.slice(2) };
}

describe("of a log of several services", () => {
  test.each(["users", "users:8080", FULL, "USERS.shop"])(
    "the lines of the host %s count",
    async (host) => {
      const lines = [
        envoyLine({ host }),
        envoyLine({ host: "orders" }),
        envoyLine({ host: "users-old" }),
      ];
      expect(await count(lines)).toEqual({
        requests: 1,
        note: [
          "Left out: 2 requests of other hosts, orders (1), users-old (1). --log-host chooses.",
        ],
      });
    },
  );

  test("the lines of the given hosts count", async () => {
    const lines = ["users", "api.example.com", "b.example.com"].map((host) => envoyLine({ host }));
    expect(await count(lines, ["api.example.com", "b.example.com"])).toEqual({
      requests: 2,
      note: ["Left out: 1 request of other hosts, users (1). --log-host chooses."],
    });
  });

  test("the given hosts must be there", async () => {
    await expect(count([envoyLine()], ["nobody"])).rejects.toThrow(
      "--log-host: no request has the host nobody; the log has users (1).",
    );
  });

  test("all lines count if none has the service's host", async () => {
    const lines = ["a", "a", "b", "c", "d"].map((host) => envoyLine({ host }));
    expect(await count(lines)).toEqual({
      requests: 5,
      note: [
        "No line has the host users, so requests of all hosts count: a (2), b (1), c (1) and 1 more. --log-host chooses.",
      ],
    });
  });
});

describe("of a log of a mesh", () => {
  test("a request that both sidecars wrote counts once, as the service's own wrote it", async () => {
    expect(await count([OWN, OWN, CALLER, OTHER])).toEqual({
      requests: 2,
      note: [
        "Left out: 1 request in lines of callers; the service's own lines count.",
        "Left out: 1 request of other hosts, orders (1). --log-host chooses.",
      ],
    });
  });

  test("callers' lines count if the service has none", async () => {
    expect((await count([CALLER, OTHER])).requests).toBe(1);
  });

  test("a sidecar's own lines count though they do not name the service", async () => {
    expect(await count([UNNAMED, UNNAMED, OTHER])).toEqual({
      requests: 2,
      note: ["Left out: 1 request to other services."],
    });
  });
});

test("an ingress controller's upstream names the service", async () => {
  const line = (upstream: string) =>
    `192.168.0.7 - - [27/Nov/2026:06:45:33 +0000] "GET /users/7 HTTP/1.1" 200 612 "-" "curl" 78 0.029 [${upstream}] [] 10.0.0.7:8080 612 0.028 200 5f0c`;
  const lines = ["shop-users-8080", "shop-orders-80", "users-web-80"].map(line);
  expect((await count(lines)).requests).toBe(1);
});
