import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { latencyFileOf } from "../latency/file.ts";
import { and, didYouMean, type Problem } from "../problem.ts";

/**
 * Returns the problem of a file that a stack names and that does not exist. The fix names the nearest of the documents
 * beside it.
 *
 * @param path as written in the stack, relative to `root`
 */
export function noSuchFile(path: string, root: string, where: string): Problem {
  const folder = existsSync(resolve(root, path)) ? path : dirname(path);
  const absolute = resolve(root, folder);
  const names = existsSync(absolute) ? readdirSync(absolute).filter(isDocument).sort() : [];
  const paths = names.map((name) => (folder === "." ? name : `${folder}/${name}`));
  const place = folder === "." ? "the stack's folder" : folder;
  const nothing = `There are no documents in ${place}.`;
  const some = names.length === 0 ? nothing : `The documents there are ${and(names)}.`;
  return { where, what: `no such file: ${path}`, fix: didYouMean(path, paths) ?? some };
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isDocument(name: string): boolean {
  return /^(?!Pulumi\.).*\.(ya?ml|json)$/.test(name) && !name.endsWith(latencyFileOf(""));
}
