import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeCluster } from "../../loadtest/client/fakeCluster.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../../loadtest/sampleRun.ts";
import { runHere } from "../inProcess.ts";
import { declaredObjects, loadTestFolder } from "./stack.ts";

const ID = sampleRecord().id;
const STATISTICS = sampleStatistics([sampleRoute("GET", "/orders", [[10, 100]])]);
const HERE = {
  [`runs/loadtest/${ID}/run.json`]: JSON.stringify(sampleRecord()),
  [`runs/loadtest/${ID}/statistics.json`]: JSON.stringify(STATISTICS),
};

/** Runs `loadtest report` while the load test is not set up. */
async function report(files: Record<string, string>, ...args: string[]) {
  await fakeCluster(declaredObjects());
  const folder = loadTestFolder(files);
  const call = runHere(folder, "loadtest", "report", ...args);
  return { code: await call.ended, stdout: call.stdout, stderr: call.stderr, folder };
}

describe("the reports of a load test that is not set up", () => {
  test("are those that this machine has, and it says so", async () => {
    const { code, stdout, stderr } = await report(HERE);
    expect(code).toBe(0);
    expect(stdout).toContain(ID);
    expect(stderr).toBe(
      "there is no Service loadtest/locust-reporter: these are the runs that this machine has.\n",
    );
  });

  test("are told again, and stay as they are", async () => {
    const { code, stdout, folder } = await report(HERE, "latest");
    expect(code).toBe(0);
    expect(stdout).toContain(`runs/loadtest/${ID}`);
    for (const [path, content] of Object.entries(HERE)) {
      expect(readFileSync(join(folder, path), "utf8")).toBe(content);
    }
  });

  test("are none if this machine has none either", async () => {
    const { code, stderr } = await report({});
    expect(code).toBe(1);
    expect(stderr).toBe(
      "loadtest: there is no Service loadtest/locust-reporter.\n" +
        "  If the load test is not set up: understudy loadtest setup.\n",
    );
  });
});
