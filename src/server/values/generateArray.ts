import { isDeepStrictEqual } from "node:util";

import type { Schema } from "../../openapi/table/table.ts";
import { withLimits } from "./chanceLimits.ts";
import { type Generation, isSparse, withChance } from "./generation.ts";
import type { ArrayPlan } from "./plan/arrayPlan.ts";
import { randomWhole, seededRandom } from "./random.ts";

/** The most items of a random list without `minItems`. */
const USUAL_ITEMS = 5;
/** How often an item is drawn until it is not in the list yet. */
const MOST_DRAWS = 30;

/** Generates a list. Returns undefined if an item that is needed has no value. */
export function generateArray(
  plan: ArrayPlan,
  depth: number,
  generation: Generation,
): unknown[] | undefined {
  const { chance, matches } = generation;
  const { least, most } = limitsOf(plan, generation);
  const wanted = Math.min(most, wantedLength(plan, least, depth, generation));
  const made: unknown[] = [];
  const add = (schema: Schema, isNeeded: boolean): boolean => {
    for (let draw = 0; draw < (plan.isUnique ? MOST_DRAWS : 1); draw++) {
      const makes = () => generation.valueFor(schema, depth + 1, isNeeded);
      const random = chance?.random ?? seededRandom(`${made.length} ${draw}`);
      const varied = { fillProperties: true, ...chance, random };
      // Where everything is allowed, a number is another value than those before.
      const another = () => (schema === true ? made.length : withChance(generation, varied, makes));
      const value = draw === 0 ? makes() : another();
      if (value === undefined) return false;
      const isNew = !plan.isUnique || !made.some((known) => isDeepStrictEqual(known, value));
      if (isNew) made.push(value);
      if (isNew) return true;
    }
    return false;
  };

  for (const { schema, least: contained, schemaAt } of plan.contained) {
    let missing = contained - made.filter((item) => matches(schema, item)).length;
    while (missing > 0 && made.length < plan.most) {
      if (add(schemaAt(made.length), true)) missing--;
      else if (made.length >= plan.prefix || !add(plan.schemaOf(made.length), true)) break;
    }
    if (missing > 0) return undefined;
  }
  const addNext = (isNeeded: boolean) =>
    add(plan.schemaOf(made.length), isNeeded) ||
    (isNeeded && plan.contained.some(({ schemaAt }) => add(schemaAt(made.length), true)));
  while (made.length < wanted && addNext(made.length < plan.least));
  return made.length < plan.least ? undefined : made;
}

/** Narrows the limits of a list to those that the document asks for. */
function limitsOf({ least, most }: ArrayPlan, { chance }: Generation) {
  if (chance?.minItems === undefined && chance?.maxItems === undefined) return { least, most };
  const { minItems, maxItems } = withLimits({ minItems: least, maxItems: most }, chance);
  return { least: Number(minItems), most: Number(maxItems) };
}

function wantedLength(
  { prefix, isDescribed }: ArrayPlan,
  least: number,
  depth: number,
  generation: Generation,
): number {
  const { chance } = generation;
  if (isSparse(depth, generation)) return least;
  const usual = isDescribed ? (chance === undefined ? 1 : USUAL_ITEMS) : least;
  const drawn =
    chance === undefined
      ? Math.max(least, usual)
      : randomWhole(chance.random, least, Math.max(least, usual));
  return Math.max(prefix, drawn);
}
