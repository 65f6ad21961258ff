import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { runHere as run } from "./inProcess.ts";
import { documentOf, folderOf, stackOf } from "./project.ts";

const { status } = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);

const PROJECT = {
  "specs/users.yaml": documentOf(["/users"]),
  "specs/orders.yaml": documentOf(["/orders", "/orders/last"]),
  "Pulumi.stg.yaml": stackOf("users", "orders"),
};

/** A document that loses one of its two operations. */
const HALF = `openapi: 3.1.0
info: { title: half, version: "1" }
paths:
  /a: { get: { responses: { 200: { description: ok } } } }
  /b: { get: { $ref: "#/nowhere" } }
`;

async function check(files: Record<string, string>, ...args: string[]) {
  const process = run(folderOf(files), "config", "check", ...args);
  return { code: await process.ended, stdout: process.stdout, stderr: process.stderr };
}

describe("config check", () => {
  test("counts services and routes when all is well", async () => {
    expect(await check(PROJECT, "--stack", "stg")).toEqual({
      code: 0,
      stdout: "Pulumi.stg.yaml: 2 services, 3 routes: ok\n",
      stderr: "",
    });
  });

  test.runIf(status === 0)(
    "names the line of a load test's script that Python does not compile",
    async () => {
      const stack = `config:
  understudy:loadtests:
    - images: { locust: { image: locust:1 }, jobs: { image: node:24 } }
`;
      const files = { "Pulumi.stg.yaml": stack, "loadtest/script.py": "x = 1\ny = (2\n" };
      const { code, stderr } = await check(files, "--stack", "stg");
      expect(stderr).toMatch(/^loadtest\/script\.py:2: Python 3\.\d+ does not compile it: .+\n$/);
      expect(code).toBe(1);
    },
  );

  test("counts routed hosts and previews, and asks for no services beside them", async () => {
    const stack = `config:
  understudy:router: { hosts: [payments.shop, users.shop] }
  understudy:previews: [{ service: payments, namespace: shop, key: pr-12 }]
`;
    expect((await check({ "Pulumi.stg.yaml": stack })).stdout).toBe(
      "Pulumi.stg.yaml: 2 hosts, 1 preview: ok\n",
    );
  });

  test("reports mistakes in the team's routes, in replaced routes, and in their combination", async () => {
    const stack = `config:
  understudy:router:
    hosts:
      - host: payments.shop
        base: routes.yaml
        entries: [{ key: a, to: x.shop }, { key: a, to: y.shop }]
  understudy:services:
    - name: users
      spec: specs/users.yaml
      delivery: configMap
      registry: none
      replaces: { host: payments.shop, routes: [GET /user] }
`;
    const { "specs/users.yaml": users } = PROJECT;
    const files = { "specs/users.yaml": users, "Pulumi.stg.yaml": stack };
    const routes = "- redirect: { uri: /a }\n";
    const { stderr } = await check({ ...files, "routes.yaml": routes });
    expect(
      stderr,
    ).toBe(`Pulumi.stg.yaml:6: router.hosts[0].entries[1]: requests to payments.shop with the key a are sent to y.shop here, and to x.shop by Pulumi.stg.yaml: router.hosts[0].entries[0].
  Give one of the two another key, or remove it.
Pulumi.stg.yaml:12: services[0].replaces.routes: no such route in the document: GET /user.
  Did you mean "GET /users"?
`);
    expect((await check({ ...files, "routes.yaml": "- name: x\n" })).stderr).toMatch(
      /^routes\.yaml:1: \[0\]: /m,
    );
  });

  test("says every mistake and fails", async () => {
    const stack = stackOf("user", "orders").replace("istio: none", "istio: no");
    expect(await check({ ...PROJECT, "Pulumi.prd.yaml": stack }, "--stack", "prd")).toEqual({
      code: 1,
      stdout: "",
      stderr: `Pulumi.prd.yaml:3: defaults.istio: expected none, or a mapping of enabled and revision, received "no".
Pulumi.prd.yaml:5: services[0].spec: no such file: specs/user.yaml.
  Did you mean "specs/users.yaml"?
`,
    });
  });

  test("warns of operations that are left out, and fails with --strict", async () => {
    const files = { "specs/half.yaml": HALF, "Pulumi.stg.yaml": stackOf("half") };
    const lenient = await check(files);
    expect(lenient).toEqual({
      code: 0,
      stdout: "Pulumi.stg.yaml: 1 service, 1 route: ok, with 1 warning\n",
      stderr: expect.stringMatching(/^specs\/half\.yaml:5: /),
    });
    expect(await check(files, "--strict")).toEqual({ code: 1, stdout: "", stderr: lenient.stderr });
  });

  test("warns of a registry's password in plain text", async () => {
    const registry = "registry: { url: r.example.com, username: ci, password: hunter2 }";
    const stack = stackOf("users").replace("registry: none", registry);
    const { code, stdout, stderr } = await check({ ...PROJECT, "Pulumi.stg.yaml": stack });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "Pulumi.stg.yaml: 1 service, 1 route: ok, with 1 warning\n",
    });
    expect(stderr).toMatch(
      /^Pulumi\.stg\.yaml:3: defaults\.registry\.password: everyone who can read /,
    );
  });

  test("prints one object with --json", async () => {
    const good = await check(PROJECT, "--json");
    expect({ ...good, stdout: JSON.parse(good.stdout) }).toEqual({
      code: 0,
      stdout: {
        stack: "stg",
        file: "Pulumi.stg.yaml",
        ok: true,
        services: 2,
        routes: 3,
        hosts: 0,
        previews: 0,
        problems: [],
      },
      stderr: "",
    });
    const bad = await check(PROJECT, "--json", "--stack", "sgt");
    expect({ ...bad, stdout: JSON.parse(bad.stdout) }).toEqual({
      code: 1,
      stdout: {
        stack: "sgt",
        file: "Pulumi.sgt.yaml",
        ok: false,
        services: 0,
        routes: 0,
        hosts: 0,
        previews: 0,
        problems: [
          {
            where: "Pulumi.sgt.yaml",
            what: "no such stack: there is only stg",
            fix: 'Did you mean "stg"?',
          },
        ],
      },
      stderr: "",
    });
  });
});
