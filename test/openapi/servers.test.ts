import { describe, expect, test } from "vitest";
import { compileFiles, document20, document30 } from "./documents.ts";

function basePaths(servers: unknown, paths: unknown = {}) {
  const { table, problems } = compileFiles({ "api.json": document30(paths, { servers }) });
  return { basePaths: table.basePaths, problems };
}

describe("base paths", () => {
  test("are those of additional operations too", () => {
    const paths = {
      "/a": { additionalOperations: { LINK: { servers: [{ url: "/links" }], responses: {} } } },
    };
    const document = { ...document30(paths, { servers: [{ url: "/v1" }] }), openapi: "3.2.0" };
    const { table } = compileFiles({ "api.json": document });
    expect(table.basePaths).toEqual(["/links", "/v1", ""]);
  });

  test.each([
    ["https://example.com", [""]],
    ["https://example.com/", [""]],
    ["https://example.com/v1", ["/v1", ""]],
    ["https://example.com:8443/v1/?x=/a#/b", ["/v1", ""]],
    ["//example.com/v1", ["/v1", ""]],
    ["/v1/", ["/v1", ""]],
    ["v1", ["/v1", ""]],
    ["./v1/../v2//x", ["/v2/x", ""]],
    ["/caf\u00e9 1/%7Ea", ["/caf%C3%A9%201/~a", ""]],
    ["", [""]],
  ])("of the server %j", (url, expected) => {
    expect(basePaths([{ url }])).toEqual({ basePaths: expected, problems: [] });
  });

  test("are those of all servers, paths' and operations' too, longest first and then by name", () => {
    const paths = {
      "/a": {
        servers: [{ url: "https://a.example.com/zz-longest" }],
        get: { servers: [{ url: "/operation" }], responses: {} },
      },
    };
    expect(basePaths([{ url: "/v2" }, { url: "/v1" }, { url: "/v2/" }], paths)).toEqual({
      basePaths: ["/zz-longest", "/operation", "/v1", "/v2", ""],
      problems: [],
    });
  });

  test("have the defaults of the URL's variables", () => {
    const variables = {
      host: { default: "example.com" },
      stage: { default: "v1" },
      number: { default: 3 },
    };
    const url = "https://{host}/{stage}/{number}";
    expect(basePaths([{ url, variables }])).toEqual({ basePaths: ["/v1/3", ""], problems: [] });
    const whole = {
      url: "{server}/v2",
      variables: { server: { default: "https://example.com/api" } },
    };
    expect(basePaths([whole]).basePaths).toEqual(["/api/v2", ""]);
    const empty = { url: "/{stage}/v3", variables: { stage: { default: "" } } };
    expect(basePaths([empty]).basePaths).toEqual(["/v3", ""]);
  });

  test("have every value of a variable in the path, once", () => {
    const variables = {
      region: { default: "eu", enum: ["eu", "us"] },
      version: { default: "v2", enum: ["v1", "v2", "v10"] },
      stage: { default: "", enum: ["", "test"] },
    };
    const url = "https://{region}.example.com/{version}/{stage}";
    expect(basePaths([{ url, variables }])).toEqual({
      basePaths: ["/v10/test", "/v1/test", "/v2/test", "/v10", "/v1", "/v2", ""],
      problems: [],
    });
    const twice = { url: "https://{version}.example.com/{version}/{version}", variables };
    expect(basePaths([twice]).basePaths).toEqual(["/v10/v10", "/v1/v1", "/v2/v2", ""]);
  });

  test("have every value of a variable that has a path in it", () => {
    const server = { default: "https://a.example.com/v1", enum: ["http://localhost:8080/api"] };
    expect(basePaths([{ url: "{server}", variables: { server } }]).basePaths).toEqual([
      "/api",
      "/v1",
      "",
    ]);
    const host = { default: "a.example.com", enum: ["b.example.com/v1"] };
    expect(basePaths([{ url: "https://{host}/x", variables: { host } }]).basePaths).toEqual([
      "/v1/x",
      "/x",
      "",
    ]);
  });

  test("are at most 32 of one server, the default first, which is reported", () => {
    const numbers = Array.from({ length: 10 }, (_, i) => String(i));
    const variables = {
      a: { default: "9", enum: numbers },
      b: { default: "9", enum: numbers },
    };
    const found = basePaths([{ url: "/{a}/{b}", variables }], { "/a": { get: {} } });
    expect(found.basePaths.length).toBe(33);
    expect(found.basePaths).toContain("/9/9");
    expect(found.problems).toEqual([
      "api.json:1: the variables of the server's URL make 100 base paths, of which the first 32 are served.\n" +
        '  List the servers that callers use one by one in "servers".',
    ]);
  });

  test("of a server with a variable that has no default are none, which is reported", () => {
    const paths = { "/a": { get: {} } };
    expect(basePaths([{ url: "/{stage}/x" }], paths)).toEqual({
      basePaths: [""],
      problems: ["api.json:1: the variable {stage} of the server's URL has no default."],
    });
  });

  test("of a document without servers, or with what are none", () => {
    expect(basePaths(undefined)).toEqual({ basePaths: [""], problems: [] });
    expect(basePaths({ url: "/v1" }, { "/a": { get: {} } })).toEqual({
      basePaths: [""],
      problems: ['api.json:1: "servers": expected a list, received {"url":"/v1"}.'],
    });
  });

  test.each([
    ["/v1", ["/v1", ""]],
    ["/", [""]],
    [undefined, [""]],
    ["v1/", ["/v1", ""]],
  ])("of 2.0: %j", (basePath, expected) => {
    const { table } = compileFiles({
      "api.json": document20({}, { basePath, servers: [{ url: "/x" }] }),
    });
    expect(table.basePaths).toEqual(expected);
  });
});

describe("patterns of servers", () => {
  const get = { responses: {} };

  test("are those of the document; a path's and an operation's stand in their place", () => {
    const paths = {
      "/a": { get },
      "/b": { servers: [{ url: "/b" }], get, put: { ...get, servers: [] } },
    };
    const { table } = compileFiles({
      "api.json": document30(paths, { servers: [{ url: "/v1" }] }),
    });
    expect(table.servers).toEqual(["/v1"]);
    expect(Object.fromEntries(table.routes.map(({ key, servers }) => [key, servers]))).toEqual({
      "GET /a": undefined,
      "GET /b": ["/b"],
      "PUT /b": [],
    });
  });

  test("have the values of a variable, or any", () => {
    const variables = {
      region: { default: "n.1", enum: ["n.1", "s"] },
      stage: { default: "v1" },
    };
    const url = "https://{region}.shop.test/{stage}?a";
    const { table } = compileFiles({
      "api.json": document30({}, { servers: [{ url, variables }] }),
    });
    expect(table.servers).toEqual(["https://(?:n\\.1|s)\\.shop\\.test/.*\\?a"]);
  });

  test.each([
    [
      { schemes: ["https", "http"], host: "shop.test", basePath: "/v1/" },
      ["https://shop\\.test/v1", "http://shop\\.test/v1"],
    ],
    [{ schemes: ["https"], host: "shop.test" }, ["https://shop\\.test"]],
    [{ schemes: ["https"] }, undefined],
    [{ host: "shop.test" }, undefined],
  ])("of 2.0: %j", (document, expected) => {
    const { table } = compileFiles({ "api.json": document20({ "/a": { get } }, document) });
    expect(table.servers).toEqual(expected);
  });
});
