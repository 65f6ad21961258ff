import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderOf } from "../cli/project.ts";
import { apiServer } from "../cluster/apiServer.ts";
import { deploymentOf, pullOf, serviceOf } from "../controller/fixture.ts";
import { ACTION, outputOf, ROOT, runStep } from "./runStep.ts";

const { steps } = ACTION.runs;

describe("the action", () => {
  test("is composite, and each of its inputs and outputs is described", () => {
    expect(ACTION.runs.using).toBe("composite");
    expect(Object.keys(ACTION.inputs)).toEqual(["from", "token", "namespaces", "flags", "version"]);
    const described = [...Object.values(ACTION.inputs), ...Object.values(ACTION.outputs)];
    expect(described.filter(({ description }) => description === "")).toEqual([]);
  });

  test("names other actions by commits, which nobody can move", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((one) => !/@[0-9a-f]{40}$/.test(one))).toEqual([]);
  });

  test("has no expression in a script: an input would be run", () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBe(2);
    expect(scripts.filter((run) => run.includes("${{"))).toEqual([]);
  });

  test("uses each input, and no other context than these", () => {
    const expressions = steps.flatMap(({ env = {}, with: given = {} }) =>
      [...Object.values(env), ...Object.values(given)].flatMap((value) => expressionsIn(value)),
    );
    const inputs = Object.keys(ACTION.inputs).map((name) => `inputs.${name}`);
    expect(expressions.toSorted()).toEqual(["github.action_path", ...inputs].toSorted());
  });

  test("has its outputs from what the script writes", () => {
    const values = Object.entries(ACTION.outputs).map(([name, { value }]) => [
      name,
      ...expressionsIn(value),
    ]);
    expect(values).toEqual([
      ["report", "steps.reconcile.outputs.report"],
      ["exit-code", "steps.reconcile.outputs.exit-code"],
    ]);
  });
});

const PULL = {
  ...{ number: 12, state: "OPEN", isDraft: true, isCrossRepository: false, labels: [], body: "" },
  ...{ headRefOid: pullOf(12).sha, headRefName: "feature", baseRefName: "main", url: "" },
  updatedAt: pullOf(12).pushed,
};
const PULLS = JSON.stringify({
  repositories: [{ repository: "acme/payments", isComplete: true, pullRequests: [PULL] }],
});
const REPORT =
  /^ {2}COPY .*\n {2}shop\/payments {2}github.com\/acme\/payments#12 {2}ignored {2}it is a draft\n$/;

describe("its script", () => {
  test("does one round, and its report is an output and the job's summary", async () => {
    await apiServer({
      "/apis/apps/v1/namespaces/shop/deployments": [deploymentOf("payments")],
      "/api/v1/namespaces/shop/services": [serviceOf("payments")],
    });
    const flags = "--dry-run\n--context   staging";
    const { code, output, stdout, summary } = await reconcile({
      ...{ from: "pulls.json", namespaces: "shop", flags },
    });
    expect(code).toBe(0);
    const dry = "Nothing would change.\n\n";
    expect(output("report").slice(0, dry.length)).toBe(dry);
    expect(output("report").slice(dry.length)).toMatch(REPORT);
    expect(output("exit-code")).toBe("0");
    expect(summary).toBe(output("report").replaceAll(/^/gm, "    ").replace(/ {4}$/, ""));
    expect(stdout).toContain(output("report"));
  });

  test("takes an input as one word, whatever it has in it", async () => {
    const { stderr } = await reconcile({ from: "no such * file.json" });
    expect(stderr).toContain("open 'no such * file.json'");
  });

  test("ends with the exit code of the round, and says it", async () => {
    const { code, output, stderr } = await reconcile({ from: "nothing.json" });
    expect([code, output("exit-code"), output("report")]).toEqual([1, "1", ""]);
    expect(stderr).toContain("--from: cannot be read");
  });

  test.each([
    ["from", "$(touch run)`touch run`;touch run"],
    ["namespaces", 'shop"; touch run; echo "'],
    ["flags", "$(touch run) ;touch run"],
  ])("runs nothing that the input %s says", async (input, value) => {
    const { code, folder } = await reconcile({ from: "pulls.json", [input]: value });
    expect([code === 0, existsSync(join(folder, "run"))]).toEqual([false, false]);
  });

  test("takes no flag for a pattern of file names", async () => {
    const { stderr } = await reconcile({ from: "pulls.json", flags: "--no-such-*" });
    expect(stderr).toContain("--no-such-*: no such option");
  });

  test("lets no printed text be a command of the runner, or end the output", async () => {
    const { stdout, outputText } = await reconcile({ from: "pulls.json", flags: "--help" });
    const [, mark = ""] = /^::stop-commands::([0-9a-f]{32})\n/.exec(stdout) ?? [];
    expect(mark).not.toBe("");
    expect(stdout.endsWith(`\n::${mark}::\n`)).toBe(true);
    expect(outputText.startsWith(`report<<${mark}\nUsage: understudy preview reconcile`)).toBe(
      true,
    );
    const again = await reconcile({ from: "pulls.json", flags: "--help" });
    expect(again.stdout).not.toContain(mark);
  });
});

function expressionsIn(value: unknown): string[] {
  return [...String(value).matchAll(/\$\{\{ *(.*?) *\}\}/g)].map(([, inner = ""]) => inner);
}

/** Runs the script with the `understudy` of this checkout. */
async function reconcile(inputs: Record<string, string>) {
  const folder = folderOf({ "pulls.json": PULLS, "--no-such-file": "" });
  const program = `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/cli/understudy.js" "$@"\n`;
  writeFileSync(join(folder, "understudy"), program, { mode: 0o755 });
  const { told, ...run } = await runStep("reconcile", folder, inputs, folder);
  return {
    ...run,
    folder,
    outputText: told.GITHUB_OUTPUT,
    summary: told.GITHUB_STEP_SUMMARY,
    output: (name: string) => outputOf(name, told.GITHUB_OUTPUT),
  };
}
