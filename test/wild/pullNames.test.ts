import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import type { Route, RouteTable } from "../../src/openapi/table/table.ts";
import { assignNames, nameIndex } from "../../src/pull/nameIndex.ts";
import { type Names, namesOf } from "../../src/sources/datadog/names.ts";
import { namesOfRoute } from "../../src/sources/prometheus/names.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import { WILD_DOCUMENTS } from "./documents.ts";

const PACKAGES = join(import.meta.dirname, "node_modules");

const tables = new WeakMap<RouteTable, Names>();

/** Datadog's names of all operations, made once for a document. */
function among(table: RouteTable): Names {
  const names = tables.get(table) ?? namesOf(table)([]);
  tables.set(table, names);
  return names;
}

/** How the names of each source are made before it has said which ones it has. */
const SOURCES: Record<string, LatencySource["namesOf"]> = {
  datadog: (route, table) => among(table).of(route),
  prometheus: namesOfRoute,
};

describe.each(WILD_DOCUMENTS.filter(({ module }) => module === undefined))(
  "the names of $name",
  ({ path }) => {
    test.each(Object.keys(SOURCES))(
      "in %s find back to each operation, and those of two are listed",
      { timeout: 120_000 },
      (kind) => {
        const { table } = compile(join(PACKAGES, path));
        const names = new Map(
          table.routes.map((route) => [route, SOURCES[kind]?.(route, table) ?? []]),
        );
        const index = nameIndex({ namesOf: (route: Route) => names.get(route) ?? [] }, table);
        const listed = [...index.keys()].map((name) => ({ name, requests: 1, apart: {} }));
        const { byRoute, ambiguous, unexplained } = assignNames(listed, index, {});
        expect(unexplained).toEqual([]);
        for (const [key, own] of byRoute) {
          for (const { name } of own) expect(index.get(name)).toEqual([key]);
        }
        for (const { name, routes } of ambiguous) expect(index.get(name)).toEqual(routes);
        const lost = table.routes.filter(({ key }) => !byRoute.has(key));
        expect(lost.map(({ key }) => key)).toEqual([]);
      },
    );
  },
);
