import { createRequire } from "node:module";
import { isSchemaObject } from "../schemas/schemas.ts";
import { type Random, randomWhole } from "./random.ts";

/**
 * Returns a value from the method of Faker that `x-faker` names: `person.firstName`, or an object with the method and
 * its arguments, `{ "number.int": { "max": 9 } }`. Returns undefined if the method or the locale does not exist.
 *
 * Faker is larger than the rest of the server. So it is loaded on first use, and an image does not have it. In an image
 * the first use prints a warning.
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
    // The method does not accept the arguments.
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
