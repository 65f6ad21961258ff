import { describe, expect, test } from "vitest";

import type { GeneratorOptions, Schema } from "../../src/openapi/table/table.ts";
import { generate } from "../../src/server/values/generate.ts";
import { seededRandom } from "../../src/server/values/random.ts";

const TWO: Schema = { properties: { a: { const: 1 }, b: { const: 2 } }, required: ["a"] };

describe("at random", () => {
  /** The different values that 100 seeds give, as JSON, in order. */
  function all(schema: Schema, fillProperties = true, options: GeneratorOptions = {}): string[] {
    const made = Array.from({ length: 100 }, (_, seed) => {
      const random = seededRandom(String(seed));
      return JSON.stringify(
        generate(schema, {}, "response", { random, fillProperties, ...options }),
      );
    });
    return [...new Set(made)].toSorted();
  }

  test.each<[Schema, unknown[]]>([
    [{ type: "boolean" }, [false, true]],
    [{ enum: ["a", "b", "c"] }, ["a", "b", "c"]],
    [{ type: ["boolean", "null"] }, [false, null, true]],
    [{ oneOf: [{ const: 1 }, { const: 2 }] }, [1, 2]],
    [{ type: "array", maxItems: 2, items: { const: 1 } }, [[], [1], [1, 1]]],
    [
      { type: "array", uniqueItems: true, minItems: 2, items: { type: "boolean" } },
      [
        [false, true],
        [true, false],
      ],
    ],
  ])("%j gives each of %j", (schema, values) => {
    expect(all(schema)).toEqual(values.map((value) => JSON.stringify(value)).toSorted());
  });

  test.each<[GeneratorOptions, Schema, unknown[]]>([
    [{ minItems: 2, maxItems: 2 }, { type: "array", items: { const: 1 } }, [[1, 1]]],
    [{ minItems: 2 }, { type: "array", maxItems: 1, items: { const: 1 } }, [[1]]],
    [{ maxItems: 1 }, { type: "array", minItems: 2, maxItems: 2, items: { const: 1 } }, [[1, 1]]],
    [{ optionalsProbability: 0 }, TWO, [{ a: 1 }]],
    [{ optionalsProbability: 0.5 }, TWO, [{ a: 1, b: 2 }, { a: 1 }]],
    [{ requiredOnly: true }, TWO, [{ a: 1 }]],
    [{ optionalsProbability: 0, alwaysFakeOptionals: true }, TWO, [{ a: 1, b: 2 }]],
    [{ useExamplesValue: true }, { type: "integer", examples: [3, 4], default: 5 }, [3, 4]],
    [{ useDefaultValue: true }, { type: "integer", examples: [3], default: 5 }, [5]],
  ])("with %j %j gives each of %j", (options, schema, values) => {
    expect(all(schema, true, options)).toEqual(
      values.map((value) => JSON.stringify(value)).toSorted(),
    );
  });

  test("texts are as long as is asked for", () => {
    const texts = all({ type: "string" }, true, { minLength: 30, maxLength: 32 });
    expect(texts.filter((text) => text.length < 32 || text.length > 34)).toEqual([]);
  });

  test("examples and defaults do not count, and every property is there that is read", () => {
    const schema: Schema = {
      properties: {
        a: { enum: [1], default: 2, examples: [3] },
        b: { const: 4 },
        c: { const: 5, writeOnly: true },
      },
    };
    expect(all(schema)).toEqual(['{"a":1,"b":4}']);
  });

  test("an object that names no properties gets one to three, unless it is told not to", () => {
    const schema: Schema = { type: "object", additionalProperties: { const: 1 } };
    expect(all(schema)).toEqual([
      '{"property1":1,"property2":1,"property3":1}',
      '{"property1":1,"property2":1}',
      '{"property1":1}',
    ]);
    expect(all(schema, false)).toEqual(["{}"]);
  });

  test("Faker makes what x-faker asks for, where the type allows it", () => {
    const asked = { "helpers.slugify": ["two words"] };
    expect(all({ type: "string", "x-faker": asked })).toEqual(['"two-words"']);
    expect(all({ type: "null", "x-faker": asked })).toEqual(["null"]);
    expect(all({ type: "integer", "x-faker": { "number.int": { min: 7, max: 7 } } })).toEqual([
      "7",
    ]);
  });
});
