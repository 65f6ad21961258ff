import { readFileSync } from "node:fs";
import { CORE_SCHEMA, type LoadOptions, load, mergeTag, YAMLException } from "js-yaml";
import { type Context, report } from "./context.ts";
import type { DocumentFile } from "./node.ts";

/** A file that cannot be used as a document, and why. */
interface Fault {
  line?: number;
  what: string;
}

/** Deeper than any document that people write; what follows may recurse. */
const MAX_DEPTH = 500;
/** Values with every YAML alias written out: aliases of aliases can stand for billions. */
const MAX_VALUES = 20_000_000;

// Dates stay strings (core schema); `<<` is not in YAML 1.2, but many documents use it.
const YAML_OPTIONS: LoadOptions = {
  schema: CORE_SCHEMA.withTags(mergeTag),
  maxDepth: MAX_DEPTH,
  maxTotalMergeKeys: 1_000_000,
};

/**
 * The file at an absolute path, read once. Undefined, and reported, when it cannot be read, is empty, or is neither
 * JSON nor YAML.
 */
export function openDocument(context: Context, path: string): DocumentFile | undefined {
  if (context.files.has(path)) return context.files.get(path);
  const file = read(context, path);
  context.files.set(path, file);
  return file;
}

function read(context: Context, path: string): DocumentFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    report(context, { path, line: undefined }, `cannot be read: ${readFault(error)}`);
    return undefined;
  }
  const faults: Fault[] = [];
  const root = parse(text, faults);
  for (const { line, what } of faults) report(context, { path, line }, what);
  return root === undefined ? undefined : { path, text, root };
}

function parse(text: string, faults: Fault[]): unknown {
  if (text.trim() === "") {
    faults.push({ what: "the file is empty" });
    return undefined;
  }
  const root = parseJson(text) ?? parseYaml(text, faults);
  if (root === undefined || root === null) {
    if (faults.length === 0) faults.push({ what: "the file has no content" });
    return undefined;
  }
  const fault = settle(root);
  if (fault === undefined) return root;
  faults.push({ what: fault });
  return undefined;
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Flow style YAML looks like JSON; if it is neither, the YAML parser says where.
    return undefined;
  }
}

function parseYaml(text: string, faults: Fault[]): unknown {
  try {
    return load(text, YAML_OPTIONS);
  } catch (error) {
    faults.push(yamlFault(error));
  }
  try {
    // With `json` a repeated key is no error: the last one counts, and the rest of the document is usable.
    return load(text, { ...YAML_OPTIONS, json: true });
  } catch {
    return undefined;
  }
}

function yamlFault(error: unknown): Fault {
  if (!(error instanceof YAMLException)) return { what: "the file is no valid YAML" };
  if (/input is empty/.test(error.reason)) return { what: "the file has no content" };
  const what = /duplicated mapping key/.test(error.reason)
    ? "this key is there twice; the last one counts"
    : `the file is neither JSON nor YAML: ${error.reason}`;
  return error.mark === undefined ? { what } : { line: error.mark.line + 1, what };
}

function readFault(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}

/**
 * Makes parsed values plain JSON, in place: JSON has no infinities and tells -0 from 0 only in JavaScript. Returns
 * why that is impossible.
 */
function settle(root: unknown): string | undefined {
  let values = 0;
  const visit = (value: unknown, depth: number): string | undefined => {
    if (depth > MAX_DEPTH) return `the file is nested more than ${MAX_DEPTH} levels deep`;
    if (typeof value !== "object" || value === null) return undefined;
    for (const [key, item] of Object.entries(value)) {
      if (++values > MAX_VALUES) return "the file's YAML aliases stand for too many values";
      if (typeof item === "number" && (!Number.isFinite(item) || Object.is(item, -0))) {
        (value as Record<string, unknown>)[key] = finite(item);
      }
      const fault = visit(item, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return visit(root, 0);
}

function finite(value: number): number | null {
  if (Number.isNaN(value)) return null;
  return value === 0 ? 0 : Math.sign(value) * Number.MAX_VALUE;
}
