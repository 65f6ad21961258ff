import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Pure code: the modules are evaluated once and shared by all test files. */
const pure = ["campaign", "config", "emit", "latency", "mock", "openapi", "routing"].map(
  (part) => `test/${part}/**/*.test.ts`,
);
/** Need more than `npm ci` gives; each has a script of its own. */
const apart = [
  "e2e/**/*",
  "mesh/**/*",
  "envoy/**/*",
  "loadtest/**/real*",
  "prism/real*",
  "sources/datadog/real",
  "loadtest/store/real",
  "wild/**/*",
].map((files) => `test/${files}.test.ts`);

/** Open connections to a mock server: they run a second time, with a server that leaves all of them to `node:http`. */
const connecting = [
  "{beyond,call,forms,handleRequest,mockServer,numbers,operation,otherBodies,ownReplies,portServer,queues,sendItems,streams}",
  "checks/{bodyCheck,queryString,requestCheck}",
  "http/{contentCoding,limits}",
  "measure/requestLog",
  "own/{ownPaths,tryRequest}",
  "replies/{problemStatus,replyHeaders,unmatched}",
].map((files) => `test/server/${files}.test.ts`);

/** Programs of the docs import the package by its name. */
const understudy = fileURLToPath(new URL("components/index.ts", import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^understudy$/, replacement: understudy }] },
  test: {
    reporters: ["default", "./test/outcomeReporter.ts"],
    // Simulations and properties of 10,000 cases take seconds, and several times as long on a machine with other work.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // By default one processor is left idle: half of a small machine.
    maxWorkers: "100%",
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/package/**", ...pure, ...apart],
        },
      },
      {
        extends: true,
        test: { name: "node:http", include: connecting, setupFiles: "test/server/withoutLane.ts" },
      },
      { extends: true, test: { name: "apart", include: apart } },
      {
        extends: true,
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          globalSetup: "test/package/pack.ts",
        },
      },
    ],
  },
});
