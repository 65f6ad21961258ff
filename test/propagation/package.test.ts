import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE = process.env.PROPAGATION_NODE ?? process.execPath;
/** Two services; the second one shows what it got. */
const APP = `
  const show = http.createServer((request, response) => {
    const { baggage, "x-preview": preview, "x-foo": foo } = request.headers;
    response.end(JSON.stringify({ baggage, preview, foo }));
  });
  const pass = http.createServer(async (request, response) => {
    const got = await fetch("http://127.0.0.1:" + show.address().port);
    response.end(await got.text());
  });
  const headers = { baggage: "understudy=pr-1", "x-preview": "pr-1", "x-foo": "1" };
  show.listen(0, "127.0.0.1", () => pass.listen(0, "127.0.0.1", async () => {
    const got = await fetch("http://127.0.0.1:" + pass.address().port, { headers });
    console.log(await got.text());
    process.exit();
  }));
`;
const PROGRAMS = {
  "app.mjs": `import http from "node:http";${APP}`,
  "app.cjs": `const http = require("node:http");${APP}`,
  "functions.cjs": `
    const { run, propagationHeaders } = require("understudy-propagation/api");
    run({ "x-preview": "pr-1", "x-foo": "1" }, () => console.log(JSON.stringify(propagationHeaders())));
  `,
};
const app = mkdtempSync(join(tmpdir(), "understudy-propagation-"));

beforeAll(() => {
  const [whole, alone] = ["understudy", "understudy-propagation"].map((name) =>
    join(app, "node_modules", name),
  );
  if (whole === undefined || alone === undefined) throw new Error("two packages");
  mkdirSync(whole, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(whole, "package.json"));
  cpSync(join(ROOT, "src/propagation"), join(whole, "src/propagation"), { recursive: true });
  cpSync(join(ROOT, "src/propagation"), alone, { recursive: true });
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(app, name), text);
});

afterAll(() => rmSync(app, { recursive: true }));

const carried = { baggage: "understudy=pr-1", preview: "pr-1" };

test.each([
  [["--import", "understudy/propagation", "app.mjs"], {}, carried],
  [["--import", "understudy/propagation", "app.cjs"], {}, carried],
  [["--import", "understudy-propagation", "app.mjs"], {}, carried],
  [["--require", "understudy-propagation", "app.cjs"], {}, carried],
  [["app.mjs"], { NODE_OPTIONS: "--import understudy-propagation" }, carried],
  [
    ["--import", "understudy/propagation", "app.mjs"],
    { UNDERSTUDY_PROPAGATE: "X-Foo" },
    { baggage: "understudy=pr-1", foo: "1" },
  ],
  [["app.mjs"], {}, {}],
  [["functions.cjs"], {}, { "x-preview": "pr-1" }],
])("node %j with %j, where it is installed", async (args, env, expected) => {
  const { stdout } = await promisify(execFile)(NODE, args, {
    cwd: app,
    env: { ...process.env, ...env },
  });
  expect(JSON.parse(stdout)).toEqual(expected);
});
