import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve as resolvePath, sep } from "node:path";
import { didYouMean } from "../problem.ts";
import { type Context, type Loss, report } from "./context.ts";
import { type ReadFile, readDocument } from "./document.ts";
import { findAnchor, findId, resourceOf } from "./identifier.ts";
import { child, type DocumentFile, isMapping, type Node, rootOf, textAt } from "./node.ts";

interface Options {
  /** What it costs when the reference cannot be followed. */
  loss?: Loss | undefined;
  /** Ends the chain at a reference that is something by itself: a schema with keywords beside `$ref`. */
  stop?: (node: Node) => boolean;
}

/**
 * The text of a node's `$ref`, or undefined when the node is no reference. A `$dynamicRef` is one as well: with all
 * schemas in one table there is no outer one that could lead it elsewhere.
 */
export function referenceOf(node: Node): string | undefined {
  return textAt(node, "$ref") ?? textAt(node, "$dynamicRef");
}

/**
 * What a node stands for: itself, or the end of its chain of `$ref`s. Undefined, and reported, when that leads
 * nowhere. References by URL and to files outside the folder of the document that is compiled are refused: a
 * document must not read what lies elsewhere on the machine or in the network.
 */
export function resolve(context: Context, node: Node, options: Options = {}): Node | undefined {
  return walk(context, node, options, 0);
}

/** A file at an absolute path, read once. What is wrong with its text is reported. */
export function openFile(context: Context, path: string, loss?: Loss): DocumentFile | undefined {
  const { file, faults } = readOnce(context, path);
  for (const { what, line } of faults) {
    report(context, { path, line }, what, { loss: file ? undefined : loss });
  }
  return file;
}

/** Pointers that lead through references that lead through references … */
const MAX_DETOURS = 100;

function walk(context: Context, node: Node, options: Options, detours: number): Node | undefined {
  const { loss, stop } = options;
  const seen = new Set<unknown>();
  let at = node;
  for (let ref = referenceOf(at); ref !== undefined; ref = referenceOf(at)) {
    if (at !== node && stop?.(at)) return at;
    if (seen.has(at.value) || detours > MAX_DETOURS) {
      return report(context, at, `"$ref" leads back to itself: ${JSON.stringify(ref)}`, { loss });
    }
    seen.add(at.value);
    const target = follow(context, at, ref, loss, detours);
    if (target === undefined) return undefined;
    at = target;
  }
  return at;
}

function follow(
  context: Context,
  node: Node,
  ref: string,
  loss: Loss | undefined,
  detours: number,
): Node | undefined {
  const [path = "", fragment = ""] = ref.split("#", 2);
  const start = startOf(context, node, path, loss);
  if (start === undefined) return undefined;
  const nowhere = `"$ref" leads nowhere: ${JSON.stringify(ref)}`;
  if (fragment !== "" && !fragment.startsWith("/")) {
    return findAnchor(start.file, decode(fragment)) ?? report(context, node, nowhere, { loss });
  }
  let at = start;
  for (const key of pointerKeys(fragment)) {
    // A pointer may lead through a value that is itself a reference.
    const holder = walk(context, at, { loss }, detours + 1);
    if (holder === undefined) return undefined;
    at = child(holder, key);
    if (at.value === undefined) {
      const fix = didYouMean(key, isMapping(holder.value) ? Object.keys(holder.value) : []);
      return report(context, node, nowhere, { fix, loss });
    }
  }
  return at;
}

/** What the part of a reference before its `#` leads to. */
function startOf(
  context: Context,
  node: Node,
  path: string,
  loss: Loss | undefined,
): Node | undefined {
  // Only from 3.1 on do schemas have an `$id`; before that it is a property like any other.
  const identified = context.version === "3.1" && path !== "" ? findId(node, path) : undefined;
  if (identified !== undefined) return identified;
  if (path === "") return (context.version === "3.1" && resourceOf(node)) || rootOf(node.file);
  const file = fileOf(context, node, path, loss);
  return file && rootOf(file);
}

function fileOf(
  context: Context,
  node: Node,
  path: string,
  loss: Loss | undefined,
): DocumentFile | undefined {
  const shown = `"$ref" leads to ${JSON.stringify(path)}`;
  const fix = "Copy it into the document's folder and refer to it by a relative path.";
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(path)) {
    return report(context, node, `${shown}, and URLs are not read`, { fix, loss });
  }
  const { folder } = context;
  const target = resolvePath(dirname(node.file.path), decode(path));
  if (!isInside(folder, target) || leavesByLink(folder, target)) {
    return report(context, node, `${shown}, outside the document's folder`, { fix, loss });
  }
  const { missing } = readOnce(context, target);
  if (missing !== undefined) return report(context, node, `${shown}, and ${missing}`, { loss });
  return openFile(context, target, loss);
}

function readOnce(context: Context, path: string): ReadFile {
  const read = context.files.get(path) ?? readDocument(path);
  context.files.set(path, read);
  return read;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function leavesByLink(folder: string, path: string): boolean {
  try {
    return !isInside(realpathSync(folder), realpathSync(path));
  } catch {
    // Nothing is there to lead anywhere.
    return false;
  }
}

function pointerKeys(fragment: string): string[] {
  const [, ...keys] = decode(fragment).split("/");
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
