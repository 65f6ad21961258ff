import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { checkedStack } from "../../src/plan/checkedStack.ts";
import { documentOf, folderOf } from "../cli/project.ts";
import { problemsOf } from "../config/stack.ts";

/** A folder with documents of users and payments, a latency file, and a stack of these services. */
function project(services: string, files: Record<string, string> = {}): string {
  return folderOf({
    "specs/users.yaml": documentOf(["/users", "/users/me"]),
    "specs/users.latency.yaml": "default: { p95: 5ms }\nroutes: { GET /users: { p95: 6ms } }\n",
    "specs/payments.yaml": documentOf(["/payments"]),
    "Pulumi.stg.yaml": `config:
  understudy:defaults: { delivery: configMap, latency: { default: { p95: 1ms } } }
  understudy:services:
${services}
`,
    ...files,
  });
}

function load(root: string, strict = false) {
  return checkedStack("stg", root, { strict }).mocks.map(({ mock }) => mock);
}

describe("loadMocks", () => {
  test("brings each service its routes, its delays from stack and latency file, and the files it read", () => {
    const root = project(`    - name: users
      spec: specs/users.yaml
      latency: { routes: { GET /users/me: { p95: 7ms } }, faults: { GET /users/me: { 503: 1% } } }
    - { name: payments, spec: specs/payments.yaml }`);
    const mocks = load(root).map(({ config, table, plan, files, problems }) => ({
      name: config.name,
      routes: table.routes.map(({ key }) => key),
      plan,
      files: files.map((file) => relative(root, file)),
      problems,
    }));
    const fixed = (ms: number) => ({ kind: "fixed", ms });
    expect(mocks).toEqual([
      {
        name: "users",
        routes: ["GET /users/me", "GET /users"],
        plan: {
          default: fixed(5),
          routes: { "GET /users": fixed(6), "GET /users/me": fixed(7) },
          faults: { routes: { "GET /users/me": [{ kind: 503, share: 0.01 }] } },
        },
        files: ["specs/users.yaml", "specs/users.latency.yaml"],
        problems: [],
      },
      {
        name: "payments",
        routes: ["GET /payments"],
        plan: { default: fixed(1), routes: {} },
        files: ["specs/payments.yaml"],
        problems: [],
      },
    ]);
  });

  test("reports the mistakes of all documents at once, and where the stack names them", () => {
    const root = project(
      `    - { name: users, spec: specs/user.yaml }
    - { name: payments, spec: nowhere/payments.yaml }
    - { name: specs, spec: specs }
    - { name: broken, spec: specs/broken.yaml }
    - name: routes
      spec: specs/payments.yaml
      latency:
        routes:
          GET /paymets: { p95: 1ms }
          POST /payments: { p95: 1ms }`,
      {
        "specs/broken.yaml": "openapi: 3.1.0\npaths: [\n",
        "specs/broken.latency.yaml": "defualt: {}",
      },
    );
    expect(problemsOf(() => load(root))).toEqual([
      'Pulumi.stg.yaml:4: services[0].spec: no such file: specs/user.yaml.\n  Did you mean "specs/users.yaml"?',
      "Pulumi.stg.yaml:5: services[1].spec: no such file: nowhere/payments.yaml.\n  There are no documents in nowhere.",
      "Pulumi.stg.yaml:6: services[2].spec: no such file: specs.\n  The documents there are broken.yaml, payments.yaml and users.yaml.",
      'Pulumi.stg.yaml:12: services[4].latency.routes["GET /paymets"]: no such route in specs/payments.yaml.\n  Did you mean "GET /payments"?',
      'Pulumi.stg.yaml:13: services[4].latency.routes["POST /payments"]: no such route in specs/payments.yaml.\n  Did you mean "GET /payments"?',
      `${root}/specs/broken.yaml:3: the file is neither JSON nor YAML: deficient indentation.`,
      `${root}/specs/broken.latency.yaml:1: defualt: expected "default", "routes" and "faults", received "defualt".\n  Did you mean "default"?`,
    ]);
  });

  test("returns the operations that are left out, which are mistakes only when it is strict", () => {
    const root = project("    - { name: half, spec: specs/half.yaml }", {
      "specs/half.yaml": `openapi: 3.1.0
info: { title: half, version: "1" }
paths:
  /a: { get: { responses: { 200: { description: ok } } } }
  /b: { get: { parameters: [{ $ref: "#/components/parameters/none" }], responses: {} } }
`,
    });
    const [mock] = load(root);
    expect(mock?.table.routes.map(({ key }) => key)).toEqual(["GET /a"]);
    expect(mock?.problems.map(({ where }) => where)).toEqual([
      expect.stringMatching(/specs\/half\.yaml:5/),
    ]);
    expect(problemsOf(() => load(root, true))).toHaveLength(1);
  });

  test("refuses delays of a latency file that engine prism would have to make", () => {
    const users = "name: users, spec: specs/users.yaml, engine: prism, istio: none";
    const root = project(`    - { ${users}, latency: none }`);
    expect(load(root)).toHaveLength(1);
    const stack = `config:
  understudy:services: [{ ${users}, delivery: configMap }]
`;
    expect(problemsOf(() => load(project("", { "Pulumi.stg.yaml": stack })))).toEqual([
      "Pulumi.stg.yaml:2: services[0].engine: engine prism cannot make delays, and inject is mock.\n  Write inject: mesh, engine: understudy or latency: none.",
    ]);
  });
});
