import type { GeneratorOptions } from "../table/table.ts";
import { child, isMapping, type Node } from "./node.ts";

/**
 * Returns the options of `x-json-schema-faker` at the root of a document, or undefined if there are none. Names are in
 * camel case, or have hyphens as in Prism's documentation. Options that have no meaning here are ignored.
 */
export function compileGenerator(root: Node): GeneratorOptions | undefined {
  const { value } = child(root, "x-json-schema-faker");
  if (!isMapping(value)) return undefined;
  const written = Object.entries(value).map(([name, option]) => [camelCase(name), option]);
  const options = Object.fromEntries(
    written.filter(([name, option]) => OPTIONS.get(String(name))?.(option)),
  );
  return Object.keys(options).length === 0 ? undefined : options;
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isFlag = (value: unknown) => typeof value === "boolean";

const OPTIONS = new Map<string, (value: unknown) => boolean>([
  ["minItems", isCount],
  ["maxItems", isCount],
  ["minLength", isCount],
  ["maxLength", isCount],
  ["optionalsProbability", (value) => typeof value === "number" && value >= 0 && value <= 1],
  ["alwaysFakeOptionals", isFlag],
  ["requiredOnly", isFlag],
  ["fillProperties", isFlag],
  ["useExamplesValue", isFlag],
  ["useDefaultValue", isFlag],
  ["locale", (value) => typeof value === "string" && /^[a-z]{2,3}(_[A-Za-z]+)*$/.test(value)],
]);

function camelCase(name: string): string {
  return name.replaceAll(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
}
