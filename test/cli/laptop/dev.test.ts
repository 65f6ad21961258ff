import { expect, test } from "vitest";
import { runHere } from "../inProcess.ts";
import { folderOf } from "../project.ts";

test.each([
  [
    "without a file",
    {},
    [],
    1,
    /^understudy\.yaml: no such file\.\n {2}Write it as docs\/laptop\.md/,
  ],
  [
    "with mistakes in the file",
    { "a.yaml": "services:\n  a: { ports: [x],\n      directory: none }\n" },
    ["-f", "a.yaml"],
    1,
    /^a\.yaml:2: services\.a\.ports\[0\]: expected a port .*\na\.yaml:3: services\.a\.directory: no such folder: .*\/none\.\n$/,
  ],
  [
    "with routes that its documents do not have",
    {
      "understudy.yaml": `services:
  a:
    ports: [8080]
    document: a.yaml
    routes:
      - GET /pets
      - GET /pet
  b: { ports: [8081], document: b.yaml, routes: [GET /a] }
`,
      "a.yaml": "openapi: 3.1.0\npaths: { /pets: { get: { responses: { 200: {} } } } }\n",
    },
    [],
    1,
    /^understudy\.yaml:7: services\.a\.routes\[1\]: no such route in .*\/a\.yaml: GET \/pet\.\n {2}Did you mean "GET \/pets"\?\nunderstudy\.yaml:8: services\.b\.document: no such file: .*\/b\.yaml\.\n$/,
  ],
  [
    "without a key",
    {
      "understudy.yaml": "services: { a: { ports: [8080] }, b: { ports: [8081], replace: true } }",
    },
    [],
    2,
    /^--key: expected a route key, received nothing\./,
  ],
] as const)(
  "%s it says what is wrong, before it asks a cluster",
  async (_, files, args, code, said) => {
    const run = runHere(folderOf(files), "dev", ...args);
    expect(await run.ended).toBe(code);
    expect(run.stderr).toMatch(said);
  },
);
