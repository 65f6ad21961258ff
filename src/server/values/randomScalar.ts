import { isoSeconds } from "../../isoSeconds.ts";
import { patternFor } from "../schemas/patternFor.ts";
import type { SchemaObject } from "../schemas/schemas.ts";
import { generateText } from "./generateScalar.ts";
import { patternText } from "./patternText.ts";
import { pick, type Random, randomWhole } from "./random.ts";

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Returns a text of a schema's format or pattern, or else words, in the required length. */
export function randomText(schema: SchemaObject, random: Random): string {
  const { format, pattern, minLength, maxLength } = schema;
  const least = numberOf(minLength) ?? 0;
  const most = numberOf(maxLength) ?? Number.POSITIVE_INFINITY;
  const fits = (text: string | undefined) =>
    text !== undefined && text.length >= least && text.length <= most;
  const make = typeof format === "string" ? FORMATS.get(format) : undefined;
  const formatted = make?.(random);
  if (typeof pattern === "string") {
    if (formatted !== undefined && patternFor(pattern).test(formatted)) return formatted;
    const shaped = patternText(pattern, Math.max(least, randomWhole(random, 0, 5)), random);
    return shaped !== undefined && fits(shaped) ? shaped : generateText(schema);
  }
  if (formatted !== undefined) return formatted;
  const known = typeof format === "string" && format !== "password" && generateText({ format });
  // Rare formats and encodings have a single text.
  if ((known && known !== "string") || schema.contentEncoding !== undefined)
    return generateText(schema);
  return words(random, least, most);
}

function words(random: Random, least: number, most: number): string {
  let text = Array.from({ length: randomWhole(random, 1, 3) }, () => pick(random, WORDS)).join(" ");
  while (text.length < least) text += ` ${pick(random, WORDS)}`;
  // A text that was cut must not end with a space.
  return text.length <= most ? text : text.slice(0, most).replace(/ $/, "a");
}

const WORDS = (
  "amber anchor apple autumn basket birch bridge candle cedar cloud copper coral corner dawn delta ember fern field " +
  "forest garden glass harbour hazel hill island ivory jasmine kettle lantern lemon linen maple meadow mill mirror " +
  "moss mountain north ocean olive orchard paper pebble pine plum quartz rain river saffron sand shore silver slate " +
  "spring stone summer thyme tide timber valley violet walnut willow window winter wool"
).split(" ");

/** Returns a time in the years 2000 to 2029. */
function moment(random: Random): string {
  const milliseconds =
    Date.UTC(2000, 0, 1) + random() * (Date.UTC(2030, 0, 1) - Date.UTC(2000, 0, 1));
  return isoSeconds(milliseconds);
}

const word = (random: Random) => pick(random, WORDS);
const hex = (random: Random, digits: number) =>
  Array.from({ length: digits }, () => randomWhole(random, 0, 15).toString(16)).join("");
const uri = (random: Random) => `https://${word(random)}.example/${word(random)}`;

const FORMATS = new Map<string, (random: Random) => string>([
  ["date-time", moment],
  ["date", (random) => moment(random).slice(0, 10)],
  ["time", (random) => moment(random).slice(11)],
  ["duration", (random) => `PT${randomWhole(random, 1, 59)}M`],
  ["email", (random) => `${word(random)}.${word(random)}@${word(random)}.example`],
  ["idn-email", (random) => `${word(random)}@${word(random)}.example`],
  ["hostname", (random) => `${word(random)}.${word(random)}.example`],
  ["idn-hostname", (random) => `${word(random)}.example`],
  ["ipv4", (random) => Array.from({ length: 4 }, () => randomWhole(random, 0, 255)).join(".")],
  ["ipv6", (random) => Array.from({ length: 8 }, () => hex(random, 4)).join(":")],
  ["uri", uri],
  ["url", uri],
  ["iri", uri],
  [
    "uuid",
    (random) =>
      `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${pick(random, ["8", "9", "a", "b"])}${hex(random, 3)}-${hex(random, 12)}`,
  ],
  ["byte", (random) => Buffer.from(`${word(random)} ${word(random)}`).toString("base64")],
]);
