import { describe, expect, test } from "vitest";
import { STACK } from "../../../src/config/schema/stack.ts";
import type { Field } from "../../../src/config/values/check.ts";
import type { Section, Setting } from "../../../src/config/values/setting.ts";

const rows = rowsOf("", STACK);

describe("the tables of settings", () => {
  test("describe each setting in whole sentences", () => {
    expect(rows.filter(([, { meaning }]) => !/^(`|[A-Z]).*\.$/.test(meaning))).toEqual([]);
  });

  test("have examples and defaults that their own kinds take", () => {
    const values = rows.flatMap(([path, { type, example, default: value }]) =>
      [example, value]
        .filter((one) => one !== undefined)
        .map((one) => ({ path, type, value: one })),
    );
    expect(values.length).toBeGreaterThan(100);
    for (const { path, type, value } of values) {
      const field: Field = { value, file: "table", path, problems: [] };
      type.read(field);
      expect(field.problems).toEqual([]);
    }
  });

  test("show how each setting without a default is written", () => {
    const silent = rows.filter(
      ([, { type, default: value, example }]) =>
        value === undefined && example === undefined && type.keys === undefined,
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });
});

function rowsOf(prefix: string, section: Section): [string, Setting][] {
  return Object.entries(section).flatMap(([key, row]): [string, Setting][] => [
    [`${prefix}${key}`, row],
    ...rowsOf(`${prefix}${key}.`, row.type.keys ?? {}),
  ]);
}
