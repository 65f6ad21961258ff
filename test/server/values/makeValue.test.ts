import { expect, test, vi } from "vitest";

import { randomValues, staticValues } from "../../../src/server/values/makeValue.ts";
import { type SchemaTable, SchemaTooComplex } from "../../../src/server/values/sample.ts";

const list = (minItems: number) => ({ type: "array", minItems, items: { type: "null" } });
const impossible = { type: "integer", minimum: 2, maximum: 1 };
const any = { seed: "1", fillProperties: true };

test("a value that is too large for Prism's way is made in ours", () => {
  const make = staticValues({ schemas: {} }, () => {});
  expect(make(list(3_000))).toEqual(new Array(3_000).fill(null));
});

test("a list of more items than fit into the memory is not made", () => {
  const make = staticValues({ schemas: {} }, () => {});
  expect(() => make(list(1e12))).toThrow(SchemaTooComplex);
});

test.each([
  ["static", staticValues],
  ["random", (table: SchemaTable, warn: () => void) => randomValues(table, any, warn)],
])("a warning tells that a %s value is not valid", (_, create) => {
  const warn = vi.fn();
  const make = create({ schemas: {} }, warn);
  make({ type: "integer" });
  expect(warn).not.toHaveBeenCalled();
  make(impossible);
  expect(warn).toHaveBeenCalledOnce();
});
