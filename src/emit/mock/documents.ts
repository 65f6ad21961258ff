import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { latencyFileOf } from "../../latency/file.ts";

/** A file that Prism reads. */
export interface Document {
  /** Absolute where it is read from; under `PRISM_DIRECTORY` once it is laid out. */
  path: string;
  content: string;
}

/** The OpenAPI document of a mock, and then the files that it refers to. */
export function readDocuments({ files }: LoadedMock): Document[] {
  const latencyFile = latencyFileOf(files[0] ?? "");
  return files
    .filter((path) => path !== latencyFile && existsSync(path))
    .map((path) => ({ path, content: readFileSync(path, "utf8") }));
}

/** Documents with paths relative to the directory that holds them all, so that their references still lead on. */
export function layOut(documents: Document[]): Document[] {
  const root = commonDirectory(documents.map(({ path }) => path));
  return documents.map(({ path, content }) => ({
    path: relative(root, path).replaceAll(sep, "/"),
    content,
  }));
}

/** A document's key in a ConfigMap, which knows no slashes. */
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
