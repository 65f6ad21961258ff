import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LatencyPlan } from "../src/latency/plan.ts";
import { encodeMock } from "../src/mock/encodeMock.ts";
import { compile } from "../src/openapi/compile.ts";
import { serverBundle } from "../src/server/bundle.ts";
import type { LoadRequest } from "./load.ts";
import { type ServerProcess, startServer } from "./serverProcess.ts";

/** The input for every server of one case. */
export interface Material {
  folder: string;
  /** Path of the document. */
  document: string;
  request: LoadRequest;
  /** The delay of every answer, in milliseconds. */
  delay?: number;
}

/** A way to serve a document, with its name in the table. */
export interface Contender {
  name: string;
  start(material: Material): Promise<ServerProcess>;
}

/** Writes a document, its compiled form and the server's bundle into a new folder. */
export async function prepare(
  document: unknown,
  request: LoadRequest,
  latency: LatencyPlan = { routes: {} },
): Promise<Material> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const file = typeof document === "string" ? document : join(folder, "document.json");
  if (typeof document !== "string") writeFileSync(file, JSON.stringify(document));
  const { table } = compile(file);
  writeFileSync(join(folder, "mock.json.gz"), encodeMock({ service: "bench", table, latency }));
  writeFileSync(join(folder, "server.mjs"), serverBundle());
  const delay = latency.default?.kind === "fixed" ? latency.default.ms : undefined;
  return { folder, document: file, request, ...(delay !== undefined && { delay }) };
}

/** This project's server, started like in its image. */
export function understudy(workers = 1): Contender {
  return {
    name: workers === 1 ? "understudy" : `understudy, ${workers} workers`,
    start: ({ folder, request }) =>
      startServer(
        (port) => ({
          args: [join(folder, "server.mjs"), join(folder, "mock.json.gz")],
          env: { PORT: String(port), WORKERS: String(workers) },
        }),
        request.path,
      ),
  };
}

/** This project's server, which leaves all connections to `node:http`. */
export const withoutLane: Contender = {
  name: "understudy, no fast lane",
  start: ({ folder, request }) =>
    startServer(
      (port) => ({
        args: [join(folder, "server.mjs"), join(folder, "mock.json.gz")],
        env: { PORT: String(port), FAST_LANE: "false" },
      }),
      request.path,
    ),
};

/** This project's server, started with a document: shows what the compiled table saves. */
export const fromSource: Contender = {
  name: "understudy, from source",
  start: ({ document, request }) =>
    startServer(
      (port) => ({
        args: [
          join(import.meta.dirname, "../cli/understudy.js"),
          "serve",
          document,
          "-p",
          String(port),
        ],
      }),
      request.path,
    ),
};

/** A bare `node:http` server that gives the same answer as ours to every request: shows what Node itself costs. */
export const bare: Contender = {
  name: "bare node:http",
  async start(material) {
    const ours = await understudy().start(material);
    const { request } = material;
    const { method = "GET", headers = {}, body } = request;
    const response = await fetch(ours.url + request.path, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    await ours.stop();
    const added = ["date", "connection", "keep-alive"];
    const file = join(material.folder, "answer.json");
    writeFileSync(
      file,
      JSON.stringify({
        status: response.status,
        headers: [...response.headers].filter(([name]) => !added.includes(name)).flat(),
        body: text,
      }),
    );
    const program = join(import.meta.dirname, "bareServer.ts");
    const delay = material.delay === undefined ? [] : [String(material.delay)];
    return startServer((port) => ({ args: [program, file, String(port), ...delay] }), request.path);
  },
};

const prism: Contender = {
  name: "prism 5.16",
  start: ({ document, request }) =>
    startServer(
      (port) => ({
        args: [PRISM, "mock", document, "-p", String(port), "-h", "127.0.0.1", "-v", "silent"],
      }),
      request.path,
    ),
};

const mockoon: Contender = {
  name: "mockoon 9.9",
  start: ({ document, request }) =>
    startServer(
      (port) => ({
        args: [
          MOCKOON,
          "start",
          ...["--data", document, "--port", String(port)],
          ...["--hostname", "127.0.0.1", "--disable-log-to-file"],
        ],
      }),
      request.path,
    ),
};

/** nginx with one worker, and an answer as long as ours in its configuration. */
const nginx: Contender = {
  name: "nginx",
  start: ({ folder, request }) =>
    startServer((port) => {
      const file = join(folder, "nginx.conf");
      writeFileSync(
        file,
        `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
         events { worker_connections 1024; }
         http { access_log off; server { listen 127.0.0.1:${port}; location / {
           default_type application/json; return 200 '${"x".repeat(300)}';
         } } }`,
      );
      return { program: "nginx", args: ["-p", folder, "-c", file] };
    }, request.path),
};

/** WireMock with one stub, from the jar that the environment variable `WIREMOCK_JAR` names. */
const wiremock: Contender = {
  name: "wiremock",
  start: ({ folder, request, delay }) =>
    startServer((port) => {
      const mappings = join(folder, "wiremock/mappings");
      mkdirSync(mappings, { recursive: true });
      const response = {
        status: 200,
        jsonBody: { id: 1, name: "x".repeat(280) },
        ...(delay !== undefined && { fixedDelayMilliseconds: delay }),
      };
      const stub = { request: { method: "ANY", urlPathPattern: "/.*" }, response };
      writeFileSync(join(mappings, "all.json"), JSON.stringify(stub));
      return {
        program: "java",
        args: [
          ...["-jar", process.env.WIREMOCK_JAR ?? "", "--root-dir", join(folder, "wiremock")],
          ...["--bind-address", "127.0.0.1", "--port", String(port), "--no-request-journal"],
        ],
      };
    }, request.path),
};

const MODULES = join(import.meta.dirname, "node_modules");
const PRISM = join(MODULES, "@stoplight/prism-cli/dist/index.js");
const MOCKOON = join(MODULES, "@mockoon/cli/bin/run.js");

/** Returns the other mock servers that are installed, and how to install the rest. */
export function peers(): { found: Contender[]; missing: string[] } {
  const all: [Contender, boolean, string][] = [
    [prism, existsSync(PRISM), "npm ci --prefix bench --ignore-scripts"],
    [mockoon, existsSync(MOCKOON), "npm ci --prefix bench --ignore-scripts"],
    [nginx, spawnSync("nginx", ["-v"]).error === undefined, "install nginx"],
    [wiremock, process.env.WIREMOCK_JAR !== undefined, "set WIREMOCK_JAR to its jar"],
  ];
  return {
    found: all.filter(([, there]) => there).map(([contender]) => contender),
    missing: all
      .filter(([, there]) => !there)
      .map(([{ name }, , hint]) => `${name} is left out: ${hint}`),
  };
}
