import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FILE, SERVICE } from "../../../src/laptop/several/fileSections.ts";
import { readSeveral } from "../../../src/laptop/several/readSeveral.ts";
import { formatProblem } from "../../../src/problem.ts";

const problemsOf = (text: string) =>
  readSeveral(text, "understudy.yaml").problems.map((problem) => formatProblem(problem));

test("the example of the documentation is read, in the order of the start", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/laptop.md"), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { several, problems } = readSeveral(example, "/shop/understudy.yaml");
  expect(problems).toEqual([]);
  const [orders, payments, worker, reports] = several.services.map(
    ({ field: _, ...service }) => service,
  );
  expect(several).toMatchObject({ context: "dev", namespace: "shop" });
  expect(orders).toMatchObject({
    name: "orders",
    service: { name: "orders-api", container: "app" },
  });
  expect(payments).toEqual({
    name: "payments",
    service: { name: "payments" },
    ports: [{ local: 8080 }],
    routes: [],
    mirror: false,
    replace: false,
    command: ["go", "run", "main.go"],
    dockerArguments: [],
    directory: "/shop/payments",
    env: { LOG_LEVEL: "debug" },
    restart: true,
    transparent: false,
    after: ["orders"],
  });
  expect(worker).toMatchObject({
    ports: [],
    mount: "/shop/worker/pod",
    envFile: "/shop/worker.env",
  });
  expect(reports).toMatchObject({
    mirror: true,
    routes: [{ method: "GET", path: "/reports/{id}" }],
    document: "/shop/specs/reports.yaml",
    docker: "reports:dev",
    dockerArguments: ["--init", "--volume", "./reports:/src"],
    command: [],
  });
});

test("all that is wrong is told at once, with its line and the nearest name", () => {
  const text = `
namspace: shop
key: Ann
services:
  payments:
    ports: [8080, "808o"]
    comand: [node]
    after: [order]
  orders:
    ports: [8080]
    command: node x
    after: [worker]
  worker:
    service: none
    mount: pod
    command: [node, 1]
    after: [orders]
  Caller: { service: none, ports: [1] }
  pure: { ports: [2], restart: true, env: { A: b } }
  idle: {}
  broken: [8080]
  box:
    docker: box
    transparent: true
    dockerArguments: [--init, --network=host, -it, -d]
    routes: ["GET /a"]
  bare: { ports: [3], document: a.yaml, dockerArguments: [--init], routes: [GET a, /a] }
  plain: { ports: [4], document: a.yaml, dockerArguments: [--init] }
`;
  expect(problemsOf(text)).toEqual([
    'understudy.yaml:2: namspace: no such key.\n  Did you mean "namespace"?',
    'understudy.yaml:3: key: expected a route key of 1 to 40 lower-case letters, digits and "-", such as "pr-12", received "Ann".',
    'understudy.yaml:6: services.payments.ports[1]: expected a port of this machine such as 8080, or with a port of the Service such as 8080:http, received "808o".',
    'understudy.yaml:7: services.payments.comand: no such key.\n  Did you mean "command"?',
    'understudy.yaml:8: services.payments.after[0]: no such service: order.\n  Did you mean "orders"?',
    'understudy.yaml:10: services.orders.ports[0]: "8080" is services.payments.ports[0] too.',
    'understudy.yaml:11: services.orders.command: expected a list of texts such as [go, run, main.go], received "node x".',
    "understudy.yaml:12: services.orders.after: goes in a circle: orders after worker after orders.",
    "understudy.yaml:16: services.worker.command[1]: expected a text, received 1.\n  Put it in quotes.",
    'understudy.yaml:18: services.Caller: expected a name in lower-case letters, digits and "-", received "Caller".',
    "understudy.yaml:18: services.Caller.ports: needs a service whose requests are meant.",
    "understudy.yaml:19: services.pure.env: needs a command.",
    "understudy.yaml:19: services.pure.restart: needs a command.",
    "understudy.yaml:20: services.idle: expected ports, a command, docker, mount or envFile, received nothing to do.",
    expect.stringMatching(
      /^understudy.yaml:21: services.broken: expected a mapping of .*received \[8080\]\.$/,
    ),
    "understudy.yaml:24: services.box.transparent: is for programs of this machine, which a container is not.",
    "understudy.yaml:25: services.box.dockerArguments[1]: docker run cannot have this option here.\n  Leave it out: the container is in the cluster's network.",
    "understudy.yaml:25: services.box.dockerArguments[2]: programs have no terminal here.\n  Leave it out, or use understudy intercept.",
    "understudy.yaml:25: services.box.dockerArguments[3]: docker run cannot have this option here.\n  Leave it out: the container runs as long as this command.",
    "understudy.yaml:26: services.box.routes: needs ports.",
    'understudy.yaml:27: services.bare.routes[0]: expected a route such as "GET /payments/{paymentId}", received "GET a".',
    'understudy.yaml:27: services.bare.routes[1]: expected a route such as "GET /payments/{paymentId}", received "/a".',
    "understudy.yaml:28: services.plain.dockerArguments: needs docker.",
    "understudy.yaml:28: services.plain.document: needs routes.",
  ]);
});

test.each([
  ["", "understudy.yaml:1: services: expected a mapping of services, received nothing."],
  ["services: {}", "understudy.yaml:1: services: expected a mapping of services, received {}."],
  ["- a", 'understudy.yaml: expected a mapping with the key services, received ["a"].'],
])("%j is told what is expected", (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("a name that is written twice is told with its line", () => {
  expect(() => readSeveral("services:\n  a: { ports: [1] }\n  a: {}\n", "understudy.yaml")).toThrow(
    "understudy.yaml:3: not valid YAML: duplicated mapping key.",
  );
});

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const valid = fc.record({
  ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 })),
  command: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
});

test("services are read as they are written, whatever their programs and ports", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), valid, (names, service) => {
      const services = Object.fromEntries(
        names.map((one, i) => [one, i === 0 ? service : { command: service.command }]),
      );
      const { several, problems } = readSeveral(JSON.stringify({ services }), "understudy.yaml");
      expect(problems).toEqual([]);
      expect(several.services.map((one) => one.name).sort()).toEqual([...names].sort());
      const first = several.services.find((one) => one.name === names[0]);
      expect(first?.command).toEqual(service.command);
      expect(first?.ports).toEqual(service.ports.map((local) => ({ local })));
    }),
    { seed: 5 },
  );
});

test("a key without one of its letters is told, with the whole key", () => {
  const keys = [
    ...Object.keys(FILE).map((key) => ({
      key,
      write: (text: string) => `${text}: x\nservices: { a: { ports: [1] } }`,
    })),
    ...Object.keys(SERVICE).map((key) => ({
      key,
      write: (text: string) => `services: { a: { ports: [1], ${text}: x } }`,
    })),
  ].filter(({ key }) => key !== "services" && key.length > 3);
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.nat(), ({ key, write }, at) => {
      const i = at % key.length;
      const text = write(key.slice(0, i) + key.slice(i + 1));
      expect(problemsOf(text).join("\n")).toContain(`no such key.\n  Did you mean "${key}"?`);
    }),
    { seed: 5 },
  );
});
