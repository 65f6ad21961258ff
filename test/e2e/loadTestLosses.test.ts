import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { removeNamespaces } from "./leftovers.ts";
import { click, locustImage, until } from "./loadTestCluster.ts";
import { declareSmall, loadTestRuns } from "./loadTestRuns.ts";
import { isMotoThere, type Moto, ownAddress, startMoto } from "./moto.ts";
import { getObjects, kubectl, run } from "./run.ts";

const registry = inject("registry");
const NAMESPACE = "understudy-e2e-losses";
const { begin, finished, loseReporter, pods, record, reporter, reporterLog, status, stop } =
  loadTestRuns(NAMESPACE);

describe.runIf(registry !== "")("what a load test does not lose:", () => {
  let image = "";

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    image = await locustImage(registry);
    await kubectl("create", "namespace", NAMESPACE);
    await declareSmall(NAMESPACE, image);
    expect(await click(NAMESPACE, "loadtest-setup")).toMatchObject({ exitCode: 0 });
  });

  afterAll(() => removeNamespaces(NAMESPACE));

  test("a reporter that is lost with its disk in a run says that nobody watched meanwhile", async () => {
    await begin();
    await loseReporter();
    await until(status, ({ run }) => run !== undefined);
    await stop();
    const { id } = await finished(({ unwatchedUntil }) => unwatchedUntil !== undefined);
    const { end, verdict } = await record(id);
    expect([end, verdict?.result]).toEqual(["stopped", "not valid"]);
    expect(verdict?.invalid.join()).toContain("nobody watched the run until");
    expect(await (await reporter(`/runs/${id}/statistics.json`)).json()).toMatchObject({
      format: 1,
    });
  });

  test("a master whose node is drained leaves a report that is not valid, and nothing starts again", async () => {
    await begin();
    const eviction = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: "locust-master" },
    };
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/locust-master/eviction`;
    await run("kubectl", ["create", "--raw", path, "-f", "-"], { input: JSON.stringify(eviction) });
    const { id } = await finished(({ end }) => end === "master lost");
    const { verdict } = await record(id);
    expect(verdict?.result).toBe("not valid");
    expect(verdict?.invalid).toContain("the master was lost during the run");
    await until(pods, (names) => !names.includes("locust-master"));
    expect((await status()).run).toBeUndefined();
  });

  describe.runIf(isMotoThere)("reports in a bucket of S3, for which moto stands", () => {
    let moto: Moto;
    let before: string[] = [];
    const keys = { accessKeyId: "AKIAROOT", secretAccessKey: "s" };
    const s3 = new AwsClient({ ...keys, region: "us-east-1", service: "s3" });
    const stored = async (id: string): Promise<RunRecord> =>
      JSON.parse(
        await (await s3.fetch(`${moto.endpoint}/reports/shop/loadtest/${id}/run.json`)).text(),
      );

    beforeAll(async () => {
      moto = await startMoto("moto_server", {}, ownAddress());
      await s3.fetch(`${moto.endpoint}/reports`, { method: "PUT" });
      await create({
        ...{ apiVersion: "v1", kind: "Secret" },
        metadata: { namespace: NAMESPACE, name: "bucket" },
        stringData: {
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        },
      });
      const report = {
        bucket: "s3://reports/shop",
        endpoint: moto.endpoint,
        region: "us-east-1",
        secret: "bucket",
      };
      before = JSON.parse(await (await reporter("/own")).text());
      await declareSmall(NAMESPACE, image, { report });
      expect(await click(NAMESPACE, "loadtest-setup")).toMatchObject({ exitCode: 0 });
    });
    afterAll(() => moto.stop());

    test("reports that were on a reporter's own disk are handed over to the one that replaces it", async () => {
      expect(before.length).toBe(2);
      for (const id of before) {
        expect(await stored(id)).toMatchObject({ id, verdict: { result: "not valid" } });
        expect((await reporter(`/runs/${id}/report.html`)).status).toBe(200);
      }
      expect(JSON.parse(await (await reporter("/own")).text())).toEqual([]);
    });

    test("the next reporter goes on with a run from the bucket, and keeps it whole", async () => {
      const id = await begin("alice");
      await until(
        () => stored(id),
        ({ end }) => end === "running",
      );
      await loseReporter();
      await until(status, ({ run }) => run !== undefined);
      await stop();
      const kept = await until(
        () => stored(id),
        ({ end }) => end !== "running",
      );
      expect(kept).toMatchObject({
        id,
        end: "stopped",
        by: "alice",
        verdict: { result: "passed" },
      });
    });

    test("a run that ended is not kept a second time by the next reporter", async () => {
      await loseReporter();
      await until(status, ({ last }) => last !== undefined);
      expect(await reporterLog()).not.toContain("ended");
    });

    test("a report whose upload is refused is told and found, and a clean-up spares it once", async () => {
      // From now on moto looks at keys, and knows none.
      await fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: "POST", body: "0" });
      const id = await begin();
      await stop();
      await finished((record) => record.id === id && record.notKept !== undefined);
      const log = await until(reporterLog, (text) => text.includes(`run ${id}: `));
      expect(log).toMatch(/its report could not be kept: s3:\/\/reports: InvalidAccessKeyId/);
      expect(log).toContain(
        `Fetch it with understudy loadtest report ${id}, and look at Secret bucket`,
      );
      const { exitCode, log: cleanup } = await click(NAMESPACE, "loadtest-cleanup");
      expect(cleanup).toMatch(
        /the report of the last run could not be kept: s3:.*InvalidAccessKeyId/,
      );
      expect(exitCode).toBe(1);
      expect((await reporter(`/runs/${id}/report.html`)).status).toBe(200);
    });
  });

  test("a set-up that was forgotten is removed by its reporter, which stays while it alone has reports", async () => {
    await declareSmall(NAMESPACE, image);
    expect(await click(NAMESPACE, "loadtest-setup")).toMatchObject({ exitCode: 0 });
    const declared = await getObjects("configmaps,secrets,cronjobs", "-n", NAMESPACE);
    // Its reporter looks for the moment only while no run is on, so that one has to begin in the time that is left.
    const age = 12 * 3_600 - 45;
    const moment = new Date(Date.now() - age * 1000).toISOString();
    const deployments = ["deployments", "--all", "-n", NAMESPACE, "--overwrite"];
    await kubectl("annotate", ...deployments, `understudy.dev/set-up=${moment}`);
    await until(status, ({ removal }) => removal * 1000 < Date.now() + 3_600_000);
    const id = await begin();
    await until(pods, (names) => names.every((name) => name.startsWith("locust-reporter")));
    expect(await record(id)).toMatchObject({ end: "stopped" });
    expect(await reporterLog()).toContain("loadtest-setup is longer ago than maxAge, 43200 s.");
    const left = await getObjects("configmaps,secrets,cronjobs", "-n", NAMESPACE);
    expect(left.map(({ metadata }) => metadata.uid)).toEqual(
      declared.map(({ metadata }) => metadata.uid),
    );
    const { exitCode, log } = await click(NAMESPACE, "loadtest-cleanup");
    expect(exitCode).toBe(0);
    expect(log).toContain("The reports on the reporter's own disk are removed with it.");
    expect(await pods()).toEqual([]);
  });
});

async function create(object: object): Promise<void> {
  await run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(object) });
}
