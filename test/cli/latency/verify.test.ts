import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadLocalStack } from "../../../src/local/localMocks.ts";
import { type MockServer, startMockServer } from "../../../src/server/mockServer.ts";
import type { Report } from "../../../src/verify/report.ts";
import { runHere } from "../inProcess.ts";
import { endAll, run } from "../process.ts";
import { documentOf, folderOf, stackOf } from "../project.ts";

const shop = {
  "Pulumi.stg.yaml": stackOf("payments", "users"),
  "specs/payments.yaml": documentOf(["/payments", "/refunds"]),
  "specs/payments.latency.yaml": "routes: { GET /refunds: { p95: 400ms } }\n",
  "specs/users.yaml": documentOf(["/users"]),
  "specs/users.latency.yaml": "default: { p95: 400ms }\n",
};

const servers: MockServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await endAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("verify", () => {
  test("asks the mocks, says what it found, and keeps it", async () => {
    const folder = folderOf(shop);
    const at = await addresses(folder);
    const verify = runHere(
      folder,
      "verify",
      ...at,
      "--rate",
      "100",
      "--max-time",
      "2s",
      "--junit",
      "report.xml",
      "--page",
      "report.html",
    );
    // This machine may be too busy to measure anything.
    expect([0, 3]).toContain(await verify.ended);
    const [plan] = verify.stdout.split("\n\n");
    expect(plan?.replaceAll(/127.0.0.1:\d+/g, "mock")).toBe(`Verifies 2 routes at 100/s in total:
  payments  http://mock
  users     http://mock
About 242 requests in 3s, if all routes are as they should be.
It stops after 2s (--max-time): what is not decided then stays open. --rate 200/s is done in time, and a wider --tolerance takes fewer requests.
1 more has no delay to verify.`);
    expect(verify.stdout).toMatch(
      /\n {2}ROUTE +TARGET +MEASURED +REQUESTS +VERDICT\n {2}GET \/refunds +fixed 400ms +p50 /,
    );
    expect(verify.stdout).toContain("\nKept in .understudy/verify/stg.json.\n");
    const kept: Report = JSON.parse(
      readFileSync(join(folder, ".understudy/verify/stg.json"), "utf8"),
    );
    expect(kept.services.map(({ name, routes }) => [name, routes.map(({ key }) => key)])).toEqual([
      ["payments", ["GET /payments", "GET /refunds"]],
      ["users", ["GET /users"]],
    ]);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("GET /refunds");
    const junit = readFileSync(join(folder, "report.xml"), "utf8");
    expect(junit).toContain('<testcase classname="users" name="GET /users"');
    expect(junit).toContain('<skipped message="not asked: it has no delay"/>');
  });

  test("prints the report alone with --json", async () => {
    const folder = folderOf(shop);
    const [at = ""] = (await addresses(folder, "users")).slice(1);
    const verify = runHere(
      folder,
      "verify",
      "--service",
      "users",
      "--at",
      at.replace("users=", ""),
      "--json",
      "--max-requests",
      "5",
      "--max-time",
      "1m",
    );
    expect(await verify.ended).toBe(3);
    const report: Report = JSON.parse(verify.stdout);
    expect(report).toMatchObject({ format: 1, stack: "stg", requests: 5, ended: "max-requests" });
  });

  test("asks no server that is not the mock of the service", async () => {
    const folder = folderOf(shop);
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("hello");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const [, at = ""] = await addresses(folder, "users");
    const wrong = `payments=${at.replace("users=", "")}`;
    const verify = runHere(folder, "verify", "--at", wrong, "--at", `users=${url}`);
    expect(await verify.ended).toBe(1);
    other.close();
    expect(asked).toEqual(["/_understudy/routes.json"]);
    expect(verify.stderr).toContain(
      'expected the mock of payments, received that of "users".\n  Name the address of each service: --at payments=<address>.\n',
    );
    expect(verify.stderr).toContain(
      `users at ${url}: no mock answers there: /_understudy/routes.json gives no routes.\n`,
    );
    expect(existsSync(join(folder, ".understudy"))).toBe(false);
  });

  test("says where it looked if npm start does not run", async () => {
    const verify = runHere(folderOf(shop), "verify", "--service", "users", "--port", "1");
    expect(await verify.ended).toBe(1);
    expect(verify.stderr).toBe(
      "users: its mock does not answer on this machine, at ports 1 to 2.\n" +
        "  Start it with npm start, or name its address: --at users=<address>.\n",
    );
  });

  test("refuses addresses and routes that cannot be meant", async () => {
    const folder = folderOf(shop);
    const address = runHere(
      folder,
      "verify",
      "--at",
      "ftp://x",
      "--at",
      "http://x",
      "--at",
      "user=http://x",
    );
    expect(await address.ended).toBe(2);
    expect(
      address.stderr,
    ).toBe(`--at: expected an address such as http://localhost:4010, received "ftp://x".
--at: http://x is the address of one service, and the stack has payments, users.
  Name the service, as in --at payments=http://x, or choose it with --service.
--at: expected one of payments, users, received "user".
See: understudy verify --help
`);
    const route = runHere(folder, "verify", "--route", "GET /user");
    expect(await route.ended).toBe(2);
    expect(route.stderr).toBe(`--route: stack stg has no route "GET /user".
  Did you mean "GET /users"?
See: understudy verify --help
`);
  });

  test("tells before the first request that it cannot write its files", async () => {
    const verify = runHere(
      folderOf(shop),
      "verify",
      "--junit",
      "no/report.xml",
      "--page",
      "x/y.html",
    );
    expect(await verify.ended).toBe(2);
    expect(verify.stderr).toBe(`--junit: there is no folder no.
--page: there is no folder x.
See: understudy verify --help
`);
  });

  test("tells that the kubeconfig has no such context", async () => {
    const kubeconfig = { "config.yaml": "{ apiVersion: v1, kind: Config }" };
    vi.stubEnv("KUBECONFIG", join(folderOf(kubeconfig), "config.yaml"));
    const verify = runHere(folderOf(shop), "verify", "--in-cluster");
    expect(await verify.ended).toBe(1);
    expect(verify.stderr).toBe(
      'Pulumi.stg.yaml: kubeContext: the kubeconfig has no context "kind-test".\n' +
        "  It has no contexts at all. It is read from KUBECONFIG or ~/.kube/config.\n",
    );
  });

  test("reports what was verified at Ctrl-C", async () => {
    const folder = folderOf(shop);
    const verify = run(folder, "verify", ...(await addresses(folder)));
    await verify.prints(/Verifies 2 routes/);
    verify.signal("SIGINT");
    expect(await verify.ended).toBe(3);
    expect(verify.stdout).toContain("(interrupted)");
    expect(verify.stdout).toContain("Stopping: what was measured is judged.");
    expect(existsSync(join(folder, ".understudy/verify/stg.json"))).toBe(true);
  });
});

/** Starts the mocks of services, and returns the options that say where they are. */
async function addresses(folder: string, ...services: string[]): Promise<string[]> {
  const { mocks } = loadLocalStack("stg", folder, services, false);
  const started = await Promise.all(
    mocks.map(async ({ mock }) => {
      const server = await startMockServer(mock, { port: 0, host: "127.0.0.1" });
      servers.push(server);
      return ["--at", `${mock.service}=${server.url}`];
    }),
  );
  return started.flat();
}
