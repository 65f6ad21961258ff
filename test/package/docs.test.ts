import { join } from "node:path";
import { expect, test } from "vitest";
import { programs } from "../docs/programs.ts";
import { PEERS } from "./programs.ts";
import { makeProject, run } from "./project.ts";

test("every program of docs/components.md has correct types", async () => {
  const files = Object.fromEntries(programs.map(({ text }, index) => [`p${index}.ts`, text]));
  expect(programs.length).toBeGreaterThan(10);
  const folder = makeProject({ ...files, "package.json": '{ "type": "module" }' }, [
    ...PEERS,
    "@types/node",
  ]);
  const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc");
  const args = [tsc, "--noEmit", "--strict", "--module", "nodenext", "--skipLibCheck"];
  const { stdout } = await run(folder, process.execPath, [
    ...args,
    "--types",
    "node",
    ...Object.keys(files),
  ]);
  expect(stdout).toBe("");
});
