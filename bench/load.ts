import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A request that is repeated. */
export interface LoadRequest {
  method?: string;
  /** Path with query. */
  path: string;
  /** Path of each request, with `%d` where its number is. By default, all have `path`. */
  numbered?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The result of a run of the load generator. */
export interface Load {
  requests: number;
  perSecond: number;
  /** Answers with a status of 400 or more, and connections that failed. */
  errors: number;
  /** Latencies in milliseconds. */
  p50: number;
  p99: number;
}

/** Returns whether the load generator is installed. */
export function hasLoadGenerator(): boolean {
  return spawnSync("wrk", ["--version"]).error === undefined;
}

/**
 * Repeats a request for `seconds` seconds over `connections` connections. Each connection sends the next request when
 * the previous one is answered.
 */
export async function load(
  url: string,
  request: LoadRequest,
  { seconds, connections }: { seconds: number; connections: number },
): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  try {
    const script = join(folder, "request.lua");
    writeFileSync(script, luaOf(request));
    const args = ["-t1", `-c${connections}`, `-d${seconds}`, "-s", script, url + request.path];
    const { stdout } = await promisify(execFile)("wrk", args);
    const [requests = 0, microseconds = 1, errors = 0, p50 = 0, p99 = 0] = (
      /^result (.*)$/m.exec(stdout)?.[1] ?? ""
    )
      .split(" ")
      .map(Number);
    return {
      requests,
      perSecond: requests / (microseconds / 1e6),
      errors,
      p50: p50 / 1000,
      p99: p99 / 1000,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a script for wrk: it defines the request, and prints one line of figures at the end. */
function luaOf({ method = "GET", numbered, headers = {}, body }: LoadRequest): string {
  const quote = JSON.stringify;
  return [
    `wrk.method = ${quote(method)}`,
    ...(body === undefined ? [] : [`wrk.body = ${quote(body)}`]),
    ...Object.entries(headers).map(
      ([name, value]) => `wrk.headers[${quote(name)}] = ${quote(value)}`,
    ),
    ...(numbered === undefined
      ? []
      : [
          "local sent = 0",
          "request = function()",
          "  sent = sent + 1",
          `  return wrk.format(nil, string.format(${quote(numbered)}, sent))`,
          "end",
        ]),
    "done = function(summary, latency, requests)",
    "  local e = summary.errors",
    "  local errors = e.connect + e.read + e.write + e.status + e.timeout",
    '  print("result " .. summary.requests .. " " .. summary.duration .. " " .. errors',
    '    .. " " .. latency:percentile(50) .. " " .. latency:percentile(99))',
    "end",
  ].join("\n");
}
