import type { IncomingHttpHeaders } from "node:http";
import { expect, test } from "vitest";

import type { SecurityScheme } from "../../routes/table.ts";
import { parseQuery } from "../../server/query.ts";
import { createSecurityCheck } from "../../server/security.ts";
import { routeOf } from "./fixture.ts";

const schemes: Record<string, SecurityScheme> = {
  basic: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "bearer" },
  digest: { type: "http", scheme: "digest" },
  hoba: { type: "http", scheme: "HOBA" },
  oauth: { type: "oauth2" },
  openId: { type: "openIdConnect" },
  header: { type: "apiKey", in: "header", name: "X-Key" },
  query: { type: "apiKey", in: "query", name: "key" },
  cookie: { type: "apiKey", in: "cookie", name: "session" },
  certificate: { type: "mutualTLS" },
};

/** The challenge for a request, or undefined when it is let in. Schemes of one string are all asked for. */
function challenge(
  alternatives: string[],
  headers: IncomingHttpHeaders = {},
  query = "",
): string | undefined {
  const security = alternatives.map((names) =>
    Object.fromEntries(names.split(" ").flatMap((name) => (name === "" ? [] : [[name, []]]))),
  );
  const check = createSecurityCheck(routeOf("GET", "/", { security }), schemes);
  return check({ headers, query: parseQuery(query) });
}

const basic = `Basic ${Buffer.from("user:password").toString("base64")}`;

test.each<[string, IncomingHttpHeaders, string]>([
  ["basic", { authorization: basic }, ""],
  ["bearer", { authorization: "Bearer t" }, ""],
  ["bearer", { authorization: "bearer t" }, ""],
  ["digest", { authorization: 'Digest username="u"' }, ""],
  ["hoba", { authorization: "HOBA result" }, ""],
  ["oauth", { authorization: "Bearer t" }, ""],
  ["openId", { authorization: "Bearer t" }, ""],
  ["header", { "x-key": "k" }, ""],
  ["query", {}, "key=k"],
  ["cookie", { cookie: "a=b; session=k" }, ""],
  ["certificate", {}, ""],
  ["unknown", {}, ""],
])("%s lets in %j with ?%s", (scheme, headers, query) => {
  expect(challenge([scheme], headers, query)).toBeUndefined();
});

test.each<[string, IncomingHttpHeaders, string]>([
  ["basic", { authorization: "Basic bm9jb2xvbg==" }, 'Basic realm="*"'],
  ["basic", { authorization: "Bearer t" }, 'Basic realm="*"'],
  ["bearer", { authorization: basic }, "Bearer"],
  ["bearer", { authorization: "Bearer" }, "Bearer"],
  ["bearer", {}, "Bearer"],
  ["digest", {}, 'Digest realm="*"'],
  ["oauth", {}, "Bearer"],
  ["header", {}, 'ApiKey in="header", name="X-Key"'],
  ["query", { "x-key": "k" }, 'ApiKey in="query", name="key"'],
  ["cookie", { cookie: "sessions=k" }, 'ApiKey in="cookie", name="session"'],
])("%s refuses %j with the challenge %s", (scheme, headers, expected) => {
  expect(challenge([scheme], headers)).toBe(expected);
});

test("nothing asked for lets everybody in", () => {
  expect(challenge([])).toBeUndefined();
});

test("one alternative is enough", () => {
  expect(challenge(["basic", "header"], { "x-key": "k" })).toBeUndefined();
  expect(challenge(["basic", "bearer", "oauth"])).toBe('Basic realm="*", Bearer');
});

test("an alternative without schemes makes the others optional", () => {
  expect(challenge(["basic", ""])).toBeUndefined();
});

test("all schemes of an alternative are needed", () => {
  expect(challenge(["bearer header"], { authorization: "Bearer t" })).toBe(
    'Bearer, ApiKey in="header", name="X-Key"',
  );
  expect(challenge(["bearer header"], { authorization: "Bearer t", "x-key": "k" })).toBeUndefined();
});
