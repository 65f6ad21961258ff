import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Another Node than the one that runs the tests. */
const NODE = process.env.PROPAGATION_NODE ?? process.execPath;

/** Each kind of server, and how it is called. */
const INBOUND = {
  http: "http",
  https: "https",
  compat: "http2",
  http2: "http2",
  express: "fetch",
  fastify: "pool",
  grpc: "grpc",
};
/** Each kind of client, and a server for it. */
const OUTBOUND = {
  fetch: "http",
  undici: "fastify",
  pool: "express",
  http: "express",
  https: "https",
  http2: "http2",
  grpc: "grpc",
};
const BROUGHT = {
  baggage: "userId=alice,understudy=pr-12.pr-34;p=1,serverNode=DF%2028",
  "service-router-payments-shop": "payments-pr-12.shop",
  "x-preview": "pr-12.pr-34",
};
const OTHERS = { authorization: "Bearer x", cookie: "a=b", "x-other": "1" };

const grid = Object.entries(INBOUND).flatMap(([server, caller]) =>
  Object.entries(OUTBOUND).map(([client, next]) => [
    server,
    client,
    `/${caller}-${server}/${client}-${next}/fetch-http`,
  ]),
);

describe.each([
  ["an ESM app that was not touched", ["--import", "understudy/propagation"], "untouched.mjs"],
  ["a CommonJS app that was not touched", ["--import", "understudy/propagation"], "untouched.cjs"],
  ["an app that uses the functions", [], "explicit.mjs"],
])("%s", (_app, flags, file) => {
  let app: ReturnType<typeof spawn>;
  let ports: Record<string, number> = {};

  beforeAll(async () => {
    const path = fileURLToPath(new URL(`apps/${file}`, import.meta.url));
    app = spawn(NODE, [...flags, path], { stdio: ["ignore", "pipe", "inherit"] });
    if (app.stdout === null) throw new Error("no output");
    const [line] = await once(createInterface(app.stdout), "line");
    ports = JSON.parse(line);
  });

  afterAll(async () => {
    if (app.exitCode === null && app.kill()) await once(app, "exit");
  });

  const ask = async (plan: string, headers: Record<string, string>): Promise<unknown> => {
    const url = `http://127.0.0.1:${ports.http}${plan}`;
    return JSON.parse(await (await fetch(url, { method: "POST", headers, body: "x" })).text());
  };

  test.each(grid)("carries from %s by %s what came, and nothing else", async (_in, _out, plan) => {
    expect(await ask(plan, { ...BROUGHT, ...OTHERS })).toEqual(BROUGHT);
  });

  test("keeps hundreds of requests apart that share connections", async () => {
    const plans = grid.map(([, , plan = ""]) => plan);
    const keys = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? undefined : `pr-${i}`));
    const got = await Promise.all(
      keys.map((key, i) => {
        const headers = key && { "x-preview": key, baggage: `understudy=${key}` };
        return ask(plans[i % plans.length] ?? "", headers || {});
      }),
    );
    expect(got).toEqual(
      keys.map((key) => (key ? { baggage: `understudy=${key}`, "x-preview": key } : {})),
    );
  });

  test("carries the same with a retry", async () => {
    const keys = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? undefined : `pr-${i}`));
    const got = await Promise.all(
      keys.map((key, i) =>
        ask(`/retry-http/flaky-${file}-${i}`, key === undefined ? {} : { "x-preview": key }),
      ),
    );
    expect(got).toEqual(keys.map((key) => (key === undefined ? {} : { "x-preview": key })));
  });
});
