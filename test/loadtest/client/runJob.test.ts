import { describe, expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { runJob } from "../../../src/loadtest/client/runJob.ts";
import { cronJob, FAKE_CONTEXT, fakeCluster, type JobOutcome } from "./fakeCluster.ts";

const said: string[] = [];

async function run(outcome: () => JobOutcome, over: { signal?: AbortSignal } = {}) {
  const cluster = await fakeCluster(cronJob("loadtest-setup"), outcome);
  said.length = 0;
  const call = {
    namespace: "loadtest",
    cronJob: "loadtest-setup",
    say: (line: string) => said.push(line),
  };
  const end = runJob({ kubeConfig: await connect(FAKE_CONTEXT), ...call, ...over });
  return { cluster, end };
}

describe("a Job of a CronJob", () => {
  test("is made, and each line of its log is told once until its end", async () => {
    const outcomes: JobOutcome[] = [
      { log: "first\nsec", end: "running" },
      { log: "first\nsecond\nthird", end: "Complete" },
    ];
    let calls = 0;
    // Job, pods and log are asked one after the other.
    const { cluster, end } = await run(
      () => outcomes[Math.min(Math.floor(calls++ / 3), 1)] ?? { log: "", end: "running" },
    );
    expect(await end).toBe("succeeded");
    const name = cluster.jobs[0]?.metadata?.name;
    expect(name).toMatch(/^loadtest-setup-[a-z0-9]{5}$/);
    expect(said).toEqual([`Job loadtest/${name}:`, "  first", "  second", "  third"]);
  });

  test("that fails is told as such", async () => {
    const { end } = await run(() => ({ log: "no\n", end: "Failed" }));
    expect(await end).toBe("failed");
  });

  test("whose pod cannot start is a problem with its reason, and is removed", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "no such image" };
    const { cluster, end } = await run(() => ({ log: "", end: "running", waiting }));
    await expect(end).rejects.toThrow(
      /^Job loadtest\/loadtest-setup-.*: its pod does not start: its image node:24-slim cannot be pulled: no such image\.\n {2}Look at images\.jobs/,
    );
    const name = cluster.jobs[0]?.metadata?.name;
    expect(cluster.changes).toContain(`DELETE /apis/batch/v1/namespaces/loadtest/jobs/${name}`);
  });

  test("that gets no pod is waited for, and the reason is told once", async () => {
    const refused = 'Error creating: pods "x" is forbidden: exceeded quota: few, used: pods=2';
    let calls = 0;
    const { cluster, end } = await run(() =>
      calls++ < 6 ? { log: "", end: "running", refused } : { log: "made\n", end: "Complete" },
    );
    expect(await end).toBe("succeeded");
    expect(said).toEqual([
      `Job loadtest/${cluster.jobs[0]?.metadata?.name}:`,
      '  Waiting: its pod does not start: the quota of the namespace does not allow it: pods "x" is forbidden: exceeded quota: few, used: pods=2.\n  Remove what uses it up, or raise it.',
      "  made",
    ]);
  });

  test("is removed at the signal", async () => {
    const abort = new AbortController();
    const { cluster, end } = await run(
      () => {
        abort.abort();
        return { log: "", end: "running" };
      },
      { signal: abort.signal },
    );
    expect(await end).toBe("removed");
    const name = cluster.jobs[0]?.metadata?.name;
    expect(cluster.changes).toEqual([
      "POST /apis/batch/v1/namespaces/loadtest/jobs",
      `DELETE /apis/batch/v1/namespaces/loadtest/jobs/${name}`,
    ]);
  });
});

test("a CronJob that is not there is a problem with its fix", async () => {
  await fakeCluster({});
  const kubeConfig = await connect(FAKE_CONTEXT);
  const call = { namespace: "loadtest", cronJob: "loadtest-setup", say: () => {} };
  await expect(runJob({ kubeConfig, ...call })).rejects.toThrow(
    "CronJob loadtest/loadtest-setup: it is not there.\n  Run pulumi up first.",
  );
});
