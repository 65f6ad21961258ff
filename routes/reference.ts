import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve as resolvePath, sep } from "node:path";
import { didYouMean } from "../problem.ts";
import { type Context, type Loss, report } from "./context.ts";
import { openDocument } from "./document.ts";
import { child, type DocumentFile, isMapping, type Node, rootOf } from "./node.ts";

/** The text of a node's `$ref`, or undefined when the node is no reference. */
export function referenceOf(node: Node): string | undefined {
  const ref =
    isMapping(node.value) && Object.hasOwn(node.value, "$ref") ? node.value.$ref : undefined;
  return typeof ref === "string" ? ref : undefined;
}

/**
 * What a node stands for: itself, or the end of its chain of `$ref`s. Undefined, and reported, when that leads
 * nowhere. References by URL and to files outside the folder of the document that is compiled are refused: a
 * document must not read what lies elsewhere on the machine or in the network.
 */
export function resolve(
  context: Context,
  node: Node,
  { loss, stop }: { loss?: Loss; stop?: (node: Node) => boolean } = {},
): Node | undefined {
  const seen = new Set<unknown>();
  let at = node;
  for (let ref = referenceOf(at); ref !== undefined; ref = referenceOf(at)) {
    if (at !== node && stop?.(at)) return at;
    if (seen.has(at.value)) {
      report(context, node, `"$ref" leads back to itself: ${JSON.stringify(ref)}`, { loss });
      return undefined;
    }
    seen.add(at.value);
    const target = follow(context, at, ref, loss);
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
): Node | undefined {
  const hash = ref.indexOf("#");
  const path = hash === -1 ? ref : ref.slice(0, hash);
  const file = path === "" ? node.file : fileOf(context, node, path, loss);
  if (file === undefined) return undefined;
  const keys = hash === -1 ? [] : pointerKeys(ref.slice(hash + 1));
  let at = rootOf(file);
  for (const key of keys) {
    // A pointer may lead through a value that is itself a reference.
    const holder =
      referenceOf(at) === undefined ? at : resolve(context, at, { ...(loss && { loss }) });
    if (holder === undefined) return undefined;
    at = child(holder, key);
    if (at.value !== undefined) continue;
    const names = isMapping(holder.value) ? Object.keys(holder.value) : [];
    report(context, node, `"$ref" leads nowhere: ${JSON.stringify(ref)}`, {
      fix: didYouMean(key, names),
      loss,
    });
    return undefined;
  }
  return at;
}

function fileOf(
  context: Context,
  node: Node,
  path: string,
  loss: Loss | undefined,
): DocumentFile | undefined {
  const refuse = (why: string): undefined =>
    report(context, node, `"$ref" leads to ${JSON.stringify(path)}, ${why}`, {
      fix: "Copy it into the document's folder and refer to it by a relative path.",
      loss,
    });
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(path)) return refuse("and URLs are not read");
  const target = resolvePath(dirname(node.file.path), decode(path));
  const { folder } = context;
  if (!isInside(folder, target) || !isInside(realPath(folder), realPath(target))) {
    return refuse("which is outside the document's folder");
  }
  const file = openDocument(context, target);
  // The file's own fault is reported already; it only has to name what it costs.
  if (file === undefined && loss === "operation") blame(context, target);
  return file;
}

function blame(context: Context, path: string): void {
  for (const issue of context.issues.values()) {
    if ("path" in issue.place && issue.place.path === path && context.operation) {
      issue.leftOut.add(context.operation.key);
    }
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function pointerKeys(fragment: string): string[] {
  if (fragment === "") return [];
  const keys = decode(fragment).split("/");
  // Without a slash in front it is no pointer; taken as one from the root it is found nowhere, and reported.
  if (fragment.startsWith("/")) keys.shift();
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
