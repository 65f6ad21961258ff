import { Agent, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";

import { compile } from "../../src/openapi/compile.ts";
import { METHODS } from "../../src/openapi/table/table.ts";
import { startSites } from "../../src/server/mockServer.ts";
import { DEFAULT_OPTIONS } from "../../src/server/options.ts";

/** `npm run fuzz` sends 100,000; a few in every run of the tests. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);
const SPECS = ["payments", "users", "catalog"];

const tables = SPECS.map(
  (name) => compile(join(import.meta.dirname, `../../specs/${name}.yaml`)).table,
);
const paths = tables.flatMap(({ basePaths, routes }, i) =>
  routes.flatMap(({ path }) => basePaths.map((base) => `/${SPECS[i]}${base}${path}`)),
);
const statuses = new Set(
  tables.flatMap(({ routes }) =>
    routes.flatMap(({ responses }) => responses.map(({ status }) => status)),
  ),
);

const piece = fc.oneof(
  fc.constantFrom(
    "1",
    "-1",
    "x",
    "%",
    "%2e%2e",
    "%00",
    "%ff",
    "..",
    ";",
    ",",
    "__proto__",
    "[",
    "]",
    "=",
    "{}",
  ),
  fc.constantFrom(
    "true",
    "null",
    "1e999",
    "9".repeat(400),
    "a".repeat(2000),
    "\\",
    "'",
    '"',
    "*",
    "é",
  ),
);
const word = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .map((pieces) => encodeURI(pieces.join("")).replaceAll("%25", "%"));
const header = fc.oneof(
  fc.constantFrom(
    "application/json",
    "*/*;q=2",
    "text/",
    "code=200",
    "code=600",
    "example=x",
    "dynamic=true",
    ", ;=,",
  ),
  fc.constantFrom(
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded",
  ),
  word,
);
const hostile = fc.record({
  method: fc.constantFrom(...METHODS.filter((method) => method !== "TRACE"), "PROPFIND"),
  path: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...paths) },
    { weight: 1, arbitrary: word.map((found) => `/${found}`) },
  ),
  words: fc.array(word, { minLength: 4, maxLength: 4 }),
  query: fc.array(fc.tuple(word, word), { maxLength: 3 }),
  headers: fc.dictionary(
    fc.constantFrom(
      "accept",
      "prefer",
      "content-type",
      "authorization",
      "cookie",
      "origin",
      "x-api-key",
      "idempotency-key",
      "x-understudy-delay",
    ),
    header,
  ),
  body: fc.oneof(fc.constant(""), fc.json({ maxDepth: 4 }), word),
});

test("over the committed documents no request meets a failure of the server's own, and none hangs", async () => {
  const sites = tables.map((table, i) => ({
    prefix: `/${SPECS[i]}`,
    mock: { service: SPECS[i] ?? "", table, latency: { routes: {} } },
  }));
  const options = { ...DEFAULT_OPTIONS, seed: "fuzz" };
  const server = await startSites(sites, { port: 0, host: "127.0.0.1", options });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(async () => {
    agent.destroy();
    await server.close();
  });
  await fc.assert(
    fc.asyncProperty(hostile, async ({ method, path, words, query, headers, body }) => {
      let used = 0;
      const filled = path.replaceAll(/\{[^}]*\}/g, () => words[used++ % words.length] ?? "");
      const target = `${filled}?${query.map((pair) => pair.join("=")).join("&")}`;
      const [status, answer] = await new Promise<[number, string]>((resolve, reject) => {
        const outgoing = request(
          { host: "127.0.0.1", port: server.port, agent, method, path: target, headers },
          (incoming) => {
            const statusCode = incoming.statusCode ?? 0;
            text(incoming).then((read) => resolve([statusCode, read]), reject);
          },
        );
        outgoing.on("error", reject);
        outgoing.end(method === "GET" || method === "HEAD" ? undefined : body);
      });
      if (status < 500 || statuses.has(String(status))) return;
      // Prism answers 500 where it finds no reply that a client would take; a failure of the server's own is about:blank.
      expect(answer).toMatch(/^$|"type":"https:\/\/stoplight\.io\/prism\/errors#/);
    }),
    { seed: 7, numRuns: RUNS },
  );
}, 600_000);
