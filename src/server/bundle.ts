/** The mock server as one ESM file for Node 24, all it needs within; the same bytes for the same sources. */
export function bundleServer(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

let bundled: Promise<string> | undefined;

async function bundle(): Promise<string> {
  // Loaded here because most commands never bundle.
  const { build } = await import("esbuild");
  const result = await build({
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
