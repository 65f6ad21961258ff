import { join } from "node:path";
import { expect, test } from "vitest";
import { PEERS, PROGRAM } from "./programs.ts";
import { makeProject, run } from "./project.ts";

const TSC = join(process.cwd(), "node_modules/typescript/bin/tsc");

const TEST = `import { serve, type ServedMock } from "understudy/server";

export async function status(): Promise<number> {
  const orders: ServedMock = await serve("specs/orders.yaml", { port: 0, latency: true });
  const { status } = await fetch(\`\${orders.url}/orders/7\`);
  await orders.close();
  return status;
}
`;

const SERVICE = `import "understudy/propagation";
import { propagationHeaders } from "understudy/propagation/api";

export const headers: Record<string, string> = propagationHeaders();
`;

test.each([
  ["commonjs", "node10", "commonjs"],
  ["commonjs", "nodenext", "nodenext"],
  ["module", "nodenext", "nodenext"],
  ["module", "bundler", "esnext"],
])(
  "the compiler has nothing to say about a %s package with moduleResolution %s",
  async (type, moduleResolution, module) => {
    const compilerOptions = {
      target: "es2022",
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      types: ["node"],
      ...(moduleResolution === "node10" && { ignoreDeprecations: "6.0" }),
    };
    const files = {
      "index.ts": PROGRAM,
      "test.ts": TEST,
      "service.mts": SERVICE,
      "package.json": JSON.stringify({ name: "shop", type }),
      "tsconfig.json": JSON.stringify({
        compilerOptions,
        files: ["index.ts", "test.ts", "service.mts"],
      }),
    };
    const folder = makeProject(files, [...PEERS, "@types/node"]);
    const { stdout } = await run(folder, process.execPath, [TSC]);
    expect(stdout).toBe("");
  },
);

test("a mistake in the arguments is one for the compiler", async () => {
  const files = {
    "index.ts": PROGRAM.replace('delivery: "configMap"', 'delivery: "pigeon"'),
    "package.json": '{ "type": "module" }',
  };
  const folder = makeProject(files, [...PEERS, "@types/node"]);
  const { stdout } = await run(folder, process.execPath, [
    TSC,
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "index.ts",
  ]);
  expect(stdout).toMatch(/^index\.ts\(8,3\): error TS2322: Type '"pigeon"' is not assignable/);
});
