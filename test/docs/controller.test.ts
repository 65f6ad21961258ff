import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { readSettings } from "../../src/controller/settings.ts";
import { REPOSITORY } from "../../src/emit/preview/optIn.ts";
import { readPulls } from "../../src/forge/file/readPulls.ts";
import type { Problem } from "../../src/problem.ts";
import { ACTION } from "../action/runStep.ts";

interface Workflow {
  jobs: { reconcile: { steps: { uses?: string; with?: object }[] } };
}

const PAGE = readFileSync(
  join(fileURLToPath(new URL("../..", import.meta.url)), "docs/controller.md"),
  "utf8",
);

test("docs/controller.md names exactly the annotations that there are", () => {
  const named = [...PAGE.matchAll(/^\| `(understudy\.dev\/preview-[\w-]+)`/gm)].map(
    ([, name]) => name,
  );
  const problems: Problem[] = [];
  readSettings(
    { [REPOSITORY]: "a/b", [`understudy.dev/preview-${"z".repeat(60)}`]: "" },
    "here",
    problems,
  );
  const known = [...(problems[0]?.fix ?? "").matchAll(/understudy\.dev\/preview-\w+/g)].map(String);
  expect(named.toSorted()).toEqual(known.toSorted());
  expect(known.length).toBeGreaterThan(10);
});

test("docs/controller.md names exactly the inputs of the action, and gives it none that there is not", () => {
  const { inputs } = ACTION;
  const [, table = ""] = /^\| input \|.*\n\|.*\n((?:\|.*\n)+)/m.exec(PAGE) ?? [];
  const named = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(inputs));
  const workflow = load(/```yaml\n(on:\n.*?)```/s.exec(PAGE)?.[1] ?? "") as Workflow;
  const used = workflow.jobs.reconcile.steps.find(({ uses }) => uses?.includes("/action@"));
  expect(used?.uses).toMatch(/@[0-9a-f]{40}$/);
  expect(Object.keys(used?.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
});

test("docs/controller.md shows a file of pull requests that is read", () => {
  const [, json = ""] = /```json\n(.*?)```/s.exec(PAGE) ?? [];
  const [repository] = readPulls(json, "pulls.json");
  expect(repository?.pulls.map(({ number, changedPaths }) => [number, changedPaths])).toEqual([
    [12, ["services/payments/main.go"]],
  ]);
});
