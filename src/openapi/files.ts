import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { type Context, type Loss, report } from "./context.ts";
import { type ReadFile, readDocument } from "./document/document.ts";
import type { DocumentFile, Node } from "./document/node.ts";
import { mayFetch, referredUrl } from "./document/references.ts";
import { decodePercent } from "./table/pattern.ts";

/** Returns the file at an absolute path, which is read once. Mistakes in its text are reported. */
export function openFile(context: Context, path: string, loss?: Loss): DocumentFile | undefined {
  const { file, faults } = readOnce(context, path);
  for (const { what, line } of faults) {
    report(context, { path, line }, what, { loss: file ? undefined : loss });
  }
  return file;
}

/**
 * Returns the file that the path of a reference leads to from a node. References to URLs, and to files outside the
 * folder of the compiled document, are refused unless `References` allows them: a document must not read other files of
 * the machine, or anything in the network.
 */
export function referredFile(
  context: Context,
  node: Node,
  path: string,
  loss: Loss | undefined,
): DocumentFile | undefined {
  const shown = `"$ref" leads to ${JSON.stringify(path)}`;
  const { references } = context;
  const url = referredUrl(references, node.file.path, path);
  if (url !== undefined) return fetchedFile(context, node, url, loss);
  const target = resolve(dirname(node.file.path), decodePercent(path));
  const folders = [context.folder, ...references.folders];
  if (!folders.some((folder) => isInside(folder, target) && !leavesByLink(folder, target))) {
    return report(context, node, `${shown}, outside the document's folder`, { fix: COPY, loss });
  }
  const { missing } = readOnce(context, target);
  if (missing !== undefined) return report(context, node, `${shown}, and ${missing}`, { loss });
  return openFile(context, target, loss);
}

const COPY =
  "Copy it into the document's folder and refer to it by a relative path, or serve with --allow-refs.";

/** Returns the local copy of a URL. */
function fetchedFile(
  context: Context,
  node: Node,
  url: string,
  loss: Loss | undefined,
): DocumentFile | undefined {
  const { references } = context;
  const shown = `"$ref" leads to ${JSON.stringify(url)}`;
  if (!mayFetch(references, url)) {
    return report(context, node, `${shown}, and URLs are not read`, { fix: COPY, loss });
  }
  const copy = references.fetched.get(url);
  if (copy !== undefined && "path" in copy) return openFile(context, copy.path, loss);
  if (copy === undefined) references.wanted.add(url);
  const what = `${shown}, which ${copy?.fault ?? "has not been fetched"}`;
  return report(context, node, what, { loss });
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
    // A path that does not exist leads nowhere.
    return false;
  }
}
