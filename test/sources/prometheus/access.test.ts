import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { UserError } from "../../../src/problem.ts";
import { createApi } from "../../../src/sources/prometheus/api.ts";
import { type Access, connectionOf } from "../../../src/sources/prometheus/connect.ts";
import { createPrometheusSource } from "../../../src/sources/prometheus/prometheus.ts";
import {
  type Asked,
  type FakeAnswer,
  fakePrometheus,
  hoursOf,
  oneRoute,
  success,
} from "./fakePrometheus.ts";
import { questionOf } from "./fixture.ts";
import { hasPrometheus, startPrometheus } from "./realPrometheus.ts";

const question = questionOf(["GET /pets"]);

test("a Prometheus that says nothing for too long cannot be reached", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createApi({ url, secrets: [], silence: 50 });
  expect(await messageOf(api.query("up", new Date()))).toContain(
    `${url}: Prometheus cannot be reached: no answer for 0.05 seconds.`,
  );
});

describe("what opens a Prometheus", () => {
  test.each<[string, Partial<Access>, object]>([
    ["nothing", {}, { authorization: undefined }],
    ["a token", { token: "secret-token\n" }, { authorization: "Bearer secret-token" }],
    [
      "a user and a password",
      { username: "me", password: "pass:word" },
      { authorization: `Basic ${Buffer.from("me:pass:word").toString("base64")}` },
    ],
    ["a tenant", { tenant: "team-a" }, { "x-scope-orgid": "team-a", "thanos-tenant": "team-a" }],
  ])("%s is sent with each request", async (_, access, headers) => {
    const { url, asked } = await fakePrometheus(oneRoute(10));
    await sourceOf({ url: `${url}/api/v1/`, ...access }).list(question);
    expect(asked.length).toBeGreaterThan(3);
    for (const one of asked) {
      for (const [name, value] of Object.entries(headers)) expect(one.headers[name]).toBe(value);
    }
  });

  test("a user and a password in the address are sent, and are in no message", async () => {
    const refused = { status: 401, body: "no entry for pass:word" };
    const { url, asked } = await fakePrometheus(() => refused);
    const address = url.replace("//", "//me:pass%3Aword@");
    const message = await messageOf(sourceOf({ url: address }).list(question));
    expect(asked[0]?.headers.authorization).toMatch(/^Basic /);
    expect(message).toBe(
      `${url}: Prometheus refuses the request with status 401: no entry for ***.\n  It was sent the token or the password that it was given: these are wrong, or lack the right to query.`,
    );
  });

  test("a token and a password exclude each other, and a broken token is not sent", () => {
    const access = { url: "http://localhost", token: "a b", password: "secret" };
    expect(() => connectionOf(access)).toThrow("only one of them can be sent");
    expect(() => connectionOf(access)).toThrow("Put the token alone there");
    expect(() => connectionOf({ url: "localhost:9090" })).toThrow("expected an address such as");
    expect(() => connectionOf({ url: "ftp://me:secret@x" })).toThrow('received "ftp://***@x"');
  });
});

describe("bad answers", () => {
  test.each<[string, FakeAnswer, string]>([
    ["no key", { status: 401, body: "Unauthorized" }, "Put a token into PROMETHEUS_TOKEN"],
    ["no tenant", { status: 401, body: "no org id" }, "Name the tenant with --tenant"],
    ["a page", { body: "<html>Grafana</html>" }, "received status 200 without its JSON"],
    [
      "a login",
      { status: 302, body: "", headers: { location: "/login" } },
      "received status 302 and leads to /login without its JSON",
    ],
    [
      "another path",
      { status: 404, body: "404 page not found" },
      "https://mimir.example.com/prometheus",
    ],
    ["too many requests", { status: 429, body: "slow down" }, "Try again later."],
    [
      "a broken query",
      { status: 400, body: { status: "error", errorType: "bad_data", error: "parse error" } },
      "answers with status 400: parse error.\n  Look at --selector",
    ],
    [
      "a mistake of its own",
      { status: 500, body: { status: "error", error: "disk is full" } },
      "answers with status 500: disk is full.",
    ],
  ])("%s: the message names the way out", async (_, answer, message) => {
    const { url } = await fakePrometheus(() => answer);
    expect(await messageOf(sourceOf({ url }).list(question))).toContain(message);
  });

  test("no answer: the message names the address", async () => {
    const message = await messageOf(sourceOf({ url: "http://127.0.0.1:1" }).list(question));
    expect(message).toMatch(
      /^http:\/\/127\.0\.0\.1:1: Prometheus cannot be reached: .*ECONNREFUSED/,
    );
  });

  test("a warning of a part that did not answer is a note", async () => {
    const warnings = ["store-1 did not answer", "store-1 did not answer"];
    const answer = oneRoute(10);
    const { url } = await fakePrometheus((asked) => {
      const { body } = answer(asked);
      return asked.path === "query" ? { body: { ...(body as object), warnings } } : { body };
    });
    const { notes } = await sourceOf({ url }).list(question);
    expect(notes).toContain("Prometheus warns: store-1 did not answer.");
    expect(notes.length).toBe(2);
  });
});

describe("a query that is too much", () => {
  const limits: [string, FakeAnswer][] = [
    [
      "Prometheus' samples",
      refusal(422, "query processing would load too many samples into memory in query execution"),
    ],
    ["Prometheus' patience", refusal(503, "query timed out in expression evaluation")],
    [
      "Mimir's chunks",
      refusal(
        422,
        "the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)",
      ),
    ],
    ["a proxy's patience", { status: 504, body: "<html>Gateway Time-out</html>" }],
  ];

  test.each(limits)("is asked in parts: %s", async (_, tooMuch) => {
    const { url, asked } = await fakePrometheus(limited(tooMuch, 6));
    const source = sourceOf({ url });
    const listing = await source.list(question);
    expect(listing.names).toEqual([{ name: "GET /pets", requests: 240, apart: {} }]);
    const [measurement] = await source.measure(question, [["GET /pets"]]);
    expect(measurement?.requests).toBe(240);
    expect(measurement?.quantiles[0]?.bounds).toEqual({ from: 0, to: 10 });
    const ends = asked
      .filter(({ parameters }) => hoursOf(parameters.get("query") ?? "") === 6)
      .map(({ parameters }) => Number(parameters.get("time")) - question.from.getTime() / 1000);
    expect(ends.map((end) => end / 3600)).toEqual([6, 12, 18, 24, 6, 12, 18, 24]);
  });

  test("is told with the way out, if it is too much for an hour", async () => {
    const { url } = await fakePrometheus(limited(limits[0]?.[1] ?? refusal(422, ""), 0));
    expect(await messageOf(sourceOf({ url }).list(question))).toBe(
      "--selector: Prometheus refuses a query over a single hour: query processing would load too many samples into memory in query execution.\n  Select fewer series with --selector, or let a recording rule sum up the instances, and name its metric with --metric.",
    );
  });

  test("1,000 routes of 15 buckets are measured with six requests", async () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `GET /things${i}/{id}`);
    const { url, asked } = await fakePrometheus((one) => {
      const plain = oneRoute(1)(one);
      const query = one.parameters.get("query") ?? "";
      if (!query.startsWith("sum")) return plain;
      const result = keys.flatMap((_, i) => {
        const labels = { http_route: `/things${i}/:id`, http_request_method: "GET" };
        const edges = query.includes("le)") ? Array.from({ length: 15 }, (_, le) => le + 1) : [0];
        return edges.map((le) => ({ metric: { ...labels, le: String(le) }, value: [0, `${le}`] }));
      });
      for (const one of query.includes("le)") ? [] : result) one.value = [0, "15"];
      return success({ result });
    });
    const source = sourceOf({ url });
    const many = questionOf(keys);
    await source.list(many);
    const measured = await source.measure(
      many,
      keys.map((key) => [key]),
    );
    expect(new Set(measured.map(({ requests }) => requests))).toEqual(new Set([15]));
    expect(asked.length).toBe(6);
  });
});

test.skipIf(!hasPrometheus() || !hasOpenssl())(
  "a real Prometheus with TLS and a password is opened with its authority and the password alone",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "understudy-certificate-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [certificate, key] = [join(folder, "certificate"), join(folder, "key")];
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const named = ["-subj", "/CN=prometheus", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", certificate];
    execFileSync("openssl", [...made, ...named, ...files], { stdio: "ignore" });
    // The hash, by bcrypt, of "secret-word".
    const hash = "$2b$04$abcdefghijklmnopqrstuujV0zJ3tj1V5vPQQ5i8Bd/sbbeTbZTaC";
    const web = {
      tls_server_config: { cert_file: certificate, key_file: key },
      basic_auth_users: { me: hash },
    };
    await using prometheus = await startPrometheus({ web: JSON.stringify(web) });
    const { url } = prometheus;
    const ca = readFileSync(certificate, "utf8");
    const ask = (access: object) => messageOf(sourceOf({ url, ...access }).list(question));
    expect(await ask({})).toMatch(
      /cannot be reached: self-signed certificate.*\n {2}Give the authority/,
    );
    expect(await ask({ ca })).toContain("Put a token into PROMETHEUS_TOKEN");
    const wrong = await ask({ ca, username: "me", password: "wrong-word" });
    expect(wrong).toContain("these are wrong, or lack the right to query");
    expect(wrong).not.toContain("wrong-word");
    expect(await ask({ ca, username: "me", password: "secret-word" })).toContain(
      "no known histogram of servers' latencies has values in the window",
    );
  },
);

function sourceOf(access: Access) {
  return createPrometheusSource({ connection: connectionOf(access), reporter: "destination" });
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : "";
}

function refusal(status: number, error: string): FakeAnswer {
  return { status, body: { status: "error", errorType: "execution", error } };
}

/** Returns the answers of a Prometheus that refuses queries over more than some hours. */
function limited(tooMuch: FakeAnswer, hours: number): (asked: Asked) => FakeAnswer {
  const answer = oneRoute(10);
  return (asked) =>
    hoursOf(asked.parameters.get("query")?.replace(/^min.*/, "") ?? "") > hours
      ? tooMuch
      : answer(asked);
}

function hasOpenssl(): boolean {
  return spawnSync("openssl", ["version"]).error === undefined;
}
