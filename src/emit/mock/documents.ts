import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { latencyFileOf } from "../../latency/file.ts";

/** A file that Prism reads. */
export interface Document {
  /** Absolute when it is read; relative to `PRISM_DIRECTORY` once it is laid out. */
  path: string;
  content: string;
}

/** Reads the OpenAPI document of a mock and then the files that it refers to. */
export function readDocuments({ files }: LoadedMock): Document[] {
  const latencyFile = latencyFileOf(files[0] ?? "");
  return files
    .filter((path) => path !== latencyFile && existsSync(path))
    .map((path) => ({ path, content: readFileSync(path, "utf8") }));
}

/** Returns documents with paths relative to their common directory, so that references between them still work. */
export function layOut(documents: Document[]): Document[] {
  const root = commonDirectory(documents.map(({ path }) => path));
  return documents.map(({ path, content }) => ({
    path: relative(root, path).replaceAll(sep, "/"),
    content,
  }));
}

/** Returns a document's key in a ConfigMap, where keys must not contain slashes. */
export function documentKey(path: string, index: number): string {
  return `${index}-${basename(path).replaceAll(/[^\w.-]/g, "_")}`;
}

function commonDirectory(paths: string[]): string {
  let directory = dirname(paths[0] ?? "");
  const inside = (path: string) =>
    path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
  while (!paths.every(inside) && dirname(directory) !== directory) directory = dirname(directory);
  return directory;
}
