import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { stringifyJson } from "../../src/exactJson.ts";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import { decodeMock } from "../../src/mock/decodeMock.ts";
import { encodeMock } from "../../src/mock/encodeMock.ts";
import { isContainer } from "../../src/openapi/document/node.ts";
import { sortRoutes } from "../../src/openapi/table/order.ts";
import type { RouteTable } from "../../src/openapi/table/table.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** What holds of every table, whatever the document was. */
export function expectSound(table: RouteTable): void {
  const latency: LatencyPlan = { default: { kind: "fixed", ms: 0 }, routes: {} };
  const file = encodeMock({ service: "sound", table, latency });
  expect(decodeMock(file, "sound.json.gz").table).toStrictEqual(table);
  expect(sortRoutes(table.routes)).toEqual(table.routes);
  const keys = table.routes.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
  expect(table.basePaths.at(-1)).toBe("");
  for (const schema of [...Object.values(table.schemas), ...inlineSchemas(table)]) {
    expect(ajv.validateSchema(schema), stringifyJson(schema)).toBe(true);
    for (const name of referencesIn(schema))
      expect(Object.hasOwn(table.schemas, name), name).toBe(true);
  }
  for (const { security } of table.routes) {
    for (const name of security.flatMap(Object.keys)) {
      expect(Object.hasOwn(table.securitySchemes, name), name).toBe(true);
    }
  }
}

function inlineSchemas({ routes }: RouteTable) {
  return routes
    .flatMap(({ parameters, body, responses }) => [
      ...parameters,
      ...(body?.content ?? []),
      ...responses.flatMap(({ headers, content }) => [...headers, ...content]),
    ])
    .flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
}

/** Names of the shared schemas that a schema refers to; `$ref` in data counts as none. */
function referencesIn(schema: unknown): string[] {
  if (!isContainer(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (["enum", "const", "default", "examples", "x-faker", "x-json-schema-faker"].includes(key))
      return [];
    if (key === "$ref" && typeof value === "string") return [value.replace("#/schemas/", "")];
    return referencesIn(value);
  });
}
