import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { readLatencyText } from "../../src/latency/file.ts";
import type { Problem } from "../../src/problem.ts";
import { editLatencyText, type LatencyEdit } from "../../src/pull/editLatencyText.ts";
import type { PulledProfile } from "../../src/pull/entry.ts";

const PROVENANCE = {
  source: "access-log",
  query: "access.log",
  window: "7d",
  requests: 2000,
  time: "2026-11-27T09:00:00Z",
};

const PULLED =
  "pulled: { source: access-log, requests: 2000, window: 7d, time: 2026-11-27T09:00:00Z, query: access.log }";

const PROFILE: PulledProfile = {
  points: [
    { p: 0.5, ms: 20 },
    { p: 0.95, ms: 120 },
  ],
};

function editOf(route: string | undefined, profile = PROFILE): LatencyEdit {
  return { ...(route === undefined ? {} : { route }), profile, provenance: PROVENANCE };
}

function edited(text: string, ...routes: (string | undefined)[]): string {
  const problems: Problem[] = [];
  const edits = routes.map((route) => editOf(route));
  const result = editLatencyText(read(text), edits, problems);
  expect(problems).toEqual([]);
  return result ?? "";
}

function refused(text: string, ...routes: string[]): Problem[] {
  const problems: Problem[] = [];
  const edits = routes.map((route) => editOf(route));
  expect(editLatencyText(read(text), edits, problems)).toBeUndefined();
  return problems;
}

function read(text: string) {
  return readLatencyText("a.latency.yaml", text, []);
}

const BLOCK = `{ p50: 20ms, p95: 120ms,\n    ${PULLED} }`;
const FLOW = `{ p50: 20ms, p95: 120ms, ${PULLED} }`;

describe("a route without a profile comes after the last one", () => {
  test("in a file without any", () => {
    const expected = `routes:\n  GET /a: ${BLOCK}\n  GET /b: ${BLOCK}\n`;
    expect(edited("", "GET /a", "GET /b")).toBe(expected);
  });

  test("below the comments of a file without anything else", () => {
    expect(edited("# Nothing yet", "GET /a")).toBe(`# Nothing yet\nroutes:\n  GET /a: ${BLOCK}\n`);
  });

  test("with the indent of the others, before what follows them", () => {
    const text =
      "routes:\n    GET /a: { p95: 1ms } # slow\n    # the end\nfaults:\n  default: {}\n";
    expect(edited(text, "GET /b")).toBe(
      `routes:\n    GET /a: { p95: 1ms } # slow\n    GET /b: ${BLOCK.replace("\n    ", "\n      ")}\n    # the end\nfaults:\n  default: {}\n`,
    );
  });

  test("below a profile with lines of its own", () => {
    const text = "routes:\n  GET /a:\n    p50: 1ms\n    p95: 2ms # peak\n";
    expect(edited(text, "GET /b")).toBe(`${text}  GET /b: ${BLOCK}\n`);
  });

  test("below `routes:` without a value", () => {
    const text = "routes: # to come\n  # and more\n";
    expect(edited(text, "GET /a")).toBe(`routes: # to come\n  GET /a: ${BLOCK}\n  # and more\n`);
  });

  test("in routes of its own if the file has none", () => {
    expect(edited("default: { p95: 1ms }\n", "GET /a")).toBe(
      `default: { p95: 1ms }\nroutes:\n  GET /a: ${BLOCK}\n`,
    );
  });

  test("between brackets on the same line", () => {
    expect(edited("routes: { GET /a: { p95: 1ms }, } # x\n", "GET /b/{id}")).toBe(
      `routes: { GET /a: { p95: 1ms }, "GET /b/{id}": ${FLOW}, } # x\n`,
    );
    expect(edited("routes: {}\n", "GET /b")).toBe(`routes: { GET /b: ${FLOW} }\n`);
    expect(edited("{ default: { p95: 1ms } }", "GET /b")).toBe(
      `{ default: { p95: 1ms }, routes: { GET /b: ${FLOW} } }`,
    );
  });

  test("with CRLF where the file has it, and without a last line end where it has none", () => {
    const text = "# Windows\r\nroutes:\r\n  GET /a: { p95: 1ms }";
    expect(edited(text, "GET /b")).toBe(`${text}\r\n  GET /b: ${BLOCK.replaceAll("\n", "\r\n")}`);
  });

  test("after the mark at the beginning of a file, and before the end of its document", () => {
    const text = "\uFEFF--- # one\nroutes:\n  GET /a: { p95: 1ms }\n...\n";
    expect(edited(text, "GET /b")).toBe(
      `\uFEFF--- # one\nroutes:\n  GET /a: { p95: 1ms }\n  GET /b: ${BLOCK}\n...\n`,
    );
  });

  test("with quotes where YAML would read something else", () => {
    expect(edited("", "GET /a#b: c")).toContain('  "GET /a#b: c": {');
    expect(edited("", "GET /a: b")).toContain('  "GET /a: b": {');
    expect(edited("", "GET /ü/{id}")).toContain("  GET /ü/{id}: {");
  });
});

describe("a profile that is there is replaced", () => {
  test("between its brackets, with everything around it as it was", () => {
    const text = `# top\nroutes:\n  'GET /a' :   { p95: 1ms,\n     p99: 2ms } # why\n\n  GET /b: { p95: 3ms }\n`;
    expect(edited(text, "GET /a")).toBe(
      `# top\nroutes:\n  'GET /a' :   ${BLOCK} # why\n\n  GET /b: { p95: 3ms }\n`,
    );
  });

  test("with its lines", () => {
    const text =
      "routes:\n  GET /a:\n    # mine\n    p50: 1ms\n    p95: 2ms # peak\n  GET /b: { p95: 3ms }\n";
    expect(edited(text, "GET /a")).toBe(
      `routes:\n  GET /a:\n    # mine\n    ${BLOCK} # peak\n  GET /b: { p95: 3ms }\n`,
    );
  });

  test("also the file's default", () => {
    expect(edited("default: { p95: 1ms }\n", undefined)).toBe(
      `default: ${BLOCK.replace("\n    ", "\n  ")}\n`,
    );
    expect(edited("routes:\n  GET /a: { p95: 1ms }\n", "GET /b", undefined)).toBe(
      `routes:\n  GET /a: { p95: 1ms }\n  GET /b: ${BLOCK}\ndefault: ${BLOCK.replace("\n    ", "\n  ")}\n`,
    );
  });

  test("also where an alias stands in its place", () => {
    expect(edited("routes:\n  GET /a: &a { p95: 1ms }\n  GET /b: *a\n", "GET /b")).toBe(
      `routes:\n  GET /a: &a { p95: 1ms }\n  GET /b: ${BLOCK}\n`,
    );
  });
});

describe("a file whose form does not allow it is refused", () => {
  test("where the profile has an anchor", () => {
    expect(refused("routes:\n  GET /a: &a { p95: 1ms }\n  GET /b: *a\n", "GET /a")).toEqual([
      {
        where: 'a.latency.yaml:2: routes["GET /a"]',
        what: "this profile has an anchor, by which other parts of the file may use it",
        fix: expect.stringContaining("Write the profile without an anchor"),
      },
    ]);
  });

  test.each([
    ["routes: ~\n"],
    ["default: &d { p95: 1ms }\nroutes:\n  ? GET /a\n  : *d\n...\n# more\n---\n"],
  ])("as %j", (text) => {
    expect(refused(text, "GET /b")).toEqual([
      {
        where: "a.latency.yaml",
        what: "the form of this file does not allow a profile to be written without changes elsewhere",
        fix: expect.any(String),
      },
    ]);
  });
});

// Files as people write them, in pieces: what a pull must not touch, and the profiles that it may replace.
const comment = fc.constantFrom("", " # why", "  #", " # { a: b }, 'c'");
const gap = fc.constantFrom("", "\n", "  # between: { }\n", "# at the margin\n\n");
const value = fc.constantFrom(
  "{ p95: 1ms }",
  "{p50: 1ms, p95: 2ms,}",
  "{ p95: 1ms, # } not yet\n    }",
  "{ uniform: [1ms,\n      2ms] }",
  '{ "p50": \'1ms\', p95: "2ms", # inside }\n    max: 3s }',
  "\n    p50: 1ms\n    p95: 2ms",
  "\n      lognormal: # { }\n        median: 1ms\n        p99: 2ms",
  "!!map { p95: 1ms }",
);
const quoting = fc.constantFrom(
  (key: string) => key,
  (key: string) => `'${key}'`,
  (key: string) => `"${key}"`,
);
const KEYS = ["GET /a", "POST /a/{id}", "GET /a/me", "PUT /ü", "GET /x.{format}"];

interface Piece {
  key: string;
  before: string;
  after: string;
}

const pieces = fc.uniqueArray(
  fc
    .record({ key: fc.constantFrom(...KEYS), gap, quoting, value, comment })
    .map(({ key, gap, quoting, value, comment }): Piece & { value: string } => ({
      key,
      before: `${gap}  ${quoting(key)}: `,
      value,
      after: `${comment}\n`,
    })),
  { selector: ({ key }) => key, minLength: 1 },
);

test("what is outside of the changed profiles keeps its bytes, and a second pull changes nothing", () => {
  fc.assert(
    fc.property(
      pieces,
      fc.constantFrom("", "# Production\n", "default: { p95: 9ms } # all\n", "---\n"),
      fc.constantFrom("", "faults:\n  default: { 503: 1% }\n", "\n# the end"),
      fc.subarray(KEYS, { minLength: 1 }),
      fc.boolean(),
      (written, top, bottom, routes, windows) => {
        const style = (text: string) => (windows ? text.replaceAll("\n", "\r\n") : text);
        const text = style(
          `${top}routes:\n${written.map(({ before, value, after }) => before + value + after).join("")}${bottom}`,
        );
        const edits = routes.map((route) => editOf(route));
        const problems: Problem[] = [];
        const result = editLatencyText(read(text), edits, problems) ?? "";
        expect(problems).toEqual([]);
        const lines = written.map(({ key, before, value, after }) => {
          const start = /^(?:!!map |\s+)?/.exec(value)?.[0];
          return `${before}${routes.includes(key) ? start + BLOCK : value}${after}`;
        });
        const known = written.map(({ key }) => key);
        const added = routes.filter((route) => !known.includes(route));
        const news = added.map((route) => `  ${route}: ${BLOCK}\n`);
        expect(result).toBe(style(`${top}routes:\n${[...lines, ...news].join("")}${bottom}`));
        const content = load(result) as { routes: Record<string, unknown> };
        for (const route of routes) {
          expect(content.routes[route]).toEqual({
            p50: "20ms",
            p95: "120ms",
            pulled: PROVENANCE,
          });
        }
        for (const { key } of written.filter(({ key }) => !routes.includes(key))) {
          const before = load(text) as typeof content;
          expect(content.routes[key]).toEqual(before.routes[key]);
        }
        expect(editLatencyText(read(result), edits, problems)).toBe(result);
      },
    ),
    { seed: 12, numRuns: 300 },
  );
});

const flowGap = fc.constantFrom(" ", "", "\n  ", " # { , }\n    ", "\n\n  # x: y\n  ");
const flowValue = fc.constantFrom(
  "{ p95: 1ms }",
  "{p50: 1ms, p95: 2ms,}",
  "{ p95: 1ms, # } not yet\n    }",
  '{ "p50": \'1ms\', p95: "2ms", # } inside\n    max: 3s }',
);
const flowPieces = fc.uniqueArray(
  fc.record({ key: fc.constantFrom(...KEYS), value: flowValue, gap: flowGap, end: flowGap }),
  { selector: ({ key }) => key },
);

test("the same between brackets", () => {
  fc.assert(
    fc.property(
      flowPieces,
      flowGap,
      fc.boolean(),
      fc.boolean(),
      fc.subarray(KEYS, { minLength: 1 }),
      (written, last, comma, whole, routes) => {
        const compose = (textIn: (piece: (typeof written)[number]) => string, added: string) => {
          const items = written.map((piece, i) => {
            const separator = i < written.length - 1 || comma ? "," : "";
            const more = i === written.length - 1 ? added : "";
            return `${piece.gap}"${piece.key}": ${textIn(piece)}${more}${piece.end}${separator}`;
          });
          const start = written.length === 0 && added !== "" ? ` ${added.slice(2)} ` : "";
          const inner = `{${start}${items.join("")}${last}}`;
          return whole
            ? `{ default: { p95: 9ms }, routes: ${inner} }\n`
            : `routes: ${inner} # end\n# more\nfaults: {}\n`;
        };
        const known = written.map(({ key }) => key);
        const news = routes
          .filter((route) => !known.includes(route))
          .map((route) => `, ${/[{}]/.test(route) ? `"${route}"` : route}: ${FLOW}`);
        const text = compose(({ value }) => value, "");
        const problems: Problem[] = [];
        const edits = routes.map((route) => editOf(route));
        const result = editLatencyText(read(text), edits, problems);
        expect(problems).toEqual([]);
        expect(result).toBe(
          compose(({ key, value }) => (routes.includes(key) ? FLOW : value), news.join("")),
        );
      },
    ),
    { seed: 12, numRuns: 300 },
  );
});
