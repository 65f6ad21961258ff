import { didYouMean } from "../problem.ts";
import { type Context, type Loss, report } from "./context.ts";
import { wholeSchema } from "./dialect/dynamicScope.ts";
import { findAnchor, findId, pathBeside, resourceOf } from "./document/identifier.ts";
import { child, isContainer, isMapping, type Node, rootOf, textAt } from "./document/node.ts";
import { referredFile } from "./files.ts";
import { decodePercent } from "./table/pattern.ts";

interface Options {
  /** What is left out if the reference cannot be followed. */
  loss?: Loss | undefined;
  /** Ends the chain at a reference that has a meaning of its own: a schema with keywords beside `$ref`. */
  stop?: (node: Node) => boolean;
}

/** Returns the text of a node's reference, or undefined if the node is not one. */
export function referenceOf(node: Node): string | undefined {
  return textAt(node, "$ref") ?? dynamicReferenceOf(node);
}

/** Returns the text of a dynamic reference, or undefined if the node has none. */
export function dynamicReferenceOf(node: Node): string | undefined {
  return textAt(node, "$dynamicRef") ?? textAt(node, "$recursiveRef");
}

/**
 * Returns the end of a node's chain of `$ref`s, which is the node itself if it is not a reference. Returns undefined,
 * and reports it, if the chain leads nowhere or in a circle.
 */
export function resolve(context: Context, node: Node, options: Options = {}): Node | undefined {
  return walk(context, node, options, 0);
}

/** Limit for pointers that lead through references, whose pointers lead through references, and so on. */
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
  // The reference of 2019-09 is always "#".
  if (isRecursive(node)) return outermost(context, wholeSchema(node), "");
  const [path = "", fragment = ""] = ref.split("#", 2);
  const keys = pointerKeys(fragment);
  const start = startOf(context, node, path, keys[0], loss);
  if (start === undefined) return undefined;
  const nowhere = `"$ref" leads nowhere: ${JSON.stringify(ref)}`;
  if (fragment !== "" && !fragment.startsWith("/")) {
    const name = decodePercent(fragment);
    const target = findAnchor(start, name);
    if (target === undefined) return report(context, node, nowhere, { loss });
    return textAt(node, "$ref") === undefined ? outermost(context, target, name) : target;
  }
  let at = start;
  for (const key of keys) {
    // A pointer may lead through a value that is a reference itself.
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

function isRecursive(node: Node): boolean {
  return ["$ref", "$dynamicRef"].every((key) => textAt(node, key) === undefined);
}

/** Returns the schema that a dynamic reference leads to whose first target is `target`. */
function outermost({ scope }: Context, target: Node, name: string): Node {
  const isDynamic =
    name === ""
      ? child(target, "$recursiveAnchor").value === true
      : textAt(target, "$dynamicAnchor") === name;
  return (isDynamic ? scope.get(name) : undefined) ?? target;
}

/** Returns what the part of a reference before its `#` leads to. */
function startOf(
  context: Context,
  node: Node,
  path: string,
  firstKey: string | undefined,
  loss: Loss | undefined,
): Node | undefined {
  // Schemas have an `$id` only since 3.1. Before, it is a key without meaning.
  const hasIds = context.version !== "2.0" && context.version !== "3.0";
  if (path === "") {
    const resource = hasIds ? resourceOf(node) : undefined;
    // Many documents have pointers that start at the file's root nevertheless.
    const has = (key: string) => resource && isContainer(child(resource, key).value);
    return resource && (firstKey === undefined || has(firstKey)) ? resource : rootOf(node.file);
  }
  const read = () => [...context.files.values()].flatMap(({ file }) => file ?? []);
  const identified = hasIds ? findId(node, path, read()) : undefined;
  if (identified) return identified;
  const file = referredFile(context, node, pathBeside(node, path) ?? path, loss);
  return file && rootOf(file);
}

function pointerKeys(fragment: string): string[] {
  const [, ...keys] = decodePercent(fragment).split("/");
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
