import fc from "fast-check";
import type { Destination, Entry } from "../../src/routing/entry.ts";
import type { HostRouting } from "../../src/routing/hostRouting.ts";
import type { HttpMatch, HttpRoute } from "../../src/routing/httpRoute.ts";
import type { RoutedRequest } from "../../src/routing/interpret.ts";
import type { Substitution } from "../../src/routing/substitution.ts";

export const HOST = "payments.shop.svc.cluster.local";
/** Another Service, which some base routes of the host lead to. */
export const LEDGER = "ledger.shop.svc.cluster.local";
export const KEY_HEADER = "x-preview";

/** Keys that contain each other, and the longest possible key. */
export const KEYS = ["pr-1", "pr-12", "pr-123", "r-12", "pr", "12", "a", "a-b", "z".repeat(40)];

const PATHS = ["/", "/v1", "/v1/payments", "/v1/payments/7", "/v2/payments", "/pkg.Service/Method"];
const METHODS = ["GET", "POST", "DELETE"];
const USERS = ["ann", "bob"];

const match: fc.Arbitrary<HttpMatch> = fc.oneof(
  fc.constantFrom<HttpMatch>(
    { uri: { prefix: "/v1" } },
    { uri: { prefix: "/V1" }, ignoreUriCase: true },
    { uri: { regex: "/v[0-9]+/payments(?:/[^/]+)?" }, method: { regex: "GET|POST" } },
    { uri: { exact: "/pkg.Service/Method" }, method: { exact: "POST" } },
    { headers: { "content-type": { prefix: "application/grpc" } } },
    { uri: { prefix: "/v1" }, headers: { "x-user": { exact: "ann" } } },
    { headers: { "x-user": {} } },
    { uri: { prefix: "/" }, withoutHeaders: { "x-user": { exact: "ann" } } },
    { uri: { prefix: "/v1" }, withoutHeaders: { ":path": { regex: "/v1/payments(?:\\?.*)?" } } },
    { queryParams: { dry: { exact: "1" } } },
    { gateways: ["shop/public"] },
  ),
  fc.constantFrom<HttpMatch>({ uri: { prefix: "/" } }, {}),
);

const action: fc.Arbitrary<HttpRoute> = fc.constantFrom<HttpRoute>(
  { route: [{ destination: { host: HOST } }] },
  { route: [{ destination: { host: "payments", port: { number: 80 } } }], timeout: "5s" },
  {
    route: [
      { destination: { host: "payments", subset: "v1" }, weight: 100 },
      { destination: { host: "payments", subset: "v2" }, weight: 0 },
    ],
    rewrite: { uri: "/rewritten" },
    retries: { attempts: 2, perTryTimeout: "1s", retryOn: "5xx" },
  },
  {
    route: [{ destination: { host: HOST }, headers: { response: { set: { "x-served": "1" } } } }],
    headers: { request: { set: { "x-seen": "yes" }, remove: ["x-secret"] } },
    rewrite: { uriRegexRewrite: { match: "^/v[0-9]+/(.*)$", rewrite: "/\\1" } },
  },
  { route: [{ destination: { host: LEDGER } }] },
  {
    route: [
      { destination: { host: "ledger", port: { number: 81 } }, weight: 100 },
      { destination: { host: "payments" }, weight: 0 },
    ],
  },
  { redirect: { uri: "/moved", redirectCode: 308 } },
  { directResponse: { status: 418, body: { string: "no" } } },
);

const base: fc.Arbitrary<HttpRoute[]> = fc.array(
  fc
    .record({
      name: fc.option(fc.constantFrom("v1", "pr-1 v1", "default"), { nil: undefined }),
      matches: fc.array(match, { maxLength: 2 }),
      action,
    })
    .map(({ name, matches, action }) => ({
      ...(name !== undefined && { name }),
      ...(matches.length > 0 && { match: matches }),
      ...action,
    })),
  { maxLength: 5 },
);

const key = fc.constantFrom(...KEYS);

const entries: fc.Arbitrary<Entry[]> = fc.uniqueArray(
  fc
    .record({
      key,
      kind: fc.constantFrom("service", "port", "subset"),
      origin: fc.constantFrom(HOST, HOST, LEDGER, "unrelated.shop.svc.cluster.local"),
    })
    .map(({ key, kind, origin }) => entryOf(key, kind, origin)),
  { selector: ({ origin, key }) => `${origin} ${key}`, maxLength: 6 },
);

const substitutions: fc.Arbitrary<Substitution[]> = fc.uniqueArray(
  fc
    .record({
      key: fc.option(key, { nil: undefined }),
      paths: fc.subarray(PATHS, { minLength: 1, maxLength: 3 }),
      delay: fc.boolean(),
    })
    .map(({ key, paths, delay }) => substitutionOf(key, paths, delay)),
  { selector: (substitution) => substitution.key ?? "", maxLength: 3 },
);

export const routings: fc.Arbitrary<HostRouting> = fc
  .record({ base, entries, substitutions })
  .map((parts) => ({ host: HOST, keyHeader: KEY_HEADER, ...parts }));

/** Text in UTF-8 as Node delivers it: one character per octet. */
function octets(text: string): string {
  return Buffer.from(text).toString("latin1");
}

const spaces = fc.constantFrom("", "", " ", "\t ");

/** Several keys joined by dots, some of them invalid. */
const keyList = fc
  .array(fc.oneof(key, fc.constantFrom("", "PR-1", "pr_1", "pr-1 ", "%", octets("é"), "x=pr-1")), {
    minLength: 1,
    maxLength: 3,
  })
  .map((keys) => keys.join("."));

/** Each character as itself or percent-encoded. */
const encodedKeyList = fc
  .tuple(keyList, fc.array(fc.constantFrom("as it is", "lower", "upper"), { minLength: 8 }))
  .map(([list, how]) =>
    [...list]
      .map((character, index) => {
        const way = how[index % how.length];
        if (way === "as it is" || character > "~") return character;
        const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
        return `%${way === "upper" ? hex.toUpperCase() : hex}`;
      })
      .join(""),
  );

const member = fc.oneof(
  fc
    .tuple(
      spaces,
      spaces,
      spaces,
      encodedKeyList,
      spaces,
      fc.constantFrom("", ";p", "; p=1 ;q=", ";p=x.pr-1", " ;.pr-12.a"),
    )
    .map(([a, b, c, list, d, rest]) => `${a}understudy${b}=${c}${list}${d}${rest}`),
  fc.constantFrom(
    "",
    " ",
    "user=ann",
    "understudy",
    "=pr-1",
    "Understudy=pr-1",
    "understudy2=pr-1",
    "xunderstudy=pr-1",
    "x=understudy=pr-1",
    "x;understudy=pr-1",
    "understudy%3Dpr-1",
    "x=pr-1;p=pr-12",
    "understudy=pr-1%2",
    "understudy=pr-1%2Cpr-12",
    "understudy==pr-1",
    "understudy=%2570r-1",
    octets("name=日本"),
    "understudy=pr-1.\xff",
  ),
);

/** A header's lines: none, one, or several. */
const lines = (line: fc.Arbitrary<string>) =>
  fc.option(fc.oneof(line, fc.array(line, { maxLength: 3 })), { nil: undefined });
/** One line of `baggage`. */
export const baggage = fc.array(member, { maxLength: 3 }).map((members) => members.join(","));
/** One line of the plain header. */
export const plain = fc
  .tuple(spaces, keyList, spaces, fc.constantFrom("", ", pr-12", ",", " ,a "))
  .map((parts) => parts.join(""));

/** Names of targets that entries may have, and others. */
const target = fc.oneof(
  key.map((one) => `payments-${one}.shop`),
  key.map((one) => `ledger-${one}.shop`),
  fc.constantFrom("payments.shop", "payments-pr-1.shop.svc.cluster.local", "pr-1", ""),
);

export const requests: fc.Arbitrary<RoutedRequest> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...PATHS),
    query: fc.constantFrom("", "?dry=1", "?x=/v1/payments"),
    headers: fc.record({
      baggage: lines(baggage),
      [KEY_HEADER]: lines(plain),
      "service-router-payments-shop": fc.option(target, { nil: undefined }),
      "service-router-ledger-shop": fc.option(target, { nil: undefined }),
      "service-router-payments": fc.option(target, { nil: undefined }),
      "x-user": fc.option(fc.constantFrom(...USERS), { nil: undefined }),
      "content-type": fc.option(fc.constantFrom("application/grpc", "application/grpc+proto"), {
        nil: undefined,
      }),
    }),
  })
  .map(({ method, path, query, headers }) => ({ method, target: `${path}${query}`, headers }));

export function entryOf(key: string, kind = "service", origin = HOST): Entry {
  const destination = destinationOf(key, kind, origin);
  return { origin, key, destination, from: `previews of ${key}` };
}

function destinationOf(key: string, kind: string, origin: string): Destination {
  if (kind === "subset") return { host: origin, subset: key };
  const host = origin.replace(".", `-${key}.`);
  return kind === "port" ? { host, port: 8080 } : { host };
}

export function substitutionOf(
  key: string | undefined,
  paths: string[],
  delay = false,
): Substitution {
  const host = `payments-prism-mock${key === undefined ? "" : `-${key}`}.mocks.svc.cluster.local`;
  return {
    origin: HOST,
    ...(key !== undefined && { key }),
    routes: paths.map((path) => ({
      name: `mock GET ${path}`,
      match: [{ uri: { exact: path }, method: { exact: "GET" } }],
      route: [{ destination: { host } }],
      ...(delay && { fault: { delay: { percentage: { value: 100 }, fixedDelay: "0.12s" } } }),
    })),
    from: `services of ${key}`,
  };
}
