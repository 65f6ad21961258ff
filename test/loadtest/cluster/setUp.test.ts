import { zipSync } from "fflate";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { type SetUpOptions, setUp } from "../../../src/loadtest/cluster/setUp.ts";
import {
  APPS,
  CORE,
  deployment,
  type FakePlace,
  fakePlace,
  LABELS,
  pod,
  READY,
} from "./fakePlace.ts";

const MANIFEST = `apiVersion: v1
kind: Service
metadata: { name: locust-master }
---
apiVersion: v1
kind: Pod
metadata: { name: locust-master }
spec:
  containers: []
  volumes: [{ name: scripts, configMap: { name: locust-scripts } }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: locust-worker }
spec:
  replicas: \${WORKER_NUM}
  template:
    spec: { volumes: [{ name: scripts, configMap: { name: locust-scripts } }] }
`;

const PROPERTIES = `${CORE}/configmaps/locust-properties`;
const MASTER = `${CORE}/pods/locust-master`;
const WORKERS = `${APPS}/deployments/locust-worker`;
/** Nothing in the stand-in becomes ready by itself. */
const SHORT = { pollMs: 1, readyMs: 1, troubleMs: 1 };

const data = (over: Record<string, string> = {}) => ({
  data: { WORKER_NUM: "1", LOCUST_SCRIPT: "a.py", LOCUST_MANIFEST: MANIFEST, ...over },
});

let fake: FakePlace;

async function declare(objects: Record<string, object> = {}) {
  fake = await fakePlace({
    [PROPERTIES]: data(),
    [`${CORE}/configmaps/locust-scripts`]: { data: { "a.py": "" } },
    ...objects,
  });
}

/** Sets up, and returns why it failed. */
async function failure(options: SetUpOptions = {}): Promise<string> {
  const error = await setUp(fake.place, { patience: SHORT, ...options }).catch((reason) => reason);
  return String(error?.message);
}

const changes = () => fake.cluster.changes;

describe("a set-up", () => {
  beforeEach(() => declare());

  test("applies all objects with the label of the load test, and says which", async () => {
    expect(await failure()).toContain("not ready after");
    expect(changes()).toEqual([
      `PATCH ${CORE}/services/locust-master`,
      `PATCH ${MASTER}`,
      `PATCH ${WORKERS}`,
    ]);
    expect(fake.cluster.objects.get(MASTER)).toMatchObject({ metadata: { labels: LABELS } });
    expect(fake.cluster.objects.get(WORKERS)).toMatchObject({ spec: { replicas: 1 } });
    expect(fake.said.slice(0, 2)).toEqual([
      "locust-properties says: LOCUST_SCRIPT a.py, WORKER_NUM 1.",
      "made Service locust-master, made Pod locust-master, made Deployment locust-worker.",
    ]);
  });

  test("tells all mistakes at once, and changes nothing", async () => {
    fake.cluster.objects.set(PROPERTIES, data({ LOCUST_SCRIPT: "b.py", LOCUST_MANIFEST: "a: [" }));
    const message = await failure();
    expect(message).toContain("there is no b.py in locust-scripts");
    expect(message).toContain("LOCUST_MANIFEST, line");
    expect(changes()).toEqual([]);
  });

  test("tells if the run that follows has fewer users than workers, and changes nothing", async () => {
    fake.cluster.objects.set(PROPERTIES, data({ WORKER_NUM: "3" }));
    expect(await failure({ users: 2 })).toBe(
      "locust-properties: WORKER_NUM: 2 users of the stack's run cannot be shared by 3 workers.\n" +
        "  Set it lower, or write more users in the stack.",
    );
    expect(changes()).toEqual([]);
    expect(await failure({ users: 3 })).toContain("not ready after");
  });

  test("tells a script that is not in the archive, and leaves other volumes' folders to the pod", async () => {
    const archive = Buffer.from(zipSync({ "shop/a.py": Buffer.from("") })).toString("base64");
    const scripts = { data: { "a.py": "" }, binaryData: { "scripts.zip": archive } };
    await declare({
      [PROPERTIES]: data({ LOCUST_SCRIPT: "shop/b.py" }),
      [`${CORE}/configmaps/locust-scripts`]: scripts,
    });
    expect(await failure()).toContain(
      "there is no shop/b.py in locust-scripts, which has a.py and shop/a.py",
    );
    expect(changes()).toEqual([]);
    fake.cluster.objects.set(PROPERTIES, data({ LOCUST_SCRIPT: "shop/a.py" }));
    expect(await failure()).toContain("not ready after");
    await declare({ [PROPERTIES]: data({ LOCUST_SCRIPT: "shop/b.py" }) });
    expect(await failure()).toContain("not ready after");
  });

  test.each(["locust-properties", "locust-scripts"])("says that %s is gone", async (name) => {
    fake.cluster.objects.delete(`${CORE}/configmaps/${name}`);
    expect(await failure()).toBe(
      `ConfigMap ${name}: it is not in namespace loadtest.\n  Run pulumi up, which makes it.`,
    );
    expect(changes()).toEqual([]);
  });

  test("does not touch what somebody else has made", async () => {
    fake.cluster.objects.set(WORKERS, { metadata: { name: "locust-worker" } });
    expect(await failure()).toBe(
      "Deployment locust-worker: there is one in namespace loadtest that loadtest-setup did not make.\n" +
        "  Remove it, or give the one in LOCUST_MANIFEST another name.",
    );
    expect(changes()).toEqual([]);
  });

  test("tells every object that the API server refuses", async () => {
    for (const path of [MASTER, WORKERS]) {
      fake.cluster.refusals.set(`PATCH ${path}`, { status: 403, message: "exceeded quota: few" });
    }
    const reason = "the quota of the namespace does not allow it: exceeded quota: few.";
    const message = await failure();
    expect(message).toContain(`Pod locust-master: ${reason}`);
    expect(message).toContain(`Deployment locust-worker: ${reason}`);
  });
});

describe("a second set-up", () => {
  beforeEach(async () => {
    await declare();
    await failure();
    makeReady();
    changes().length = 0;
    fake.said.length = 0;
  });

  function makeReady(): void {
    fake.cluster.objects.set(MASTER, { ...fake.cluster.objects.get(MASTER), status: READY });
  }

  test("replaces nothing if nothing was edited", async () => {
    await failure();
    expect(changes()).not.toContain(`DELETE ${MASTER}`);
  });

  test.each([
    [
      "the script",
      () =>
        fake.cluster.objects.set(
          PROPERTIES,
          data({
            LOCUST_SCRIPT: "a.py",
            LOCUST_MANIFEST: MANIFEST.replace(
              "containers: []",
              `containers: [{ name: \${LOCUST_SCRIPT} }]`,
            ),
          }),
        ),
    ],
    [
      "the content of a script",
      () =>
        fake.cluster.objects.set(`${CORE}/configmaps/locust-scripts`, { data: { "a.py": "#" } }),
    ],
  ])("replaces the master after an edit of %s", async (_, edit) => {
    edit();
    await failure();
    expect(changes()).toContain(`DELETE ${MASTER}`);
    expect(fake.said[1]).toContain("replaced Pod locust-master");
  });

  test("replaces a master that is not ready", async () => {
    fake.cluster.objects.set(MASTER, { ...fake.cluster.objects.get(MASTER), status: {} });
    await failure();
    expect(changes()).toContain(`DELETE ${MASTER}`);
  });

  test.each([
    ["selects other pods", { selector: { matchLabels: { app: "worker" } } }],
    ["was rolled, which Recreate excludes", { strategy: { type: "RollingUpdate" } }],
  ])("replaces a Deployment that %s", async (_, before) => {
    const after = `spec:
  selector: { matchLabels: { app: locust-worker } }
  strategy: { type: Recreate }
  replicas`;
    const manifest = MANIFEST.replace("spec:\n  replicas", after);
    fake.cluster.objects.set(PROPERTIES, data({ LOCUST_MANIFEST: manifest }));
    await failure();
    changes().length = 0;
    await failure();
    expect(changes()).not.toContain(`DELETE ${WORKERS}`);
    const found: Deployment = Object(fake.cluster.objects.get(WORKERS));
    fake.cluster.objects.set(WORKERS, { ...found, spec: { ...found.spec, ...before } });
    await failure();
    expect(changes()).toContain(`DELETE ${WORKERS}`);
    expect(fake.said).toContain("replaced Deployment locust-worker.");
  });

  test("replaces pods of Deployments that an earlier one left in trouble, and no others", async () => {
    const owned = { ownerReferences: [{}] };
    const set = (name: string, status: object, metadata: object) =>
      fake.cluster.objects.set(`${CORE}/pods/${name}`, pod(name, status, metadata));
    set("w-1", { phase: "Pending" }, owned);
    set("w-2", READY ?? {}, owned);
    set("foreign", { phase: "Pending" }, { labels: {}, ...owned });
    await failure();
    expect(changes().filter((change) => change.startsWith("DELETE"))).toEqual([
      `DELETE ${CORE}/pods/w-1`,
    ]);
  });

  test("says that nothing has changed if nothing has", async () => {
    fake.cluster.objects.set(WORKERS, deployment("locust-worker"));
    for (const path of [`${CORE}/services/locust-master`, MASTER, WORKERS]) {
      // As an API server, which does not make a new version of an object that is as it was.
      const kept = Object(fake.cluster.objects.get(path));
      const metadata = { resourceVersion: "7", ...kept.metadata };
      fake.cluster.objects.set(path, { ...kept, metadata });
      fake.cluster.unchanged.add(path);
    }
    await failure();
    expect(fake.said[1]).toBe("Nothing has changed since the last time.");
  });
});
