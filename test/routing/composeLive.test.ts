import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryAnnotations, substitutionAnnotations } from "../../src/routing/annotations.ts";
import { compose } from "../../src/routing/compose.ts";
import { type AnnotatedObject, composeLive } from "../../src/routing/composeLive.ts";
import type { DeclaredHost } from "../../src/routing/declaredHost.ts";
import type { Entry } from "../../src/routing/entry.ts";
import { serviceOf } from "../../src/routing/serviceHost.ts";
import type { Substitution } from "../../src/routing/substitution.ts";
import {
  entryOf,
  HOST,
  KEY_HEADER,
  KEYS,
  LEDGER,
  routings,
  substitutionOf,
} from "./arbitraries.ts";

const DECLARED: DeclaredHost = { host: HOST, keyHeader: KEY_HEADER, base: [], entries: [] };

const age = fc.integer({ min: 0, max: 3 });

describe("a host in the cluster", () => {
  it("has the same routes, whether its stack declares the entries or Services do", () => {
    const parts = routings.chain((routing) =>
      fc.record({
        routing: fc.constant(routing),
        declared: fc.subarray(routing.entries),
        ages: fc.array(age, { minLength: 10, maxLength: 10 }),
      }),
    );
    fc.assert(
      fc.property(parts, ({ routing, declared, ages }) => {
        const annotated = routing.entries.filter((entry) => !declared.includes(entry));
        const objects = [
          ...annotated.map((entry, n) => entryObject(entry, ages[n])),
          ...routing.substitutions.map((one, n) => mockObject(one, ages[n + 6])),
        ];
        const { host, keyHeader, base } = routing;
        const live = composeLive({ host, keyHeader, base, entries: declared }, inCluster(objects));
        expect(live.problems).toEqual([]);
        expect(live.http).toEqual(compose(routing).http);
      }),
      { seed: 611, numRuns: 500 },
    );
  });

  it("depends on what lies there, and not on the order of the lists, whatever contradicts it", () => {
    const object = fc
      .record({
        key: fc.constantFrom(...KEYS.slice(0, 3), "NO KEY"),
        kind: fc.constantFrom("service", "port"),
        origin: fc.constantFrom(HOST, LEDGER),
        copy: fc.integer({ min: 0, max: 3 }),
        age,
      })
      .map(({ key, kind, origin, copy, age }) => {
        const entry = entryOf(key, kind, origin);
        return { ...entryObject(entry, age), name: `copy-${copy}` };
      });
    const lists = fc
      .array(object, { maxLength: 8 })
      .map((all) => all.map(({ name, ...one }, n) => renamed(one, `${name}-${n}`)))
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    const base = [
      { route: [{ destination: { host: "payments" } }, { destination: { host: "ledger" } }] },
    ];
    fc.assert(
      fc.property(lists, ([one, other]) => {
        const live = composeLive({ ...DECLARED, base }, inCluster(one));
        expect(composeLive({ ...DECLARED, base }, inCluster(other))).toEqual(live);
        // The oldest of each key counts.
        for (const { metadata } of live.counted) {
          const rivals = one.filter(
            ({ metadata: { annotations } }) =>
              annotations?.["understudy.dev/route-key"] ===
                metadata.annotations?.["understudy.dev/route-key"] &&
              annotations?.["understudy.dev/route-origin"] ===
                metadata.annotations?.["understudy.dev/route-origin"],
          );
          const oldest = rivals
            .map(
              ({ metadata: rival }) =>
                `${rival.creationTimestamp} ${rival.namespace} ${rival.name}`,
            )
            .toSorted()[0];
          expect(`${metadata.creationTimestamp} ${metadata.namespace} ${metadata.name}`).toBe(
            oldest,
          );
        }
      }),
      { seed: 612, numRuns: 500 },
    );
  });

  it("leaves out a newer Service that contradicts an older one, or the stack, and says so", () => {
    const second = { ...renamed(entryObject(entryOf("a"), 2), "other") };
    const told = (declared: Entry[]) => {
      const objects = [second, entryObject(entryOf("b"), 3), entryObject(entryOf("a"), 1)];
      const { problems, http = [] } = composeLive(
        { ...DECLARED, entries: declared },
        inCluster(objects),
      );
      return [problems.map(({ where, what }) => `${where}: ${what}`), http.map(({ name }) => name)];
    };
    const names = [
      `payments-a.shop default`,
      `payments-b.shop default`,
      "a default",
      "b default",
      "default",
    ];
    const where =
      "Service shop/other: requests to payments.shop with the key a are sent to other.shop here, and to payments-a.shop by";
    expect(told([])).toEqual([[`${where} Service shop/payments-a`], names]);
    expect(told([entryOf("a")])).toEqual([[`${where} previews of a`], names]);
  });

  it("leaves out what is being deleted or was withdrawn", () => {
    const leaving = entryObject(entryOf("a"), 1);
    const withdrawn = entryObject(entryOf("b"), 1);
    Object.assign(leaving.metadata, { deletionTimestamp: "2026-11-27T10:00:00Z" });
    Object.assign(withdrawn.metadata.annotations ?? {}, {
      "understudy.dev/route-withdrawn": "now",
    });
    const { http = [], counted } = composeLive(DECLARED, inCluster([leaving, withdrawn]));
    expect([http.map(({ name }) => name), counted]).toEqual([["default"], []]);
  });

  it("has a Service's routes when a pod of it is ready, or they are there already", () => {
    const [a, b, c] = ["a", "b", "c"].map((key) => entryObject(entryOf(key), 1));
    const mock = mockObject(substitutionOf(undefined, ["/v1"]), 1);
    const ready = new Set(["payments-a.shop.svc.cluster.local"]);
    const before = [{ route: [{ destination: { host: "payments-b.shop.svc.cluster.local" } }] }];
    const objects = [a, b, c, mock].filter((one) => one !== undefined);
    const live = composeLive(DECLARED, { ...inCluster(objects), ready }, before);
    expect([live.counted, live.waiting]).toEqual([
      [a, b],
      [mock, c],
    ]);
    expect(live.http).toEqual(composeLive(DECLARED, inCluster(live.counted)).http);
  });

  it("keeps a key for the older Service while that one waits for a pod", () => {
    const older = entryObject(entryOf("a"), 1);
    const newer = renamed(entryObject(entryOf("a"), 2), "other");
    const ready = new Set(["other.shop.svc.cluster.local"]);
    const { counted, waiting, problems } = composeLive(DECLARED, {
      ...inCluster([newer, older]),
      ready,
    });
    expect([counted, waiting]).toEqual([[], [older]]);
    expect(problems.map(({ where }) => where)).toEqual(["Service shop/other"]);
  });

  it("is composed of nothing where its base cannot have keys, and says why", () => {
    const base = [
      {
        match: [{ headers: { baggage: { exact: "x" } } }],
        route: [{ destination: { host: "payments" } }],
      },
    ];
    const live = composeLive({ ...DECLARED, base }, inCluster([entryObject(entryOf("a"), 1)]));
    expect(live.http).toBeUndefined();
    expect(live.problems.map(({ what }) => what)).toEqual([
      "the header baggage chooses the service of a request to payments.shop, and cannot be matched here as well",
    ]);
  });

  it("has one mock for a route: the older one's", () => {
    const first = mockObject(substitutionOf(undefined, ["/v1"]), 1);
    const second = renamed(mockObject(substitutionOf(undefined, ["/v1"], true), 2), "second");
    const { http = [], problems } = composeLive(DECLARED, inCluster([second, first]));
    expect(http.map(({ name, fault }) => [name, fault])).toEqual([
      ["mock GET /v1", undefined],
      ["default", undefined],
    ]);
    expect(problems).toHaveLength(1);
  });
});

function inCluster(objects: AnnotatedObject[]) {
  const isRule = ({ metadata }: AnnotatedObject) =>
    metadata.annotations?.["understudy.dev/route-subset"] !== undefined;
  return {
    services: objects.filter((one) => !isRule(one)),
    destinationRules: objects.filter(isRule),
  };
}

function entryObject(entry: Entry, age = 0): AnnotatedObject {
  const { destination, origin, key } = entry;
  const { service, namespace } = serviceOf(destination.host);
  const name = destination.subset === undefined ? service : `${serviceOf(origin).service}-${key}`;
  return object(name, namespace, age, entryAnnotations(entry));
}

function mockObject(substitution: Substitution, age = 0): AnnotatedObject {
  const host = substitution.routes[0]?.route?.[0]?.destination.host ?? "";
  const { service, namespace } = serviceOf(host);
  return object(service, namespace, age, substitutionAnnotations(substitution));
}

function object(
  name: string,
  namespace: string,
  age: number,
  annotations: Record<string, string>,
): AnnotatedObject {
  const creationTimestamp = `2026-11-27T10:00:0${age}Z`;
  return { metadata: { name, namespace, annotations, creationTimestamp } };
}

function renamed({ metadata, ...one }: AnnotatedObject, name: string): AnnotatedObject {
  return { ...one, metadata: { ...metadata, name } };
}
