import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import type { LocustObject } from "../../../src/loadtest/cluster/objects.ts";
import { following, propertiesOf, setUpAt, stamped } from "../../../src/loadtest/cluster/stamp.ts";

const metadata = { name: "locust-worker", namespace: "loadtest" };
const mounts = (...names: string[]): PodSpec => ({
  containers: [],
  volumes: names.map((name) => ({ name, configMap: { name } })),
});
const pod = (spec?: PodSpec): LocustObject => ({
  ...{ apiVersion: "v1", kind: "Pod", metadata },
  ...(spec && { spec }),
});
const workers = (spec: PodSpec): LocustObject => ({
  ...{ apiVersion: "apps/v1", kind: "Deployment", metadata },
  spec: { selector: {}, template: { spec } },
});
const DIGESTS = { "locust-scripts": "s1", "locust-programs": "p1" };
const stampedWith = (object: LocustObject, digests = DIGESTS) =>
  stamped(object, "loadtest", digests);
const contentOf = (object: LocustObject) => object.metadata.annotations?.["understudy.dev/content"];
const templateOf = (object: LocustObject) => Object(object.spec).template.metadata;

describe("what loadtest-setup makes", () => {
  test("has the label by which it is removed, its pods too", () => {
    const labels = { "understudy.dev/loadtest": "loadtest" };
    const object = stampedWith(workers(mounts("locust-scripts")));
    expect(object.metadata.labels).toEqual(labels);
    expect(templateOf(object)).toEqual({
      labels,
      annotations: { "understudy.dev/mounted": "s1" },
    });
  });

  test("is made anew if a ConfigMap has changed that it mounts, and by no other", () => {
    const master = pod(mounts("locust-scripts"));
    const one = contentOf(stampedWith(master));
    expect(contentOf(stampedWith(master, { ...DIGESTS, "locust-programs": "p2" }))).toBe(one);
    expect(contentOf(stampedWith(master, { ...DIGESTS, "locust-scripts": "s2" }))).not.toBe(one);
    const sources = [{ configMap: { name: "locust-scripts" } }];
    const projected = pod({ containers: [], volumes: [{ name: "a", projected: { sources } }] });
    expect(stampedWith(projected).metadata.annotations?.["understudy.dev/mounted"]).toBe("s1");
  });

  test("is made anew if it was edited", () => {
    const edited = pod({ ...mounts("locust-scripts"), priorityClassName: "high" });
    expect(contentOf(stampedWith(edited))).not.toBe(
      contentOf(stampedWith(pod(mounts("locust-scripts")))),
    );
  });

  test.each<[string, LocustObject]>([
    ["a Pod without a spec", pod()],
    ["a Deployment without a template", { ...workers(mounts()), spec: Object({ replicas: 1 }) }],
    [
      "a Deployment whose template is empty",
      { ...workers(mounts()), spec: Object({ template: null }) },
    ],
    ["a Deployment whose spec is empty", { ...workers(mounts()), spec: Object(null) }],
    ["volumes that are no list", pod(Object({ volumes: "none" }))],
  ])("may be wrong, which the API server tells: %s", (_, object) => {
    expect(stampedWith(object).metadata.name).toBe("locust-worker");
  });
});

test("workers follow the master that they were started for, and no other Deployment does", () => {
  const annotations = { "understudy.dev/master": "uid-1" };
  const locust = following(workers(mounts("locust-scripts")), "locust-scripts", "uid-1");
  expect(templateOf(locust)).toEqual({ annotations });
  const reporter = workers(mounts("locust-programs"));
  expect(following(reporter, "locust-scripts", "uid-1")).toEqual(reporter);
});

test("a Deployment tells the properties that were applied, the manifest as a digest", () => {
  const all = { WORKER_NUM: "3", LOCUST_MANIFEST: "kind: Pod" };
  const properties = { script: "script.py", workers: 3, manifest: "kind: Pod", all };
  const object = setUpAt(workers(mounts()), "2026-11-27T12:30:00Z", properties);
  expect(object.metadata.annotations?.["understudy.dev/set-up"]).toBe("2026-11-27T12:30:00Z");
  expect(propertiesOf([object as Deployment])).toEqual({
    WORKER_NUM: "3",
    LOCUST_MANIFEST: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  expect(propertiesOf([])).toEqual({});
});
