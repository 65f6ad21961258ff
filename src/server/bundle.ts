import { createRequire } from "node:module";
import { hasAsset, readAsset } from "../asset.ts";

/** Where the package has the bundle, which is made here in the repository. */
const BUILT = "server/server.mjs";

/** Returns the mock server as one ESM file for Node 24 with all that it needs; the same bytes for the same sources. */
export function serverBundle(): string {
  bundled ??= bundle();
  return bundled;
}

let bundled: string | undefined;

function bundle(): string {
  if (hasAsset(BUILT)) return readAsset(BUILT);
  // Loaded here because most commands never bundle; without `await`, because components are made without it.
  const { buildSync }: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  const result = buildSync({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["main.ts"],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // Libraries in CommonJS call `require` for Node's own modules, which an ES module does not have.
    banner: {
      js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    },
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("");
}
