import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { PreviewReplica } from "../../components/index.ts";
import { runProgram } from "../pulumi.ts";
import { PEERS } from "./programs.ts";
import { makeProject, PATIENT, run } from "./project.ts";

const MODULES = join(process.cwd(), "node_modules");
const COMMAND = "node_modules/understudy/dist/understudy.mjs";

/** The files of an example, by their paths in it. */
function filesOf(name: string): Record<string, string> {
  const cwd = join("examples", name);
  const files = globSync("**/*.*", { cwd }).filter((file) => !file.startsWith("node_modules"));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(cwd, file), "utf8")]));
}

/** The line that the README shows of a command's output. */
function shown(name: string, command: string): string {
  const [, line = ""] = (filesOf(name)["README.md"] ?? "").split(`    $ ${command}\n`);
  return (line.split("\n")[0] ?? "").trim();
}

describe.each([
  ["program", [...PEERS, "vitest", "@types/node"]],
  ["unit-test", ["vitest", "@types/node"]],
])("examples/%s", (name, links) => {
  test("passes its own tests, as the README shows", async () => {
    const vitest = join(MODULES, "vitest/vitest.mjs");
    const folder = makeProject(filesOf(name), links);
    const args = [vitest, "run", ...PATIENT];
    const { code, stdout, stderr } = await run(folder, process.execPath, args, {
      CI: "1",
      NO_COLOR: "1",
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(shown(name, "npm test"));
  });

  test("has correct types", async () => {
    const tsc = [join(MODULES, "typescript/bin/tsc"), "--noEmit", "--types", "node"];
    const strict = ["--strict", "--module", "nodenext", "--skipLibCheck"];
    const files = Object.keys(filesOf(name)).filter((file) => file.endsWith(".ts"));
    const args = [...tsc, ...strict, "--allowImportingTsExtensions", "--ignoreConfig", ...files];
    const { stdout } = await run(makeProject(filesOf(name), links), process.execPath, args);
    expect(stdout).toBe("");
  });

  test("names the versions that it was tested with", () => {
    const { dependencies, devDependencies } = JSON.parse(filesOf(name)["package.json"] ?? "");
    const own = JSON.parse(readFileSync("package.json", "utf8")).devDependencies;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, own[name]]);
    }
  });
});

test("examples/program shows the mistakes as they are told", async () => {
  const place = { service: "payments", namespace: "shop" };
  const { result } = await runProgram(() => {
    try {
      return new PreviewReplica("payments-pr-12", { ...place, key: "PR_12", replicas: 0 });
    } catch (error) {
      return `${Object(error).message}\n`;
    }
  });
  expect(result).toBe(filesOf("program")["mistakes.txt"]);
});

describe("examples/campaign", () => {
  test("is a correct stack, as the README shows", async () => {
    const command = "config check --stack dev";
    const folder = makeProject(filesOf("campaign"));
    expect(await run(folder, process.execPath, [COMMAND, ...command.split(" ")])).toEqual({
      code: 0,
      stdout: `${shown("campaign", `npx understudy ${command}`)}\n`,
      stderr: "",
    });
  });

  test("answers what the README shows", async () => {
    const cwd = makeProject(filesOf("campaign"));
    const args = [COMMAND, "start", "--stack", "dev", "--port", "0", "--json"];
    const child = spawn(process.execPath, args, { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(createInterface(child.stdout), "line");
    const { url } = JSON.parse(line).services[0];
    expect(await (await fetch(`${url}/payments/pay_1`)).text()).toBe(
      shown("campaign", "curl http://127.0.0.1:4010/payments/pay_1"),
    );
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("is rendered to the objects that the README lists", async () => {
    const folder = makeProject(filesOf("campaign"));
    const args = [COMMAND, "render", "--stack", "dev", "--out", "manifests"];
    expect(await run(folder, process.execPath, args)).toMatchObject({ code: 0 });
    const files = globSync("manifests/**/*.yaml", { cwd: folder });
    const kinds = files.map((file) =>
      /^kind: (\w+)$/m.exec(readFileSync(join(folder, file), "utf8")),
    );
    expect(kinds.map((found) => found?.[1]).sort()).toEqual([
      "ConfigMap",
      "ConfigMap",
      "Deployment",
      "Namespace",
      "Service",
      "ServiceAccount",
    ]);
  });
});
