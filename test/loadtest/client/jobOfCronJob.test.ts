import type { CronJob } from "kubernetes-types/batch/v1.d.ts";
import { expect, test } from "vitest";
import { jobOfCronJob } from "../../../src/loadtest/client/jobOfCronJob.ts";
import { cronJob } from "./fakeCluster.ts";

const [object] = Object.values(cronJob("loadtest-setup"));
const setup: CronJob = Object(object);

test("a Job is made of a CronJob's template as consoles do it", () => {
  expect(jobOfCronJob(setup, "x7k2p")).toEqual({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "loadtest-setup-x7k2p",
      namespace: "loadtest",
      labels: { app: "loadtest-setup" },
      annotations: { team: "shop", "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind: "CronJob",
          name: "loadtest-setup",
          uid: "uid-loadtest-setup",
          controller: true,
        },
      ],
    },
    spec: setup.spec?.jobTemplate.spec,
  });
});

test("further arguments come behind those of the template, which is not changed", () => {
  const job = jobOfCronJob(setup, "x7k2p", ["only"]);
  const containers = (one: typeof job | undefined) => one?.spec?.template.spec?.containers ?? [];
  expect(containers(job).map(({ args }) => args)).toEqual([["loadtest-setup", "only"]]);
  expect(containers({ ...job, ...setup.spec?.jobTemplate }).map(({ args }) => args)).toEqual([
    ["loadtest-setup"],
  ]);
});

test("a long name is cut, and keeps its suffix", () => {
  const long: CronJob = { ...setup, metadata: { ...setup.metadata, name: "a".repeat(52) } };
  expect(jobOfCronJob(long, "x7k2p").metadata?.name).toBe(`${"a".repeat(46)}-x7k2p`);
});
