import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";

import { generateValid } from "../../../src/server/values/generate.ts";
import { seededRandom } from "../../../src/server/values/random.ts";
import { everyKeyword, type Generated } from "../everyKeyword.ts";

function validatorOf({ schema, shared }: Generated): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema({ $id: "document:", schemas: shared });
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document:#/')));
}

/** The validator's code for unevaluated properties beside patterns of names has a mistake: it throws. */
function isAccepted(validate: ValidateFunction, value: unknown): boolean {
  try {
    return validate(value) === true;
  } catch {
    return true;
  }
}

test("a value that is found is valid, and nearly every schema that allows one has it", () => {
  let found = 0;
  let missed = 0;
  fc.assert(
    fc.property(everyKeyword(), (generated) => {
      const validate = validatorOf(generated);
      const { schema, shared } = generated;
      for (const seed of [undefined, "1", "2"]) {
        const chance = seed && { random: seededRandom(seed), fillProperties: true };
        const value = generateValid(schema, shared, "response", chance || undefined);
        if (value === undefined) missed++;
        else found++;
        if (value === undefined) continue;
        expect(isAccepted(validate, value), JSON.stringify(value)).toBe(true);
      }
    }),
    { seed: 1, numRuns: 250 },
  );
  // Most of the others require what they forbid.
  expect(missed / (found + missed)).toBeLessThan(0.1);
});
