import type { Schema } from "../../../openapi/table/table.ts";
import { createMatcher, type Matcher } from "../../schemas/matcher.ts";
import { isOneSided, type OneSided } from "../../schemas/oneSided.ts";
import { isSchema, type SchemaObject, type SharedSchemas } from "../../schemas/schemas.ts";
import { type ArrayPlan, arrayPlan } from "./arrayPlan.ts";
import { type Choice, choiceOf, kindSchema, type Way } from "./choices.ts";
import { type Conjunction, conjunctionOf, extended } from "./conjunction.ts";
import type { Fixes } from "./fixes.ts";
import { type ObjectPlan, objectPlan } from "./objectPlan.ts";
import { type ScalarPlan, scalarPlan } from "./scalarPlan.ts";

/** What is worked out from the schemas of a document once, as far as it is needed. */
export interface Known {
  shared: SharedSchemas;
  /** The keyword of properties that are left out. */
  hidden: OneSided;
  matches: Matcher;
  /** Whether a schema describes what exists only on the other side. */
  isHidden(schema: Schema): boolean;
  conjunctionOf(schema: SchemaObject): Conjunction;
  planOf(conjunction: Conjunction): Plan;
}

/** What a conjunction says about its values. */
export interface Plan {
  choice: Choice | undefined;
  /** Whether a value that is made by the plan must be checked. */
  isHard: boolean;
  /** Schemas that a value must not match, besides those of `not`: other alternatives of a `oneOf`. */
  rivals: readonly Schema[];
  /** Whether a schema has an example, a default, or a method of Faker. */
  isGiven: boolean;
  scalar: ScalarPlan;
  readonly object: ObjectPlan;
  readonly array: ArrayPlan;
  /** Conjunctions in which a way of the choice was taken: with the property that tells it from others, and without. */
  takenWays(way: Way): readonly Conjunction[];
  /** Conjunctions with the schemas that fix a requirement. */
  fixed(fixes: Fixes): readonly Conjunction[];
  /** The conjunction with the property that tells its schema from others. */
  readonly withKind: Conjunction | undefined;
}

const documents = new WeakMap<SharedSchemas, Partial<Record<Known["hidden"], Known>>>();

export function knownOf(shared: SharedSchemas, direction: "request" | "response"): Known {
  const hidden = direction === "request" ? "readOnly" : "writeOnly";
  const sides = documents.get(shared) ?? {};
  documents.set(shared, sides);
  sides[hidden] ??= createKnown(shared, hidden);
  return sides[hidden];
}

function createKnown(shared: SharedSchemas, hidden: Known["hidden"]): Known {
  const matches = createMatcher(shared, hidden);
  const conjunctions = new WeakMap<SchemaObject, Conjunction>();
  const plans = new WeakMap<Conjunction, Plan>();
  const isHidden = (schema: Schema) => isOneSided(schema, hidden, shared);
  return {
    shared,
    hidden,
    matches,
    isHidden,
    conjunctionOf: (schema) => {
      const found = conjunctions.get(schema) ?? conjunctionOf(schema, shared);
      conjunctions.set(schema, found);
      return found;
    },
    planOf: (conjunction) => {
      const found =
        plans.get(conjunction) ?? createPlan(conjunction, { shared, matches, isHidden });
      plans.set(conjunction, found);
      return found;
    },
  };
}

function createPlan(
  conjunction: Conjunction,
  { shared, matches, isHidden }: Pick<Known, "shared" | "matches" | "isHidden">,
): Plan {
  const choice = choiceOf(conjunction);
  const taken = new Map<Way, readonly Conjunction[]>();
  const fixed = new Map<string, readonly Conjunction[]>();
  let object: ObjectPlan | undefined;
  let array: ArrayPlan | undefined;
  const scalar = scalarPlan(conjunction, matches);
  return {
    choice,
    isHard: conjunction.parts.some(({ schema, isRival }) => !isRival && isHard(schema)),
    rivals: conjunction.parts.flatMap(({ schema, isRival }) =>
      isRival && isSchema(schema.not) ? [schema.not] : [],
    ),
    isGiven: conjunction.parts.some(({ schema }) => GIVING.some((keyword) => keyword in schema)),
    scalar,
    get object() {
      object ??= objectPlan(conjunction, isHidden);
      return object;
    },
    get array() {
      array ??= arrayPlan(conjunction);
      return array;
    },
    takenWays(way) {
      const known = taken.get(way) ?? takeWay(choice?.rest ?? conjunction, way, shared);
      taken.set(way, known);
      return known;
    },
    fixed({ key, ways }) {
      const known =
        fixed.get(key) ?? ways().map((schemas) => extended(conjunction, schemas, shared));
      fixed.set(key, known);
      return known;
    },
    withKind: withKind(conjunction, shared),
  };
}

const GIVING = ["examples", "default", "x-faker"];

/** Keywords that the construction of a value does not fulfil by itself. */
const HARD = [
  "not",
  "if",
  "dependentSchemas",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "uniqueItems",
];

function isHard(schema: SchemaObject): boolean {
  return HARD.some((keyword) => keyword in schema);
}

function takeWay(rest: Conjunction, way: Way, shared: SharedSchemas): Conjunction[] {
  const taken = ({ parts, ...others }: Conjunction): Conjunction => ({
    ...others,
    parts: [
      ...parts,
      ...way.rivals.map((rival) => ({
        schema: { not: rival },
        isWhole: false,
        isRival: true as const,
      })),
    ],
  });
  const plain = extended(rest, [way.schema], shared);
  const kinds = way.kind === undefined ? [] : [taken(extended(plain, [way.kind], shared))];
  return [...kinds, taken(plain)];
}

function withKind(conjunction: Conjunction, shared: SharedSchemas): Conjunction | undefined {
  const name = conjunction.names.at(-1);
  const owner = conjunction.parts.find(({ schema }) => schema.discriminator !== undefined);
  if (name === undefined || owner === undefined || choiceOf(conjunction)) return undefined;
  const kind = kindSchema(owner.schema.discriminator, name);
  if (kind === undefined) return undefined;
  const parts = conjunction.parts.map((part) => {
    const { discriminator: _, ...schema } = part.schema;
    return { ...part, schema };
  });
  return extended({ ...conjunction, parts }, [kind], shared);
}
