import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { encodeLiteral } from "../../src/openapi/table/pattern.ts";
import type { Route, RouteTable } from "../../src/openapi/table/table.ts";
import { accessLogSource } from "../../src/sources/accessLog/accessLog.ts";
import { WILD_DOCUMENTS } from "./documents.ts";

const PACKAGES = join(import.meta.dirname, "node_modules");
const folder = mkdtempSync(join(tmpdir(), "understudy-log-paths-"));
afterAll(() => rmSync(folder, { recursive: true }));

const EVER = {
  from: new Date(0),
  to: new Date("2100-01-01"),
  statuses: { text: "2xx", accepts: (status: number) => status === 200 },
  quantiles: [0.5],
};

/** A request for each operation, below each base path and without one; parameters have values that no template has. */
function requestsOf({ routes, basePaths }: RouteTable): { route: Route; path: string }[] {
  return routes.flatMap((route, i) =>
    basePaths.map((base) => {
      const own = encodeLiteral(route.path).replaceAll("%2F", "/");
      return { route, path: base + own.replaceAll(/%7B.*?%7D/g, `q${i}z`) };
    }),
  );
}

describe.each(WILD_DOCUMENTS.filter(({ module }) => module === undefined))(
  "paths of $name",
  ({ name, path }) => {
    test("in an access log find back to their operations", { timeout: 120_000 }, async () => {
      const { table } = compile(join(PACKAGES, path));
      const requests = requestsOf(table);
      const log = join(folder, `${name.replaceAll(/\W/g, "-")}.log`);
      const lines = requests.map(
        ({ route, path }) =>
          `{"start_time":"2026-01-01T00:00:00.000Z","method":"${route.method}","path":"${path}?page=2","response_code":200,"duration":7}`,
      );
      writeFileSync(log, lines.join("\n"));
      const source = accessLogSource({
        files: [log],
        format: "json",
        fields: {},
        hosts: [],
        stdin: Readable.from([]),
      });
      const { names } = await source.list({ ...EVER, service: "any", table });
      const counted = new Map(names.map(({ name, requests }) => [name, requests]));
      const expected = Object.groupBy(requests, ({ route }) => route.key);
      const wrong = Object.entries(expected).flatMap(([key, own = []]) =>
        counted.get(key) === own.length ? [] : [`${key}: ${counted.get(key)} of ${own.length}`],
      );
      expect(wrong).toEqual([]);
      expect(names.length).toBe(Object.keys(expected).length);
    });
  },
);
