import { createRequire } from "node:module";
import { isSchemaObject } from "../schemas/schemas.ts";
import { type Random, randomWhole } from "./random.ts";

/**
 * What a method of Faker makes, as `x-faker` names it: `person.firstName`, or an object of the method and its arguments,
 * `{ "number.int": { "max": 9 } }`. Undefined when there is no such method, or no such locale.
 *
 * Faker is larger than the rest of the server: it is loaded when it is first asked for, and an image does without it,
 * which is said once.
 */
export function fakerValue(asked: unknown, random: Random, locale = "en"): unknown {
  const call = callOf(asked);
  if (call === undefined) return undefined;
  const faker = fakers.get(locale) ?? loadFaker(locale);
  fakers.set(locale, faker);
  if (faker === "none") return undefined;
  const method = methodOf(faker, call.name);
  if (method === undefined) return undefined;
  faker.seed(randomWhole(random, 0, 2 ** 31));
  try {
    return method(...call.args);
  } catch {
    // Arguments that the method does not take.
    return undefined;
  }
}

interface Faker {
  seed(seed: number): void;
  [module: string]: unknown;
}

const fakers = new Map<string, Faker | "none">();

function loadFaker(locale: string): Faker | "none" {
  try {
    return createRequire(import.meta.url)(`@faker-js/faker/locale/${locale}`).faker;
  } catch {
    console.warn(
      `x-faker: "@faker-js/faker" is not there in the locale ${locale}; values are made from their schemas alone.`,
    );
    return "none";
  }
}

function callOf(asked: unknown): { name: string; args: unknown[] } | undefined {
  if (typeof asked === "string") return { name: asked, args: [] };
  const [entry] = isSchemaObject(asked) ? Object.entries(asked) : [];
  return entry && { name: entry[0], args: Array.isArray(entry[1]) ? entry[1] : [entry[1]] };
}

function methodOf(library: Faker, name: string): ((...args: unknown[]) => unknown) | undefined {
  const [module = "", method = "", ...rest] = name.split(".");
  if (rest.length > 0 || !Object.hasOwn(library, module)) return undefined;
  const holder = library[module];
  const found =
    typeof holder === "object" && holder !== null ? Reflect.get(holder, method) : undefined;
  return typeof found === "function" && method !== "constructor" ? found.bind(holder) : undefined;
}
