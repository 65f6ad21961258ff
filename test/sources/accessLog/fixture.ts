import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { sortRoutes } from "../../../src/openapi/table/order.ts";
import {
  type AccessLogOptions,
  accessLogSource,
} from "../../../src/sources/accessLog/accessLog.ts";
import type { LatencySource, Listing, SourceQuestion } from "../../../src/sources/source.ts";
import { routeOf, tableOf } from "../../server/fixture.ts";

export const TABLE = tableOf(
  sortRoutes([
    routeOf("GET", "/users/{id}"),
    routeOf("GET", "/users/me"),
    routeOf("POST", "/users"),
    routeOf("GET", "/files/{name}.{ext}"),
  ]),
  { basePaths: ["/v1", ""] },
);

/** A question about the whole log and successful answers, unless `rest` says otherwise. */
export function questionOf(rest: Partial<SourceQuestion> = {}): SourceQuestion {
  return {
    service: "users",
    table: TABLE,
    from: new Date(-8.64e15),
    to: new Date(8.64e15),
    statuses: { text: "2xx,3xx", accepts: (status) => status >= 200 && status < 400 },
    quantiles: [0.5],
    ...rest,
  };
}

/** Writes files into a folder that is removed after the test, and returns their paths. */
export function filesOf(contents: Record<string, string | Buffer>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "understudy-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
}

export function sourceOf(options: Partial<AccessLogOptions>): LatencySource {
  const nothing = { files: [], format: undefined, fields: {}, hosts: [], stdin: Readable.from([]) };
  return accessLogSource({ ...nothing, ...options });
}

/** Reads a log of the given lines. */
export async function readLines(
  lines: readonly string[],
  options: Partial<AccessLogOptions> = {},
  rest: Partial<SourceQuestion> = {},
): Promise<Listing> {
  const files = filesOf({ "access.log": lines.join("\n") });
  const source = sourceOf({ files, ...options });
  const listing = await source.list(questionOf(rest));
  return {
    ...listing,
    notes: listing.notes.map((note) => note.replaceAll(files[0] ?? "", "access.log")),
  };
}

interface Line {
  time: string;
  request: string;
  status: number;
  ms: number;
  host: string;
}

/** A line of Envoy's default format. */
export function envoyLine(line: Partial<Line> = {}): string {
  const {
    time = "2026-11-27T10:00:00.000Z",
    request = "GET /users/7 HTTP/1.1",
    status = 200,
    ms = 20,
    host = "users",
  } = line;
  return `[${time}] "${request}" ${status} - 0 1024 ${ms} ${ms} "10.0.0.1" "curl/8.5.0" "9c1185a5-c5e9-4f2b-9d5b-8f6f5b3b3c0e" "${host}" "10.0.0.7:8080"`;
}
