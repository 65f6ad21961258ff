import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";

import type { SecurityScheme } from "../../../src/openapi/table/table.ts";
import {
  createSecurityCheck,
  type SecurityViolation,
} from "../../../src/server/checks/security.ts";
import { parseQuery } from "../../../src/server/http/query.ts";
import { routeOf } from "../fixture.ts";

const schemes: Record<string, SecurityScheme> = {
  basic: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "bearer" },
  digest: { type: "http", scheme: "digest" },
  hoba: { type: "http", scheme: "hoba" },
  oauth: { type: "oauth2" },
  openId: { type: "openIdConnect" },
  header: { type: "apiKey", in: "header", name: "X-Key" },
  query: { type: "apiKey", in: "query", name: "key" },
  cookie: { type: "apiKey", in: "cookie", name: "session" },
  certificate: { type: "mutualTLS" },
};

/** What a request lacks, or undefined when it is let in. Schemes of one string are all asked for. */
function check(
  alternatives: string[],
  headers: IncomingHttpHeaders = {},
  query = "",
): SecurityViolation | undefined {
  const security = alternatives.map((names) =>
    Object.fromEntries(names.split(" ").flatMap((name) => (name === "" ? [] : [[name, []]]))),
  );
  const checkSecurity = createSecurityCheck(routeOf("GET", "/", { security }), schemes);
  return checkSecurity({ headers, query: parseQuery(query) });
}

function unauthorized(...challenges: string[]): SecurityViolation {
  return { severity: "Error", code: 401, message: "Invalid security scheme used", challenges };
}

const encoded = (text: string) => Buffer.from(text).toString("base64");
const basic = `Basic ${encoded("user:password")}`;
const digest = 'Digest username="u", realm="r", nonce="1", uri="a", response="2"';

describe("a scheme", () => {
  test.each<[string, IncomingHttpHeaders, string]>([
    ["basic", { authorization: basic }, ""],
    ["basic", { authorization: `bAsIc ${encoded(":")}` }, ""],
    ["bearer", { authorization: "Bearer t" }, ""],
    ["digest", { authorization: digest }, ""],
    ["oauth", { authorization: "Bearer t" }, ""],
    ["openId", { authorization: "Bearer t" }, ""],
    ["header", { "x-key": "k" }, ""],
    ["query", {}, "key=k"],
    ["cookie", { cookie: "a=b; session=k" }, ""],
    ["cookie", { cookie: "my-session=k" }, ""],
    ["unknown", {}, ""],
  ])("%s lets in %j with ?%s", (scheme, headers, query) => {
    expect(check([scheme], headers, query)).toBeUndefined();
  });

  test.each<[string, IncomingHttpHeaders, string[]]>([
    ["basic", {}, ['Basic realm="*"']],
    ["basic", { authorization: "Bearer t" }, ['Basic realm="*"']],
    ["bearer", {}, ["Bearer"]],
    ["bearer", { authorization: basic }, ["Bearer"]],
    ["bearer", { authorization: "bearer t" }, ["Bearer"]],
    ["bearer", { authorization: "Bearer" }, ["Bearer"]],
    ["digest", {}, ['Digest realm="*", nonce="abc123"']],
    ["oauth", {}, ["OAuth2"]],
    ["openId", {}, ["OpenID"]],
  ])("%s refuses %j with its challenge", (scheme, headers, challenges) => {
    expect(check([scheme], headers)).toEqual(unauthorized(...challenges));
  });

  test.each<[string, IncomingHttpHeaders, string]>([
    ["basic", { authorization: "Basic" }, ""],
    ["basic", { authorization: `Basic ${encoded("nocolon")}` }, ""],
    ["basic", { authorization: `Basic ${encoded("two:co:lons")}` }, ""],
    ["digest", { authorization: 'Digest username="u"' }, ""],
    ["digest", { authorization: digest.replace('"u"', "u") }, ""],
    ["header", {}, ""],
    ["header", { "x-key": "" }, ""],
    ["query", {}, ""],
    ["query", {}, "key="],
    ["query", {}, "KEY=k"],
    ["cookie", {}, ""],
    ["cookie", { cookie: "a=b; session=" }, ""],
  ])("%s refuses %j with ?%s without challenge", (scheme, headers, query) => {
    expect(check([scheme], headers, query)).toEqual(unauthorized());
  });

  test.each([
    ["hoba", "http/hoba"],
    ["certificate", "mutualTLS"],
  ])("%s that cannot be checked warns", (scheme, name) => {
    expect(check([scheme])).toEqual({
      severity: "Warning",
      message: `We currently do not support this type of security scheme: ${name}`,
      challenges: [],
    });
  });
});

test("nothing asked for lets everybody in", () => {
  expect(check([])).toBeUndefined();
  expect(check([], { authorization: basic })).toBeUndefined();
});

test("one alternative is enough; the challenges of all are named", () => {
  expect(check(["basic", "header"], { "x-key": "k" })).toBeUndefined();
  expect(check(["basic", "bearer", "oauth"])).toEqual(
    unauthorized('Basic realm="*"', "Bearer", "OAuth2"),
  );
});

test("the first scheme that is not met says whether it is an error", () => {
  expect(check(["hoba", "bearer"])).toMatchObject({ severity: "Warning", challenges: ["Bearer"] });
  expect(check(["bearer", "hoba"])).toMatchObject({ severity: "Error", challenges: ["Bearer"] });
});

test("an alternative without schemes is for requests without Authorization", () => {
  expect(check(["basic", ""])).toBeUndefined();
  expect(check(["basic", ""], { authorization: "Bearer t" })).toEqual(
    unauthorized('Basic realm="*"', "None"),
  );
});

test("all schemes of an alternative are needed, those that are missing are named", () => {
  expect(check(["bearer oauth header"])).toEqual(unauthorized("Bearer", "OAuth2"));
  expect(check(["bearer header"], { authorization: "Bearer t" })).toEqual(unauthorized());
  expect(check(["bearer header"], { authorization: "Bearer t", "x-key": "k" })).toBeUndefined();
});
