import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { podLogs } from "../../../src/loadtest/reporter/podLogs.ts";
import { CORE, fakePlace, pod } from "../cluster/fakePlace.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "logs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const BEGIN = new Date(0);
const LOG = `${CORE}/pods/locust-master/log`;

const running = (containerID: string, state: object = { running: {} }) =>
  pod("locust-master", {
    containerStatuses: [
      { name: "locust", containerID, image: "", imageID: "", ready: true, restartCount: 0, state },
    ],
  });

describe("the logs of pods", () => {
  async function follow() {
    const { place, cluster } = await fakePlace();
    const logs = podLogs(place, join(root, "followed"));
    const copied = () => {
      logs.copy(join(root, "run"), BEGIN);
      const file = join(root, "run", "logs", "locust-master.locust.log");
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    };
    return { logs, copied, cluster };
  }

  test("are read once of a container that has ended, and one that starts again goes on in the same file", async () => {
    const { logs, copied, cluster } = await follow();
    cluster.logs.set(LOG, "first\n");
    logs.look([running("", { waiting: {} })]);
    const ended = running("c1", { terminated: { exitCode: 1 } });
    logs.look([ended]);
    logs.look([ended]);
    await expect.poll(() => copied()).toBe("first\n");
    cluster.logs.set(LOG, "second\n");
    logs.look([running("c2", { terminated: { exitCode: 1 } })]);
    await expect.poll(() => copied()).toBe("first\nsecond\n");
  });

  test("go on if the connection ended and the container did not", async () => {
    const { logs, copied, cluster } = await follow();
    cluster.logs.set(LOG, "first\n");
    logs.look([running("c1")]);
    await expect.poll(() => copied()).toBe("first\n");
    cluster.logs.set(LOG, "second\n");
    await vi.waitFor(() => {
      logs.look([running("c1")]);
      expect(copied()).toMatch(/^first\nsecond\n/);
    }, 60_000);
  });

  test("that could not be read are tried again at the next look", async () => {
    const { logs, copied, cluster } = await follow();
    const refuse = vi.fn(() => 500);
    cluster.refusals.set(`GET ${LOG}`, {
      get status() {
        return refuse();
      },
      message: "the kubelet is away",
    });
    logs.look([running("c1")]);
    await expect.poll(() => refuse).toHaveBeenCalled();
    cluster.refusals.clear();
    cluster.logs.set(LOG, "there\n");
    await vi.waitFor(() => {
      logs.look([running("c1")]);
      expect(copied()).toMatch(/^there\n/);
    }, 60_000);
  });

  test("of pods that were gone before a run are none of the run's", async () => {
    const { logs, copied, cluster } = await follow();
    cluster.logs.set(LOG, "old\n");
    logs.look([running("c1")]);
    await expect.poll(() => copied()).toBe("old\n");
    logs.copy(join(root, "next"), new Date(Date.now() + 1_000));
    expect(existsSync(join(root, "next"))).toBe(false);
  });
});
