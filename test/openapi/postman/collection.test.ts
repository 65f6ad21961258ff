import { expect, test } from "vitest";

import { UserError } from "../../../src/problem.ts";
import { compileFiles } from "../documents.ts";

const SCHEMA = "https://schema.getpostman.com/json/collection";
const JSON_TYPE = { key: "Content-Type", value: "application/json; charset=utf-8" };

/** A collection of version 2.1. */
function collection(item: unknown, rest: object = {}) {
  return { info: { name: "Shop", schema: `${SCHEMA}/v2.1.0/collection.json` }, item, ...rest };
}

function tableOf(content: unknown) {
  const { table, problems } = compileFiles({ "shop.json": content });
  return { table, problems };
}

/** The problems of a collection that is refused. */
function faultsOf(content: unknown): string[] {
  try {
    compileFiles({ "shop.json": content });
  } catch (error) {
    if (error instanceof UserError)
      return error.problems.map(({ what, fix }) => `${what} | ${fix}`);
    throw error;
  }
  return [];
}

const get = (url: unknown, response: unknown[] = [{ code: 200, body: "ok" }], rest = {}) => ({
  name: "Request",
  request: { method: "GET", url, ...rest },
  response,
});

test("saved responses are examples of their status, with their names, headers and all digits", () => {
  const { table, problems } = tableOf(
    collection([
      get("https://shop.example.com/orders", [
        {
          name: "two",
          code: 200,
          status: "OK",
          header: [JSON_TYPE, { key: "X-Total", value: "2" }],
          body: '[{"id":9223372036854775807,"note":null}]',
        },
        { name: "none", code: 200, header: [JSON_TYPE], body: "[]" },
        { name: "none", code: 200, header: [JSON_TYPE], body: "[]" },
        { name: "down", code: 503, _postman_previewlanguage: "html", body: "<p>down</p>" },
        { name: "gone", code: 410, body: "" },
      ]),
    ]),
  );
  expect(problems).toEqual([]);
  const id = { type: "number" };
  const order = { type: "object", properties: { id, note: {} } };
  expect(table.routes[0]?.responses).toEqual([
    {
      status: "200",
      description: "OK",
      headers: [{ name: "X-Total", required: false, schema: { type: "string" }, example: "2" }],
      content: [
        {
          type: "application/json",
          schema: { anyOf: [{ type: "array", items: order }, { type: "array" }] },
          examples: [
            { name: "two", value: [{ id: 9223372036854775807n, note: null }] },
            { name: "none", value: [] },
            { name: "none 2", value: [] },
          ],
        },
      ],
    },
    { status: "410", description: "Gone", headers: [], content: [] },
    {
      status: "503",
      description: "Service Unavailable",
      headers: [],
      content: [
        {
          type: "text/html",
          schema: { type: "string" },
          examples: [{ name: "down", value: "<p>down</p>" }],
        },
      ],
    },
  ]);
});

test("variables have their values, and are path parameters without one; a variable for a server has its base path", () => {
  const { table } = tableOf(
    collection(
      [
        get("{{baseUrl}}/orders/:id?page={{page}}&{{flag}}="),
        get({ raw: "", host: ["{{baseUrl}}"], path: ["shops", "{{shop}}", "{{unknown}}"] }),
        get("{{nowhere}}/status"),
        get("http://localhost:3000/health"),
      ],
      {
        variable: [
          { key: "baseUrl", value: "{{scheme}}://shop.example.com/v1/" },
          { key: "scheme", value: "https" },
          { key: "shop", value: "7" },
          { key: "page", value: "2" },
          { key: "loop", value: "{{loop}}" },
        ],
      },
    ),
  );
  expect(table.routes.map(({ key }) => key).toSorted()).toEqual([
    "GET /health",
    "GET /orders/{id}",
    "GET /shops/7/{unknown}",
    "GET /status",
  ]);
  expect(table.basePaths).toEqual(["/v1", ""]);
  const order = table.routes.find(({ key }) => key === "GET /orders/{id}");
  expect(
    order?.parameters.map(({ in: place, name, required, example }) => [
      place,
      name,
      required,
      example,
    ]),
  ).toEqual([
    ["path", "id", true, undefined],
    ["query", "page", false, "2"],
    ["query", "{{flag}}", false, undefined],
  ]);
});

test("folders are tags, and requests with one method and path are one route", () => {
  const { table } = tableOf(
    collection([
      {
        name: "Orders",
        item: [
          get("/orders"),
          { name: "Old", item: [get("/orders?page=1", [{ code: 404, body: "" }])] },
        ],
      },
    ]),
  );
  expect(table.routes).toHaveLength(1);
  expect(table.routes[0]).toMatchObject({
    key: "GET /orders",
    summary: "Request",
    tags: ["Orders", "Orders / Old"],
  });
  expect(table.routes[0]?.responses.map(({ status }) => status)).toEqual(["200", "404"]);
});

test("what a request sends is an example: nothing of it is required", () => {
  const { table } = tableOf(
    collection([
      {
        name: "Create",
        request: {
          method: "POST",
          url: "/orders",
          header: [
            JSON_TYPE,
            { key: "X-Trace", value: "1" },
            { key: "X-Off", value: "1", disabled: true },
          ],
          body: { mode: "raw", raw: '{"total":19.99,"items":[{"sku":"a"},{"sku":"b"}]}' },
        },
        response: [{ code: 201, body: "" }],
      },
      {
        name: "Upload",
        request: {
          method: "PUT",
          url: "/file",
          body: {
            mode: "formdata",
            formdata: [
              { key: "name", value: "a.txt", type: "text" },
              { key: "file", type: "file", src: "/a.txt" },
            ],
          },
        },
        response: [{ code: 204 }],
      },
    ]),
  );
  const [create, upload] = ["POST /orders", "PUT /file"].map((key) =>
    table.routes.find((route) => route.key === key),
  );
  expect(create?.parameters.map(({ name, required }) => [name, required])).toEqual([
    ["X-Trace", false],
  ]);
  const sku = { type: "object", properties: { sku: { type: "string" } } };
  expect(create?.body).toEqual({
    required: false,
    content: [
      {
        type: "application/json",
        schema: {
          type: "object",
          properties: { total: { type: "number" }, items: { type: "array", items: sku } },
        },
        examples: [
          { name: "Create", value: { total: 19.99, items: [{ sku: "a" }, { sku: "b" }] } },
        ],
      },
    ],
  });
  expect(upload?.body?.content[0]).toMatchObject({
    type: "multipart/form-data",
    schema: {
      properties: { name: { type: "string", examples: ["a.txt"] }, file: { type: "string" } },
    },
  });
});

test("the authorization of a request, or else of what it is in, is its security", () => {
  const auth = { type: "bearer", bearer: [{ key: "token", value: "{{token}}" }] };
  const apikey = [
    { key: "key", value: "X-Key" },
    { key: "in", value: "header" },
  ];
  const { table } = tableOf(
    collection(
      [
        get("/inherited"),
        get("/own", [{ code: 200 }], { auth: { type: "apikey", apikey } }),
        get("/none", [{ code: 200 }], { auth: { type: "noauth" } }),
      ],
      { auth },
    ),
  );
  const security = Object.fromEntries(table.routes.map((route) => [route.path, route.security]));
  expect(security).toEqual({ "/inherited": [{ auth1: [] }], "/own": [{ auth2: [] }], "/none": [] });
  expect(table.securitySchemes).toEqual({
    auth1: { type: "http", scheme: "bearer" },
    auth2: { type: "apiKey", in: "header", name: "X-Key" },
  });
});

test("a collection of version 2.0 is the same as one of 2.1", () => {
  const request = {
    method: "GET",
    url: "{{base}}/orders/:id",
    auth: { type: "apikey", apikey: { key: "X-Key", in: "header", value: "1" } },
    header: "X-Trace: 1\nContent-Type: application/json",
  };
  const { table, problems } = tableOf({
    info: { name: "Shop", version: "2", schema: `${SCHEMA}/v2.0.0/collection.json` },
    variables: [],
    variable: [{ id: "base", type: "string", value: "https://shop.example.com" }],
    item: [{ name: "One", request, response: [{ code: 200, header: [JSON_TYPE], body: "{}" }] }],
  });
  expect(problems).toEqual([]);
  expect(table.routes[0]).toMatchObject({ key: "GET /orders/{id}", security: [{ auth1: [] }] });
  expect(table.routes[0]?.parameters.map(({ name }) => name)).toEqual(["id", "X-Trace"]);
  expect([table.title, table.version]).toEqual(["Shop", "2"]);
});

test("what Postman's API wraps in an object is unwrapped", () => {
  expect(tableOf({ collection: collection([get("/a")]) }).table.routes[0]?.key).toBe("GET /a");
});

test("a request without a saved response is answered with 200, which is told", () => {
  const { table, problems } = tableOf(
    collection([
      get("/a", []),
      { request: { method: "SEARCH", url: "/b" }, response: [{ code: 207 }] },
    ]),
  );
  expect(table.routes.map(({ key, responses }) => [key, responses[0]?.status])).toEqual([
    ["GET /a", "200"],
    ["SEARCH /b", "207"],
  ]);
  expect(problems).toEqual([
    "shop.json:1: without a saved response, so that 200 is answered without a body: GET /a.\n  Save an example of the response in Postman.",
  ]);
});

test("other versions and broken collections are refused with the place and the fix", () => {
  const fix = 'Export the collection in Postman as "Collection v2.1".';
  const version = "expected a Postman collection of version 2.0 or 2.1, received version";
  expect(faultsOf({ id: "1", name: "Old", order: [], requests: [] })).toEqual([
    `${version} 1 | ${fix}`,
  ]);
  const first = { info: { name: "Old", schema: `${SCHEMA}/v1.0.0/collection.json` }, item: [] };
  expect(faultsOf(first)).toEqual([`${version} 1.0.0 | ${fix}`]);
  expect(faultsOf(collection({}))).toEqual([
    '"item": expected a list of requests and folders | undefined',
  ]);
  expect(
    faultsOf(collection([1, { name: "A" }, { item: [{ request: { method: "GET" } }] }])),
  ).toEqual([
    "expected a request or a folder | undefined",
    '"request": expected a request with a "url" | undefined',
    '"request": expected a request with a "url" | undefined',
  ]);
});
