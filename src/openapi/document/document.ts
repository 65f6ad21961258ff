import { readFileSync } from "node:fs";
import { CORE_SCHEMA, type LoadOptions, load, mergeTag, YAMLException } from "js-yaml";
import { parseJson } from "../../exactJson.ts";
import { indentClosers } from "./flowIndent.ts";
import { type DocumentFile, isContainer, toPointer } from "./node.ts";
import { exactIntegerTag, findInexact } from "./numbers.ts";
import { linesOf, linesOfScalars } from "./position.ts";

/** A mistake in a file, which may make the file unusable. */
export interface FileFault {
  what: string;
  line: number | undefined;
}

/** The result of reading a file. */
export interface ReadFile {
  file: DocumentFile | undefined;
  faults: FileFault[];
  /** Why the file could not be read: `there is no such file`. */
  missing?: string;
}

/** Deeper than any document that people write. The limit exists because the compiler is recursive. */
const MAX_DEPTH = 500;
/** How many values YAML aliases may add: aliases of aliases can expand to billions. */
const MAX_ALIASED = 2_000_000;

// The core schema keeps dates as strings. YAML 1.2 does not have `<<`, but many documents use it.
const YAML_OPTIONS: LoadOptions = {
  schema: CORE_SCHEMA.withTags(mergeTag, exactIntegerTag),
  maxDepth: MAX_DEPTH,
  maxTotalMergeKeys: 1_000_000,
};

/**
 * Reads a file as JSON, or else as YAML. The values are plain JSON, except that integers which a number does not hold are
 * bigints. Other numbers that change are faults.
 */
export function readDocument(path: string): ReadFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const missing = readFault(error);
    return { file: undefined, faults: [{ what: missing, line: undefined }], missing };
  }
  const faults: FileFault[] = [];
  const root = parse(text, faults);
  return { file: root === undefined ? undefined : { path, text, root }, faults };
}

function parse(text: string, faults: FileFault[]): unknown {
  if (text.trim() === "") {
    faults.push({ what: "the file is empty", line: undefined });
    return undefined;
  }
  const root = parseFlow(text) ?? parseYaml(text, faults);
  if (root === undefined) return undefined;
  const replaced: Replaced[] = [];
  const fault =
    root === null ? "the file has no content" : settle(root, text.length + MAX_ALIASED, replaced);
  if (fault === undefined) {
    faults.push(...replacedFaults(text, replaced), ...inexactFaults(text));
    return root;
  }
  faults.push({ what: fault, line: undefined });
  return undefined;
}

function parseFlow(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    // It may be YAML in flow style. If it is neither, the error of the YAML parser has the place.
    return undefined;
  }
}

function parseYaml(text: string, faults: FileFault[]): unknown {
  const first = attempt(text, YAML_OPTIONS);
  if (first.fault === undefined) return first.root;
  // Many parsers allow a closing bracket as far left as its key, and repeated keys, of which the last one counts.
  const indented = indentClosers(text);
  const strict = attempt(indented, YAML_OPTIONS);
  if (strict.fault === undefined) return strict.root;
  const lenient = attempt(indented, { ...YAML_OPTIONS, json: true });
  faults.push(strict.fault);
  return lenient.root;
}

function attempt(text: string, options: LoadOptions): { root?: unknown; fault?: FileFault } {
  try {
    return { root: load(text, options) };
  } catch (error) {
    return { fault: yamlFault(error) };
  }
}

function yamlFault(error: unknown): FileFault {
  if (!(error instanceof YAMLException)) {
    return { what: "the file is neither JSON nor YAML", line: undefined };
  }
  const line = error.mark && error.mark.line + 1;
  if (error.reason.includes("input is empty")) return { what: "the file has no content", line };
  if (error.reason.includes("duplicated mapping key")) {
    return { what: "this key is there twice; the last one counts", line };
  }
  return { what: `the file is neither JSON nor YAML: ${error.reason}`, line };
}

function readFault(error: unknown): string {
  // Not instanceof: within Jest, errors of Node are no instances of the Error that this module sees.
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return message;
}

/** A number that JSON does not have, and the one that replaces it. */
interface Replaced {
  pointer: string;
  value: number;
  by: number | null;
}

/**
 * Changes parsed values to plain JSON, in place: JSON has no infinities, and no negative zero. Returns the reason if
 * that is not possible.
 */
function settle(root: unknown, maxValues: number, replaced: Replaced[]): string | undefined {
  let values = 0;
  const keys: string[] = [];
  const visit = (value: unknown): string | undefined => {
    if (!isContainer(value)) return undefined;
    if (keys.length >= MAX_DEPTH) return `the file is nested more than ${MAX_DEPTH} levels deep`;
    for (const [key, item] of Object.entries(value)) {
      if (++values > maxValues) return "the file's YAML aliases stand for too many values";
      keys.push(key);
      if (Object.is(item, -0)) value[key] = 0;
      else if (typeof item === "number" && !Number.isFinite(item)) {
        const by = Number.isNaN(item) ? null : Math.sign(item) * Number.MAX_VALUE;
        value[key] = by;
        replaced.push({ pointer: toPointer(keys), value: item, by });
      }
      const fault = visit(item);
      if (fault !== undefined) return fault;
      keys.pop();
    }
    return undefined;
  };
  return visit(root);
}

function replacedFaults(text: string, replaced: Replaced[]): FileFault[] {
  if (replaced.length === 0) return [];
  const pointers = replaced.map(({ pointer }) => pointer);
  const lines = linesOf({ text }, pointers);
  return replaced.map(({ pointer, value, by }) => ({
    what: `JSON has no number ${value}; ${by} is used`,
    line: lines.get(pointer),
  }));
}

function inexactFaults(text: string): FileFault[] {
  const inexact = findInexact(text);
  if (inexact.length === 0) return [];
  const lines = linesOfScalars(text);
  return inexact.flatMap(({ written, read, at }) => {
    const line = lines(at, written);
    const what = `a number does not hold all digits of ${written}; ${read} is used`;
    return line === undefined ? [] : [{ what, line }];
  });
}
