import { describe, expect, it } from "vitest";
import { UserError } from "../../src/problem.ts";
import { compose } from "../../src/routing/compose.ts";
import type { HostRouting } from "../../src/routing/hostRouting.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { keyMatches, targetMatch } from "../../src/routing/keyMatches.ts";
import { entryOf, HOST, KEY_HEADER, LEDGER, substitutionOf } from "./arbitraries.ts";

const EMPTY: HostRouting = {
  where: "Pulumi.test.yaml: router.hosts[0]",
  host: HOST,
  keyHeader: KEY_HEADER,
  base: [],
  entries: [],
  substitutions: [],
};
const toHost = [{ destination: { host: HOST } }];
const toReplica = [{ destination: { host: "payments-pr-1.shop.svc.cluster.local" } }];
const entry = entryOf("pr-1");
const [inBaggage = {}, inHeader = {}] = keyMatches("pr-1", KEY_HEADER);

describe("the list of a host", () => {
  it("is the host itself if nothing is declared", () => {
    expect(listOf({})).toEqual([{ name: "default", route: toHost }]);
  });

  it("has a route for the target and one for the key in front of the host", () => {
    expect(listOf({ entries: [entry] })).toEqual([
      { name: "payments-pr-1.shop default", match: [targetMatch(entry)], route: toReplica },
      { name: "pr-1 default", match: [inBaggage, inHeader], route: toReplica },
      { name: "default", route: toHost },
    ]);
  });

  it("has the base's routes as they are, each with its copies, and the host last", () => {
    const v1: HttpRoute = {
      name: "v1",
      match: [{ uri: { prefix: "/v1" } }],
      rewrite: { uri: "/" },
      timeout: "5s",
      route: [{ destination: { host: "payments", subset: "stable" } }],
    };
    const moved: HttpRoute = {
      match: [{ uri: { prefix: "/old" } }],
      redirect: { uri: "/v1" },
    };
    const uri = { prefix: "/v1" };
    const done = { rewrite: { uri: "/" }, timeout: "5s", route: toReplica };
    expect(listOf({ base: [v1, moved], entries: [entry] })).toEqual([
      { name: "payments-pr-1.shop v1", match: [{ uri, ...targetMatch(entry) }], ...done },
      {
        name: "pr-1 v1",
        match: [
          { uri, ...inBaggage },
          { uri, ...inHeader },
        ],
        ...done,
      },
      v1,
      moved,
      { name: "payments-pr-1.shop default", match: [targetMatch(entry)], route: toReplica },
      { name: "pr-1 default", match: [inBaggage, inHeader], route: toReplica },
      { name: "default", route: toHost },
    ]);
  });

  it("has all targets before all keys, each in the order of the keys", () => {
    const entries = ["b", "pr-2", "a", "pr-12"].map((key) => entryOf(key));
    expect(listOf({ entries }).map(({ name }) => name)).toEqual([
      "payments-a.shop default",
      "payments-b.shop default",
      "payments-pr-12.shop default",
      "payments-pr-2.shop default",
      "a default",
      "b default",
      "pr-12 default",
      "pr-2 default",
      "default",
    ]);
  });

  it("has one route for the target of two keys", () => {
    const second = { ...entryOf("pr-0"), destination: entry.destination };
    expect(listOf({ entries: [entry, second] }).map(({ name }) => name)).toEqual([
      "payments-pr-1.shop default",
      "pr-0 default",
      "pr-1 default",
      "default",
    ]);
  });

  it("sends the target of two keys where the first of them leads", () => {
    const second = { ...entryOf("pr-0"), destination: { ...entry.destination, port: 8080 } };
    expect(listOf({ entries: [entry, second] })[0]?.route).toEqual([
      { destination: { host: entry.destination.host, port: { number: 8080 } } },
    ]);
  });

  it("has substitutions with a key first, then those without, then the rest", () => {
    const substitutions = [
      substitutionOf(undefined, ["/v1"]),
      substitutionOf("pr-1", ["/v1", "/v2"]),
      substitutionOf("a", ["/v1"]),
    ];
    expect(listOf({ substitutions, entries: [entry] }).map(({ name }) => name)).toEqual([
      "a mock GET /v1",
      "pr-1 mock GET /v1",
      "pr-1 mock GET /v2",
      "mock GET /v1",
      "payments-pr-1.shop default",
      "pr-1 default",
      "default",
    ]);
  });

  it("has the copies of another Service's keys in front of a route that leads there", () => {
    const users = entryOf("pr-1", "service", "users.accounts.svc.cluster.local");
    const ledger = entryOf("a", "port", LEDGER);
    const both: HttpRoute = {
      name: "both",
      match: [{ uri: { prefix: "/both" } }],
      timeout: "1s",
      route: [
        { destination: { host: "ledger", port: { number: 81 } }, weight: 90 },
        { destination: { host: "users.accounts.svc.cluster.local" }, weight: 10 },
      ],
    };
    // A name without a dot is one of the VirtualService's own namespace.
    const short: HttpRoute = { name: "short", route: [{ destination: { host: "users" } }] };
    const uri = { prefix: "/both" };
    const toLedger = {
      timeout: "1s",
      route: [{ destination: { host: "ledger-a.shop.svc.cluster.local", port: { number: 8080 } } }],
    };
    const toUsers = {
      timeout: "1s",
      route: [{ destination: { host: "users-pr-1.accounts.svc.cluster.local" } }],
    };
    const both2 = (key: string) =>
      keyMatches(key, KEY_HEADER).map(({ headers }) => ({ uri, headers }));
    expect(listOf({ base: [both, short], entries: [users, ledger] })).toEqual([
      { name: "ledger-a.shop both", match: [{ uri, ...targetMatch(ledger) }], ...toLedger },
      { name: "users-pr-1.accounts both", match: [{ uri, ...targetMatch(users) }], ...toUsers },
      { name: "a both", match: both2("a"), ...toLedger },
      { name: "pr-1 both", match: both2("pr-1"), ...toUsers },
      both,
      short,
    ]);
  });

  it("leads a key to the host's own entry where a route leads to several Services that have one", () => {
    const base: HttpRoute[] = [
      { route: [{ destination: { host: "ledger" } }, { destination: { host: "payments" } }] },
    ];
    const entries = [entryOf("pr-1", "service", LEDGER), entry];
    expect(listOf({ base, entries }).find(({ name }) => name === "pr-1 default")?.route).toEqual(
      toReplica,
    );
  });

  it("ignores declarations for hosts that its base does not lead to", () => {
    const origin = "ledger.shop.svc.cluster.local";
    const foreign = {
      entries: [{ ...entry, origin }],
      substitutions: [{ ...substitutionOf("a", ["/v1"]), origin }],
    };
    expect(listOf(foreign)).toEqual([{ name: "default", route: toHost }]);
  });

  it("names a nameless route's copies by its path, and copies of one name by number", () => {
    const base = [{ exact: "/a" }, { prefix: "/b" }, { regex: "/c" }, { exact: "/a" }].map(
      (uri): HttpRoute => ({ match: [{ uri }], route: toHost }),
    );
    const names = listOf({ base, entries: [entry] }).flatMap(({ name = "" }) => name || []);
    expect(names.filter((name) => name.startsWith("pr-1 "))).toEqual([
      "pr-1 /a",
      "pr-1 /b",
      "pr-1 /c",
      "pr-1 /a (2)",
      "pr-1 default",
    ]);
  });

  it("uses a declaration that is given twice only once", () => {
    const substitution = substitutionOf(undefined, ["/v1"]);
    const twice = {
      entries: [entry, { ...entry, from: "Service shop/payments-pr-1" }],
      substitutions: [substitution, { ...substitution, from: "Service mocks/payments" }],
    };
    expect(listOf(twice)).toEqual(listOf({ entries: [entry], substitutions: [substitution] }));
  });
});

describe("problems of a host", () => {
  it("are all told at once", () => {
    const base = [{ match: [{ headers: { "X-Preview": { exact: "a" } } }], route: toHost }];
    const entries = [
      entry,
      { ...entryOf("pr-1", "port"), from: "Service shop/other" },
      { ...entryOf("PR-1"), from: "Service shop/loud" },
    ];
    const mock = substitutionOf(undefined, ["/v1", "/v2"]);
    const routes = mock.routes.map((route) => ({ ...route, route: toReplica }));
    const substitutions = [mock, { ...mock, routes, from: "Service mocks/second" }];
    expect(problemsOf({ base, entries, substitutions })).toEqual([
      {
        where: "Service shop/loud",
        what: 'expected a route key of a-z, 0-9 and "-", at most 40 characters, received "PR-1"',
      },
      {
        where: "previews of pr-1",
        what: "requests to payments.shop with the key pr-1 are sent to payments-pr-1.shop here, and to payments-pr-1.shop:8080 by Service shop/other",
        fix: "Give one of the two another key, or remove it.",
      },
      {
        where: "services of undefined",
        what: "mock GET /v2 of payments.shop is answered by Service mocks/second too",
        fix: "Let one mock replace it, or give one of the two a key.",
      },
      {
        where: "Pulumi.test.yaml: router.hosts[0].base[0]",
        what: "the header X-Preview chooses the service of a request to payments.shop, and cannot be matched here as well",
        fix: "Match another header here, or take the route out of the base and declare a route key for it.",
      },
    ]);
  });

  it.each(["baggage", "x-preview", "service-router-payments-shop"])(
    "include a base route to the host that matches %s, but only if there are keys",
    (name) => {
      const match = [{ headers: { [name]: { exact: "a" } } }];
      const elsewhere = [{ destination: { host: "ledger" } }];
      expect(problemsOf({ base: [{ match, route: toHost }] })).toEqual([]);
      expect(problemsOf({ base: [{ match, route: elsewhere }], entries: [entry] })).toEqual([]);
      expect(problemsOf({ base: [{ match, route: toHost }], entries: [entry] })).toHaveLength(1);
    },
  );

  it.each([
    ["service-router-ledger-shop", 1],
    ["service-router-payments-shop", 0],
  ])(
    "include a base route to another Service that matches %s, if that has keys: %i",
    (name, count) => {
      const base = [
        {
          match: [{ headers: { [name]: { exact: "a" } } }],
          route: [{ destination: { host: "ledger" } }],
        },
      ];
      const entries = [entryOf("a", "service", LEDGER)];
      expect(problemsOf({ base, entries })).toHaveLength(count);
    },
  );

  it("are routes of a mock that match everything, or a header that carries its key", () => {
    const mock = substitutionOf("a", ["/v1"]);
    const unbounded = { ...mock, routes: [{ route: toReplica }] };
    const match = [{ headers: { Baggage: { exact: "a" } } }];
    expect(problemsOf({ substitutions: [unbounded] })).toEqual([
      { where: "services of a", what: "expected a match in every route that a mock answers" },
    ]);
    expect(
      problemsOf({ substitutions: [{ ...mock, routes: [{ match, route: toReplica }] }] }),
    ).toEqual([
      {
        where: "services of a",
        what: "the header Baggage carries the key a, and cannot be matched as well",
      },
    ]);
  });
});

describe("warnings of a host", () => {
  const where = "Pulumi.test.yaml: router.hosts[0].base";

  it("name base routes that are never reached, and leave them out", () => {
    const last: HttpRoute = {
      match: [{ uri: { exact: "/a" } }, { uri: { prefix: "/" } }],
      route: toHost,
    };
    const { http, warnings } = compose({ ...EMPTY, base: [last, { route: toHost }] });
    expect(http).toEqual([last]);
    expect(warnings).toEqual([
      {
        where: `${where}[1]`,
        what: `is never reached and left out, because ${where}[0] takes every request`,
        fix: "Put the route that takes every request last.",
      },
    ]);
  });

  it("name nothing behind a delegate, whose routes may let requests through", () => {
    const delegate = { name: "other" };
    const behind = { match: [{ uri: { prefix: "/v1" } }], route: toHost };
    const { http, warnings } = compose({ ...EMPTY, base: [{ delegate }, behind] });
    expect(http).toEqual([{ delegate }, behind, { name: "default", route: toHost }]);
    expect(warnings).toEqual([]);
  });

  it("name destinations that Istio does not complete", () => {
    const base = [{ route: [{ destination: { host: "payments.shop" } }] }];
    expect(compose({ ...EMPTY, base }).warnings).toEqual([
      {
        where: `${where}[0]`,
        what: "the destination payments.shop is no Service for Istio, which completes only names without a dot",
        fix: `Write ${HOST}.`,
      },
    ]);
  });

  it("name keys that get no route, because the base leads to other Services alone", () => {
    const route = [
      { destination: { host: "payments-primary" }, weight: 100 },
      { destination: { host: "payments-canary" }, weight: 0 },
    ];
    const primary = { ...entry, origin: "payments-primary.shop.svc.cluster.local" };
    expect(compose({ ...EMPTY, base: [{ route }] }).warnings).toEqual([]);
    expect(compose({ ...EMPTY, base: [{ route }], entries: [entry, primary] }).warnings).toEqual(
      [],
    );
    const entries = [entry, entryOf("pr-2", "subset")];
    expect(compose({ ...EMPTY, base: [{ route }], entries }).warnings).toEqual([
      {
        where,
        what: "no route leads to payments.shop, so requests with the keys pr-1 and pr-2 are answered as all others",
        fix: 'Let a route of the base lead to payments.shop; or declare the keys for payments-primary.shop or payments-canary.shop, which it leads to: as a preview of that Service, or under "entries" of that host.',
      },
    ]);
    const moved = [{ redirect: { uri: "/moved" } }];
    expect(compose({ ...EMPTY, base: moved, entries: [entry] }).warnings).toEqual([
      {
        where,
        what: "no route leads to payments.shop, so requests with the key pr-1 are answered as all others",
        fix: "Let a route of the base lead to payments.shop.",
      },
    ]);
  });

  it("name fields that Istio does not know, which are kept", () => {
    const base = [{ route: toHost, timeOut: "2s" }];
    const { http, warnings } = compose({ ...EMPTY, base });
    expect(http).toEqual(base);
    expect(warnings).toEqual([
      {
        where: `${where}[0].timeOut`,
        what: "is no field of Istio 1.31, so the cluster may drop it",
        fix: 'Did you mean "timeout"?',
      },
    ]);
  });

  it("name delegates, which take requests with keys", () => {
    const base = [{ match: [{ uri: { prefix: "/v1" } }], delegate: { name: "other" } }];
    expect(compose({ ...EMPTY, base }).warnings).toEqual([]);
    expect(compose({ ...EMPTY, base, entries: [entry] }).warnings).toEqual([
      {
        where: `${where}[0]`,
        what: "delegates to another VirtualService, which takes requests with route keys too",
        fix: "Put the delegate's routes here in its place.",
      },
    ]);
  });
});

function listOf(parts: Partial<HostRouting>): HttpRoute[] {
  return compose({ ...EMPTY, ...parts }).http;
}

function problemsOf(parts: Partial<HostRouting>) {
  try {
    compose({ ...EMPTY, ...parts });
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}
