import type { Numeric } from "../../decimal.ts";
import type { SchemaObject } from "../schemas/schemas.ts";
import { withLimits } from "./chanceLimits.ts";
import { generateNumber, randomNumber } from "./drawNumber.ts";
import { generateText } from "./generateScalar.ts";
import type { Chance } from "./generation.ts";
import { patternText } from "./patternText.ts";
import type { ScalarPlan } from "./plan/scalarPlan.ts";
import { pick, type Random, randomWhole, seededRandom } from "./random.ts";
import { randomText } from "./randomScalar.ts";

/** How many values are tried if the first one does not match everything. */
const MOST_TRIES = 100;

/** Generates texts that a plan probably allows, the best one first. */
export function* texts(plan: ScalarPlan, chance: Chance | undefined): Generator<string> {
  const limits = chance ? withLimits(plan.limits, chance) : plan.limits;
  yield chance ? randomText(limits, chance.random) : generateText(limits);
  const random = chance?.random ?? seededRandom("texts");
  const least = numberOr(0, plan.limits.minLength);
  const most = Math.min(numberOr(least + 40, plan.limits.maxLength), least + 200);
  const lengths = plan.patterns.flatMap((pattern) => patternText(pattern, 1)?.length ?? []);
  for (let i = 0; i < MOST_TRIES; i++) {
    const pattern = plan.patterns[i % Math.max(1, plan.patterns.length)];
    // A pattern that fixes the length may be another one.
    const length = pick(random, [randomWhole(random, 0, most), ...lengths]);
    const shaped = pattern && patternText(pattern, length, random);
    if (shaped !== undefined) yield* [shaped, padded(shaped, pattern ?? "", least)];
    const format = plan.formats[i % Math.max(1, plan.formats.length)];
    if (format !== undefined) yield* formatted(format, least, most, random);
    const { pattern: _, format: __, ...open } = plan.limits;
    yield i % 2 === 0 ? randomText(open, random) : characters(random, least, most);
  }
}

/** Returns a text that is longer, where the pattern does not fix its beginning and its end. */
function padded(text: string, pattern: string, least: number): string {
  const filling = "a".repeat(Math.max(0, least - text.length));
  return pattern.startsWith("^") ? text + filling : filling + text;
}

/** Texts of a format in a length that its usual texts do not have. */
function formatted(format: string, least: number, most: number, random: Random): string[] {
  const text = randomText({ format }, random);
  const missing = Math.max(0, least - text.length);
  const filling = "a".repeat(missing);
  if (EXTENSIBLE.has(format)) return [text + filling, SHORTEST.get(format) ?? text];
  if (format === "email" || format === "idn-email") return [filling + text, "a@b.example", "a@b.c"];
  if (format === "date-time") {
    const fraction = "0".repeat(Math.max(1, least - text.length - 1));
    return [text, text.replace("Z", `.${fraction}Z`), text.replace("Z", "+00:00")];
  }
  if (format === "hostname") return [`${"a".repeat(Math.min(missing, 60))}${text}`, "a.b", "a"];
  return [text, text.slice(0, most)];
}

const EXTENSIBLE = new Set(["uri", "url", "iri", "uri-reference", "iri-reference", "uri-template"]);
const SHORTEST = new Map([
  ["uri", "a:b"],
  ["iri", "a:b"],
  ["url", "http://a.b"],
  ["uri-reference", ""],
  ["uri-template", ""],
]);

function characters(random: Random, least: number, most: number): string {
  const length = randomWhole(random, least, most);
  return Array.from({ length }, () => pick(random, CHARACTERS)).join("");
}

const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ .@/:"];

/** Generates numbers that a plan probably allows, the best one first. */
export function* numbers(
  { limits }: ScalarPlan,
  type: string,
  chance: Chance | undefined,
): Generator<Numeric> {
  const schema: SchemaObject = { ...limits, type };
  yield chance ? randomNumber(schema, chance.random) : generateNumber(schema);
  const random = chance?.random ?? seededRandom("numbers");
  yield* [1, -1, 0];
  for (let i = 0; i < MOST_TRIES; i++) {
    const drawn = randomNumber(schema, random);
    yield drawn;
    if (type === "number") yield Number(drawn) + pick(random, [0.5, 0.25, 0.1]);
  }
}

function numberOr(fallback: number, value: unknown): number {
  return typeof value === "number" ? value : fallback;
}
