import { createRequire } from "node:module";
import { hasAsset, readAsset } from "./asset.ts";

/**
 * Returns a program with all its dependencies as one ESM file for Node 24. Equal sources give equal bytes. In the
 * published package it is made already; in the repository it is made on demand.
 *
 * @param folder where its source is
 * @param entry name of its source there
 * @param built path of the finished bundle in the package, as `readAsset` takes it
 */
export function bundleProgram(folder: string, entry: string, built: string): string {
  if (hasAsset(built)) return readAsset(built);
  // Loaded here because most commands never bundle. Without `await`, because constructors of components cannot wait.
  const { buildSync }: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  const result = buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // CommonJS libraries call `require` for Node's own modules; an ES module has no `require`.
    banner: {
      js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    },
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("");
}
