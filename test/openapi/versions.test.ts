import { join } from "node:path";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import type { RouteTable } from "../../src/openapi/table/table.ts";
import { compileFiles, folderOf } from "./documents.ts";
import { OPENAPI_30, OPENAPI_31, SWAGGER } from "./sameApi.ts";

const ORDER = { $ref: "#/schemas/Order" };
const DEFAULT = { style: "form", explode: true } as const;

/** @param exampleName 2.0 names an example by its media type */
const tableWith = (exampleName: string): RouteTable => ({
  format: 1,
  title: "Orders",
  version: "1.0",
  basePaths: ["/v1", ""],
  routes: [
    {
      key: "DELETE /orders/{id}",
      method: "DELETE",
      answers: ["DELETE"],
      path: "/orders/{id}",
      segments: ["orders", [{ param: "id" }]],
      parameters: [
        {
          in: "path",
          name: "id",
          required: true,
          style: "simple",
          explode: false,
          schema: { type: "integer" },
        },
      ],
      responses: [{ status: "204", description: "Gone", headers: [], content: [] }],
      security: [{ key: [] }, { login: [] }],
    },
    {
      key: "GET /orders",
      method: "GET",
      answers: ["GET", "HEAD"],
      path: "/orders",
      segments: ["orders"],
      operationId: "listOrders",
      summary: "List orders",
      tags: ["orders"],
      parameters: [
        {
          in: "query",
          name: "limit",
          required: false,
          ...DEFAULT,
          schema: { type: "integer", default: 20, minimum: 1 },
        },
        {
          in: "query",
          name: "status",
          required: false,
          ...DEFAULT,
          schema: { type: "array", items: { type: "string" } },
        },
      ],
      responses: [
        {
          status: "200",
          description: "A page",
          headers: [{ name: "X-Next", required: false, schema: { type: "string" } }],
          content: [
            {
              type: "application/json",
              schema: { type: "array", items: ORDER },
              examples: [{ name: exampleName, value: [{ id: 7 }] }],
            },
          ],
        },
        {
          status: "default",
          description: "Wrong",
          headers: [],
          content: [
            {
              type: "application/json",
              schema: { type: "object", properties: { message: { type: "string" } } },
              examples: [],
            },
          ],
        },
      ],
      security: [{ key: [] }, { login: [] }],
    },
    {
      key: "POST /orders",
      method: "POST",
      answers: ["POST"],
      path: "/orders",
      segments: ["orders"],
      deprecated: true,
      parameters: [],
      body: {
        required: true,
        content: [{ type: "application/json", schema: ORDER, examples: [] }],
      },
      responses: [{ status: "201", description: "Made", headers: [], content: [] }],
      security: [],
    },
  ],
  servers: ["https://shop\\.example\\.com/v1"],
  schemas: {
    Order: {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "integer", format: "int64", examples: [7] },
        note: { type: ["string", "null"], maxLength: 80 },
        total: { type: "number", exclusiveMinimum: 0 },
        parent: ORDER,
      },
    },
  },
  examples: {},
  securitySchemes: {
    key: { type: "apiKey", in: "header", name: "X-Key" },
    login: { type: "http", scheme: "basic" },
  },
});

test.each([
  ["2.0", SWAGGER, "application/json"],
  ["3.0", OPENAPI_30, "default"],
  ["3.1", OPENAPI_31, "default"],
  ["3.2", { ...OPENAPI_31, openapi: "3.2.0" }, "default"],
])(
  "the same API has the same table when it is written in %s, as JSON and as YAML",
  (_, document, exampleName) => {
    const json = compileFiles({ "api.json": document });
    expect(json.problems).toEqual([]);
    expect(json.table).toEqual(tableWith(exampleName));
  },
);

test("YAML and JSON with the same content have the same table, byte by byte, wherever they lie", () => {
  const json = compileFiles({ "api.json": OPENAPI_30 });
  const yaml = compileFiles({ "other/name.yaml": dump(OPENAPI_30) });
  expect(JSON.stringify(yaml.table)).toBe(JSON.stringify(json.table));
});

test("compiling twice, and from another working directory, changes nothing", () => {
  const folder = folderOf({ "api.json": OPENAPI_31 });
  const before = process.cwd();
  const first = compile(join(folder, "api.json"));
  try {
    process.chdir(folder);
    expect(JSON.stringify(compile("api.json"))).toBe(JSON.stringify(first));
  } finally {
    process.chdir(before);
  }
});
