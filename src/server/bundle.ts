import { createRequire } from "node:module";
import { hasAsset, readAsset } from "../asset.ts";

/** Path of the bundle in the published package. In the repository it is made on demand. */
const BUILT = "server/server.mjs";

/** Returns the mock server with all its dependencies as one ESM file for Node 24. Equal sources give equal bytes. */
export function serverBundle(): string {
  bundled ??= bundle();
  return bundled;
}

let bundled: string | undefined;

function bundle(): string {
  if (hasAsset(BUILT)) return readAsset(BUILT);
  // Loaded here because most commands never bundle. Without `await`, because constructors of components cannot wait.
  const { buildSync }: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  const result = buildSync({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["main.ts"],
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
