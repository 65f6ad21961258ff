import type { Schema } from "../../openapi/table/table.ts";
import { type Chance, type Generation, isSparse, withChance } from "./generation.ts";
import { patternText } from "./patternText.ts";
import type { ObjectPlan } from "./plan/objectPlan.ts";
import { randomWhole, seededRandom } from "./random.ts";

/** How many names are drawn before an object does without more properties. */
const MOST_DRAWS = 60;

/** Generates an object. Returns undefined if a required property has no value. */
export function generateObject(
  plan: ObjectPlan,
  depth: number,
  generation: Generation,
): Record<string, unknown> | undefined {
  const { chance, matches } = generation;
  const made = new Map<string, unknown>();
  const add = (name: string, schema: Schema, isNeeded: boolean): boolean => {
    if (made.has(name)) return true;
    if (schema === false || (plan.names !== true && !matches(plan.names, name))) return false;
    const value = generation.valueFor(schema, depth + 1, isNeeded);
    if (value !== undefined) made.set(name, value);
    return value !== undefined;
  };

  const sparse = isSparse(depth, generation);
  let room = plan.most - plan.required.size;
  for (const { name, schema, isRequired } of plan.properties) {
    if (!isRequired && (sparse || room <= 0 || isSpared(chance))) continue;
    const isMade = add(name, schema, isRequired);
    if (isRequired && !isMade) return undefined;
    if (!isRequired && isMade) room--;
  }
  for (const name of plan.undescribed) {
    if (!add(name, plan.schemaOf(name), true)) return undefined;
  }

  const isEmpty = made.size === 0;
  for (const { name, schema } of plan.properties) {
    if (made.size < plan.least) add(name, schema, true);
  }
  const isFilled = isEmpty && !sparse && (plan.isMap || plan.patterns.length > 0);
  const wanted = Math.max(plan.least, isFilled ? extraCount(chance) : 0);
  for (let draw = 1; made.size < Math.min(wanted, plan.most) && draw <= MOST_DRAWS; draw++) {
    const name = drawnName(plan, draw, depth, generation);
    add(name, plan.schemaOf(name), made.size < plan.least);
  }
  if (plan.dependents.size > 0 && !addDependents(plan, made, add)) return undefined;
  const isSized = made.size >= plan.least && made.size <= plan.most;
  return isSized || generation.isLenient ? Object.fromEntries(made) : undefined;
}

/** Adds the properties that others require, or removes the others. Returns whether that is possible. */
function addDependents(
  plan: ObjectPlan,
  made: Map<string, unknown>,
  add: (name: string, schema: Schema, isNeeded: boolean) => boolean,
): boolean {
  // A map's iteration includes what is added meanwhile.
  for (const name of made.keys()) {
    const others = plan.dependents.get(name) ?? [];
    if (others.every((other) => add(other, plan.schemaOf(other), true))) continue;
    if (plan.required.has(name)) return false;
    made.delete(name);
    return addDependents(plan, made, add);
  }
  return true;
}

function drawnName(
  { patterns, names, isMap }: ObjectPlan,
  draw: number,
  depth: number,
  generation: Generation,
): string {
  const random = generation.chance?.random ?? seededRandom(String(draw));
  const isPlain = names === true && (isMap || patterns.length === 0);
  const pattern = patterns[draw % Math.max(1, patterns.length)];
  if (pattern !== undefined && !(isPlain && draw % 2 === 0)) {
    const text = patternText(pattern, Math.floor(draw / 2), draw === 1 ? undefined : random);
    if (text !== undefined) return text;
  }
  if (names === true) return `property${draw}`;
  const schema = { allOf: [{ type: "string" }, names] };
  const draws = () => generation.valueFor(schema, depth + 1, true);
  const name =
    draw === 1 ? draws() : withChance(generation, { random, fillProperties: false }, draws);
  return String(name);
}

function extraCount(chance: Chance | undefined): number {
  if (chance === undefined) return 1;
  return chance.fillProperties ? randomWhole(chance.random, 1, 3) : 0;
}

/** Draws whether a property that is not required is left out. */
function isSpared(chance: Chance | undefined): boolean {
  if (chance === undefined || chance.alwaysFakeOptionals) return false;
  if (chance.requiredOnly) return true;
  return (
    chance.optionalsProbability !== undefined && chance.random() >= chance.optionalsProbability
  );
}
