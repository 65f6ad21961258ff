import { expect, test } from "vitest";

import { compileFiles } from "../documents.ts";

function generatorOf(written: unknown) {
  const document = { openapi: "3.1.0", info: {}, paths: {}, "x-json-schema-faker": written };
  return compileFiles({ "api.json": document }).table.generator;
}

test.each<[unknown, unknown]>([
  [
    { "min-items": 2, maxItems: 3, "optionals-probability": 0.5, "always-fake-optionals": true },
    { minItems: 2, maxItems: 3, optionalsProbability: 0.5, alwaysFakeOptionals: true },
  ],
  [
    { locale: "pt_BR", "use-examples-value": true },
    { locale: "pt_BR", useExamplesValue: true },
  ],
  [{ minItems: -1, maxLength: "5", optionalsProbability: 2, locale: "../secret" }, undefined],
  [{ "resolve-json-path": true }, undefined],
  ["min-items: 2", undefined],
  [undefined, undefined],
])("%j is %j", (written, options) => {
  expect(generatorOf(written)).toEqual(options);
});
