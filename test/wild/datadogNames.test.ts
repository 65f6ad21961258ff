import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { namesOf } from "../../src/sources/datadog/names.ts";
import { tagValue } from "../../src/sources/datadog/tag.ts";
import { WILD_DOCUMENTS } from "./documents.ts";

const PACKAGES = join(import.meta.dirname, "node_modules");

/** Parameters in the document's words. */
const AS_DOCUMENTED: Record<string, (name: string) => string> = {
  "{id}": (name) => `{${name}}`,
  ":id": (name) => `:${name}`,
  "<id>": (name) => `<${name}>`,
  "<int:id>": (name) => `<int:${name}>`,
  "{id:int}": (name) => `{${name}:int}`,
  "(?P<id>[^/.]+)": (name) => `(?P<${name}>[^/.]+)`,
};

/** Parameters that the code calls otherwise. */
const RENAMED: Record<string, (name: string) => string> = {
  "{x}": (name) => `{x${name}}`,
  ":x": (name) => `:x${name}`,
  "<slug:x>": (name) => `<slug:x${name}>`,
  "(?P<x>[^/]+)": (name) => `(?P<x${name}>[^/]+)`,
  "(?P<x>\\w{2,3})": (name) => `(?P<x${name}>\\w{2,3})`,
};

/**
 * Operations of GitHub that are not found by renamed parameters: two parameters in one segment, and a name with a
 * hyphen, which is a parameter and a literal behind a colon.
 */
const NOT_FOUND: Record<string, number> = {
  "{x}": 1,
  ":x": 13,
  "<slug:x>": 1,
  "(?P<x>[^/]+)": 1,
  "(?P<x>\\w{2,3})": 1,
};

describe.each(WILD_DOCUMENTS.filter(({ module, routes }) => module === undefined && routes > 50))(
  "Datadog's names of $name",
  ({ name: document, path }) => {
    const { table } = compile(join(PACKAGES, path));
    const among = namesOf(table);

    /** Returns, for each operation, the routes that its tag may stand for. */
    function found(style: (name: string) => string, base: string) {
      const tags = table.routes.map(({ method, path }) =>
        tagValue(`${method} ${base}${path.replace(/\{([^{}]+)\}/g, (_, name) => style(name))}`),
      );
      const names = among(tags);
      return table.routes.map(({ key }, i) => ({ key, routes: names.routesOf(tags[i] ?? "") }));
    }

    test.each(Object.keys(AS_DOCUMENTED))("%s finds back to each operation", (style) => {
      for (const base of table.basePaths) {
        const wrong = found(AS_DOCUMENTED[style] ?? String, base).filter(
          ({ key, routes }) => !routes.includes(key),
        );
        expect(wrong).toEqual([]);
      }
    });

    test.each(Object.keys(RENAMED))("%s finds back to an operation, or to nothing", (style) => {
      for (const base of table.basePaths) {
        const lost = found(RENAMED[style] ?? String, base).filter(
          ({ key, routes }) => !routes.includes(key),
        );
        expect(lost.filter(({ routes }) => routes.length > 0)).toEqual([]);
        if (document === "GitHub") expect(lost).toHaveLength(NOT_FOUND[style] ?? 0);
      }
    });

    test("tags that two operations share are listed for both", () => {
      for (const { key, routes } of found((name) => `{${name}}`, "")) {
        for (const other of routes) {
          if (other !== key) expect(routes).toContain(key);
        }
      }
      if (document === "GitHub") {
        const shared = found((name) => `{${name}}`, "").filter(({ routes }) => routes.length > 1);
        expect(shared).toEqual([]);
      }
    });
  },
);
