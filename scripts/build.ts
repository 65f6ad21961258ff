import { cpSync, globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { readAsset } from "../src/asset.ts";
import { controllerBundle } from "../src/controller/entry/bundle.ts";
import { agentBundle } from "../src/laptop/agent/bundle.ts";
import { networkBundle } from "../src/laptop/docker/bundle.ts";
import { jobsBundle } from "../src/loadtest/entry/bundle.ts";
import { serverBundle } from "../src/server/bundle.ts";
import { verifierBundle } from "../src/verify/bundle.ts";
import { buildClaimModule } from "./claimModule.ts";
import { writeDeclarations } from "./declarations.ts";
import { writeNotices } from "./notices.ts";
import { writeSchema } from "./schema.ts";

// Builds dist/: the command line as ES modules, the modules for programs as CommonJS, and the declarations. CommonJS,
// because Pulumi's default runner requires it, and an ES module that imports it gets the same instance.

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/**
 * The Kubernetes client is as large as everything else together. It gets its own file, which is loaded when a cluster
 * is asked.
 */
const kubernetesClientApart: Plugin = {
  name: "kubernetes-client-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/kubernetesClient\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./kubernetesClient.mjs", external: true } : undefined,
    ),
};

/** The plugin serves the classes that programs import. */
const componentsApart: Plugin = {
  name: "components-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/components\/index\.ts$/ }, () => ({
      path: "./index.js",
      external: true,
    })),
};

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node20",
  outdir: DIST,
  // Peer dependencies are the user's own, Faker is an ordinary dependency, and esbuild is used only in the repository.
  external: ["@pulumi/*", "@faker-js/faker", "esbuild"],
  plugins: [kubernetesClientApart],
  inject: ["scripts/node20.ts"],
  define: {
    "URL.parse": "parseUrl",
    "Promise.withResolvers": "withResolvers",
    "Map.groupBy": "groupBy",
  },
  legalComments: "none",
  metafile: true,
} satisfies BuildOptions;

const esModules = {
  ...common,
  format: "esm",
  outExtension: { ".js": ".mjs" },
  // Libraries in CommonJS call `require` for Node's own modules, which an ES module does not have.
  banner: {
    js: 'import{createRequire as bundleRequire}from"node:module";const require=bundleRequire(import.meta.url);',
  },
} satisfies BuildOptions;

const commonJs = {
  ...common,
  format: "cjs",
  define: { ...common.define, "import.meta.url": "bundleUrl", "import.meta.dirname": "__dirname" },
  banner: { js: 'const bundleUrl=require("node:url").pathToFileURL(__filename).href;' },
} satisfies BuildOptions;

rmSync(DIST, { recursive: true, force: true });
const builds = await Promise.all([
  build({
    ...esModules,
    // The message about Node's own TypeScript support applies only to the repository.
    define: { ...common.define, "process.features.typescript": "true" },
    entryPoints: { understudy: "cli/understudy.js" },
    splitting: true,
    chunkNames: "[name]-[hash]",
  }),
  build({
    ...esModules,
    entryPoints: { kubernetesClient: "src/cluster/kubernetesClient.ts" },
    // The client's own version 8 needs Node 22.
    alias: { undici: join(ROOT, "node_modules/undici") },
    minify: true,
  }),
  // A program of its own, which runs in another network.
  build({
    ...esModules,
    entryPoints: { "laptop/transparent/inside": "src/laptop/transparent/inside.ts" },
  }),
  // As large as everything else together. It is loaded when a Postman collection is compiled.
  build({
    ...common,
    format: "cjs",
    entryPoints: { postmanCollection: "postman-collection" },
    // It needs an old Faker, not the user's.
    external: [],
    outExtension: { ".js": ".cjs" },
    minify: true,
  }),
  build({
    ...commonJs,
    entryPoints: { index: "components/index.ts", server: "src/local/serve.ts" },
  }),
  build({
    ...commonJs,
    entryPoints: { plugin: "plugin/plugin.ts" },
    plugins: [componentsApart],
  }),
]);
writeNotices(builds, ROOT, join(DIST, "THIRD_PARTY_LICENSES"));
writeFileSync(join(DIST, "package.json"), '{ "type": "commonjs" }\n');
const withoutModule = buildClaimModule();
if (withoutModule !== undefined) console.warn(`Without claims.filter wasm: ${withoutModule}`);
for (const asset of globSync("**/{*.lua,*.wasm,*.py,*.mjs,*Dockerfile}", {
  cwd: join(ROOT, "src"),
})) {
  cpSync(join(ROOT, "src", asset), join(DIST, asset));
}
mkdirSync(dirname(join(DIST, "server/server.mjs")), { recursive: true });
writeFileSync(join(DIST, "server/server.mjs"), serverBundle());
mkdirSync(join(DIST, "verify"), { recursive: true });
writeFileSync(join(DIST, "verify/verifier.mjs"), verifierBundle());
mkdirSync(join(DIST, "loadtest"), { recursive: true });
writeFileSync(join(DIST, "loadtest/jobs.mjs"), jobsBundle());
mkdirSync(join(DIST, "controller"), { recursive: true });
writeFileSync(join(DIST, "controller/controller.mjs"), controllerBundle());
mkdirSync(join(DIST, "laptop"), { recursive: true });
writeFileSync(join(DIST, "laptop/agent.mjs"), agentBundle());
mkdirSync(join(DIST, "laptop/docker"), { recursive: true });
writeFileSync(join(DIST, "laptop/docker/inside.mjs"), networkBundle());
writeSchema(JSON.parse(readAsset("../package.json")), ROOT, join(DIST, "schema.json"));
writeDeclarations(["components/index.ts", "src/local/serve.ts"], ROOT, join(DIST, "types"));
