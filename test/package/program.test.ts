import { expect, test } from "vitest";
import { COMMON_JS, ES_MODULES, PEERS, URL } from "./programs.ts";
import { makeProject, run } from "./project.ts";

/** Runs a program as Pulumi's runner does, with mocks in the engine's place, and prints what it declares. */
const RUNNER = `
const pulumi = require("@pulumi/pulumi");
const declared = [];
const newResource = ({ type, name, inputs }) => {
  if (type.startsWith("understudy:") || type.endsWith(":Deployment")) declared.push(type + " " + name);
  return { id: name, state: inputs };
};
pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, "shop", "test");
if (process.argv[2] === "ts-node") {
  const { typeScriptRequireStrings, loadTypeScriptCompilerOptions } = require("@pulumi/pulumi/tsutils");
  const { tsnodeRequire, typescriptRequire } = typeScriptRequireStrings();
  const compilerOptions = loadTypeScriptCompilerOptions("tsconfig.json");
  require(tsnodeRequire).register({ typeCheck: true, compiler: typescriptRequire, compilerOptions });
}
pulumi.runtime.runInPulumiStack(() => require(process.cwd())).then(async () => {
  const url = await new Promise((resolve) => require(process.cwd()).url.apply(resolve));
  console.log(JSON.stringify({ url, declared: declared.sort() }));
});
`;

test.each([
  ["a CommonJS program, by Pulumi's default runner", COMMON_JS, "ts-node"],
  ["an ES module, as Node runs it", ES_MODULES, "node"],
])("%s declares a mock", async (_, files, runner) => {
  const folder = makeProject({ ...files, "runner.cjs": RUNNER }, [...PEERS, "@types/node"]);
  const { stdout, stderr } = await run(folder, process.execPath, ["runner.cjs", runner]);
  expect({ ...JSON.parse(stdout || "{}"), stderr }).toEqual({
    url: URL,
    declared: [
      "kubernetes:apps/v1:Deployment orders-deployment",
      "understudy:index:IstioLatency orders",
      "understudy:index:MockService orders",
    ],
    stderr: "",
  });
});
