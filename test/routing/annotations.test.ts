import { describe, expect, it } from "vitest";
import { type Problem, received } from "../../src/problem.ts";
import {
  entryAnnotations,
  readAnnotations,
  substitutionAnnotations,
} from "../../src/routing/annotations.ts";
import { entryOf, HOST, substitutionOf } from "./arbitraries.ts";

const FROM = "Service shop/payments-pr-1";

describe("a Service's annotations", () => {
  it("say what an entry says", () => {
    expect(entryAnnotations(entryOf("pr-1"))).toEqual({
      "understudy.dev/route-origin": HOST,
      "understudy.dev/route-key": "pr-1",
    });
  });

  it.each(["service", "port", "subset"])("give an entry back that leads to a %s", (kind) => {
    const entry = entryOf("pr-1", kind);
    expect(read(entryAnnotations(entry))).toEqual({
      found: { ...entry, from: FROM },
      problems: [],
    });
  });

  it.each([undefined, "pr-1"])("give a substitution back whose key is %s", (key) => {
    const substitution = substitutionOf(key, ["/v1", "/v2"], true);
    expect(read(substitutionAnnotations(substitution))).toEqual({
      found: { ...substitution, from: FROM },
      problems: [],
    });
  });

  it("may name the origin shortly, in the Service's own namespace", () => {
    const annotations = {
      "understudy.dev/route-origin": "payments",
      "understudy.dev/route-key": "a",
    };
    expect(read(annotations).found?.origin).toEqual(HOST);
  });

  it.each(["understudy.dev/route-origin", "mercari.com/service-router-origin-service"])(
    "may name the origin alone, as %s: then requests name the Service",
    (name) => {
      const destination = { host: "payments-pr-1.shop.svc.cluster.local" };
      expect(read({ [name]: "payments" })).toEqual({
        found: { origin: HOST, destination, from: FROM },
        problems: [],
      });
    },
  );

  it("are none of ours", () => {
    expect(read({ "example.com/owner": "ann" })).toEqual({ found: undefined, problems: [] });
  });
});

/** Who compares or writes it calls itself for each level, and would run out of stack. */
const DEEP = "[".repeat(50_000) + "]".repeat(50_000);

describe("wrong annotations are problems that name the Service", () => {
  const origin = { "understudy.dev/route-origin": HOST };
  it.each<[Record<string, string>, string, string]>([
    [
      { "understudy.dev/route-key": "a" },
      "route-origin",
      "expected a Service as payments.shop.svc.cluster.local, received nothing",
    ],
    [
      { "understudy.dev/route-list": "[]" },
      "route-origin",
      "expected a Service as payments.shop.svc.cluster.local, received nothing",
    ],
    [
      { ...origin, "understudy.dev/route-subset": "v2" },
      "route-key",
      "expected a route key, received nothing",
    ],
    [
      { ...origin, "understudy.dev/route-key": "PR" },
      "route-key",
      'expected a route key, received "PR"',
    ],
    [
      { ...origin, "understudy.dev/route-key": "a", "understudy.dev/route-port": "http" },
      "route-port",
      'expected a port\'s number, received "http"',
    ],
    [
      { ...origin, "understudy.dev/route-key": "a", "understudy.dev/route-port": "65536" },
      "route-port",
      'expected a port\'s number, received "65536"',
    ],
    ...["", "a.b", "-a", "v".repeat(64)].map((subset): [Record<string, string>, string, string] => [
      { ...origin, "understudy.dev/route-key": "a", "understudy.dev/route-subset": subset },
      "route-subset",
      `expected a subset's name, received ${received(subset)}`,
    ]),
    [
      { ...origin, "understudy.dev/route-list": "[" },
      "route-list",
      'expected a list of HTTP routes, received "["',
    ],
    [
      { ...origin, "understudy.dev/route-list": DEEP },
      "route-list",
      `expected a list of HTTP routes, received "${DEEP.slice(0, 56)}...`,
    ],
  ])("%j", (annotations, name, what) => {
    expect(read(annotations)).toEqual({
      found: undefined,
      problems: [{ where: `${FROM}: understudy.dev/${name}`, what }],
    });
  });
});

function read(annotations: Record<string, string>) {
  const problems: Problem[] = [];
  const service = { name: "payments-pr-1", namespace: "shop", annotations };
  return { found: readAnnotations(service, problems), problems };
}
