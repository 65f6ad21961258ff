import { describe, expect, test } from "vitest";
import { compileFiles, document20, document30 } from "./documents.ts";

const PATHS = {
  "/own": { get: { security: [{ key: [] }, {}] } },
  "/none": { get: { security: [] } },
  "/usual": { get: {} },
};

describe("schemes", () => {
  test("of 3.x", () => {
    const securitySchemes = {
      key: { type: "apiKey", in: "cookie", name: "sid", description: "D" },
      bearer: { type: "http", scheme: "Bearer", bearerFormat: "JWT" },
      oauth: { type: "oauth2", flows: {} },
      oidc: { type: "openIdConnect", openIdConnectUrl: "https://example.com" },
      tls: { type: "mutualTLS" },
      shared: { $ref: "#/components/securitySchemes/tls" },
    };
    const { table, problems } = compileFiles({
      "api.json": document30(PATHS, { components: { securitySchemes } }),
    });
    expect(table.securitySchemes).toEqual({
      key: { type: "apiKey", in: "cookie", name: "sid" },
      bearer: { type: "http", scheme: "bearer" },
      oauth: { type: "oauth2" },
      oidc: { type: "openIdConnect" },
      tls: { type: "mutualTLS" },
      shared: { type: "mutualTLS" },
    });
    expect(problems).toEqual([]);
  });

  test("of 2.0", () => {
    const securityDefinitions = {
      key: { type: "apiKey", in: "query", name: "key" },
      basic: { type: "basic" },
      oauth: { type: "oauth2", flow: "implicit" },
    };
    const { table } = compileFiles({ "api.json": document20(PATHS, { securityDefinitions }) });
    expect(table.securitySchemes).toEqual({
      key: { type: "apiKey", in: "query", name: "key" },
      basic: { type: "http", scheme: "basic" },
      oauth: { type: "oauth2" },
    });
  });

  test("that are broken are reported and not asked for", () => {
    const securitySchemes = {
      key: { type: "apiKey", in: "body", name: "x" },
      other: { type: "saml" },
      gone: { $ref: "#/x" },
    };
    const document = document30({ "/own": PATHS["/own"] }, { components: { securitySchemes } });
    const { table, problems } = compileFiles({ "api.json": document });
    expect(table.securitySchemes).toEqual({});
    expect(table.routes.map(({ security }) => security)).toEqual([[{}, {}]]);
    expect(problems).toEqual([
      'api.json:1: expected an API key with "name" and "in" (query, header or cookie), received {"type":"apiKey","in":"body","name":"x"}.',
      'api.json:1: unknown type of security scheme: "saml".',
      'api.json:1: "$ref" leads nowhere: "#/x".',
    ]);
  });
});

describe("an operation asks for", () => {
  const securitySchemes = {
    key: { type: "apiKey", in: "header", name: "X" },
    oauth: { type: "oauth2" },
  };
  const rest = {
    security: [{ oauth: ["read", "write"], key: null }],
    components: { securitySchemes },
  };

  test("what it says itself, or else what the document says", () => {
    const { table } = compileFiles({ "api.json": document30(PATHS, rest) });
    expect(Object.fromEntries(table.routes.map(({ path, security }) => [path, security]))).toEqual({
      "/own": [{ key: [] }, {}],
      "/none": [],
      "/usual": [{ oauth: ["read", "write"], key: [] }],
    });
  });

  test("nothing where the document has no schemes", () => {
    const { table } = compileFiles({ "api.json": document30({ "/own": PATHS["/own"] }) });
    expect(table.routes.map(({ security }) => security)).toEqual([[]]);
  });

  test.each([
    [
      [{ key: [] }, {}],
      [{ key: [] }, {}],
    ],
    [
      [{}, { key: [] }, {}],
      [{ key: [] }, {}],
    ],
    [[{ nokey: [] }, { key: [] }], [{ key: [] }]],
    [[{}], []],
    [[], []],
  ])("nothing in the last place, where 2.0 lets it: %j", (security, expected) => {
    const securityDefinitions = { key: { type: "apiKey", in: "header", name: "X" } };
    const document = document20({ "/a": { get: { security } } }, { securityDefinitions });
    const { table } = compileFiles({ "api.json": document });
    expect(table.routes.map((route) => route.security)).toEqual([expected]);
  });

  test("nothing of a scheme that is not there, which is reported where it is asked for", () => {
    const paths = { "/a": { get: { security: [{ Oauth: [], key: [] }] } }, "/b": { get: {} } };
    const document = document30(paths, { ...rest, security: [{ nokey: [] }] });
    const { table, problems } = compileFiles({ "api.json": document });
    expect(table.routes.map(({ security }) => security)).toEqual([[{ key: [] }], [{}]]);
    expect(problems).toEqual([
      'api.json:1: GET /a: there is no security scheme "Oauth".\n  Did you mean "oauth"?',
      'api.json:1: there is no security scheme "nokey".\n  Did you mean "key"?',
    ]);
  });
});
