import { parseArgs } from "node:util";
import { didYouMean, type Problem, received } from "../../src/problem.ts";
import type { Option, Options, Positionals, Values } from "./option.ts";
import { UsageError } from "./usageError.ts";

/**
 * Reads the arguments of a command by the table of its options.
 * @throws {UsageError} with everything that is wrong
 */
export function parseCall<O extends Options>(
  args: readonly string[],
  options: O,
  positionals: Positionals | undefined,
): { values: Values<O>; positionals: string[] } {
  // In strict mode, parseArgs stops at the first mistake. Its tokens show all of them.
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [
        name,
        { type, ...(short !== undefined && { short }) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const problems: Problem[] = [];
  const flags = new Map<string, boolean>();
  const texts = new Map<string, string[]>();
  const others: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") others.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue = false } = token;
    const option = own(options, name);
    if (option?.type === "string") {
      if (value !== undefined && (inlineValue || !/^-./.test(value))) {
        texts.set(name, [...(texts.get(name) ?? []), value]);
      } else problems.push(withoutValue(rawName, option.placeholder, value));
      continue;
    }
    const negated = name.startsWith("no-") ? own(options, name.slice(3)) : undefined;
    if (value !== undefined && (option ?? negated) !== undefined) {
      problems.push({ where: rawName, what: `expected no value, received ${received(value)}` });
    } else if (option !== undefined) flags.set(name, true);
    else if (negated?.type === "boolean") flags.set(name.slice(3), false);
    else problems.push(unknownOption(rawName, options));
  }
  // After an unknown option, an argument may be the value for that option.
  const surplus = positionals === undefined && problems.length === 0 ? others : [];
  for (const where of surplus) {
    problems.push({ where, what: "the command takes options only" });
  }
  const values = Object.entries(options).map(([name, option]) => [
    name,
    option.type === "boolean"
      ? (flags.get(name) ?? option.default ?? false)
      : readValue(name, option, texts.get(name), problems),
  ]);
  if (problems.length > 0) throw new UsageError(problems);
  // The table decides the type of each value, which TypeScript cannot follow through a loop.
  return { values: Object.fromEntries(values) as Values<O>, positionals: others };
}

function readValue(
  name: string,
  option: Extract<Option, { type: "string" }>,
  given: string[] | undefined,
  problems: Problem[],
): unknown {
  const where = `--${name}`;
  const { multiple, required, reader, placeholder } = option;
  const texts = given ?? (option.default === undefined ? [] : [option.default]);
  if (required && texts.length === 0 && !problems.some((problem) => problem.where === where)) {
    problems.push({ where, what: `expected <${placeholder}>, received nothing` });
  }
  if (!multiple && texts.length > 1) {
    const all = texts.map((text) => received(text)).join(" and ");
    problems.push({ where, what: `expected one value, received ${all}` });
    return undefined;
  }
  const values = texts.map((text) => {
    const value = reader === undefined ? text : reader.read(text);
    if (value === undefined) {
      const what = `expected ${reader?.expected}, received ${received(text)}`;
      problems.push({ where, what });
    }
    return value;
  });
  return multiple ? values : values[0];
}

function withoutValue(where: string, placeholder: string, next: string | undefined): Problem {
  const what = `expected <${placeholder}>, received ${received(next)}`;
  if (next === undefined) return { where, what };
  return { where, what, fix: `A value that begins with "-" is written ${where}=${next}.` };
}

function unknownOption(where: string, options: Options): Problem {
  const names = Object.entries(options).map(([name, option]) => flagOf(name, option));
  return { where, what: "no such option", fix: didYouMean(where, [...names, "--help"]) };
}

/** Returns an option as it is typed: `--stack`, or `--no-watch` if the flag is on by default. */
export function flagOf(name: string, option: Option): string {
  return option.type === "boolean" && option.default ? `--no-${name}` : `--${name}`;
}

function own(options: Options, name: string): Option | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}
