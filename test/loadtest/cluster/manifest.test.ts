import { describe, expect, test } from "vitest";
import { readManifest } from "../../../src/loadtest/cluster/manifest.ts";
import type { Problem } from "../../../src/problem.ts";

const NAMES = { namespace: "loadtest", properties: "locust-properties" };

function read(manifest: string, script = "script.py") {
  const problems: Problem[] = [];
  const properties = { manifest, script, workers: 3, all: {} };
  const objects = readManifest(properties, NAMES, problems);
  return { objects, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: locust-worker }
spec:
  replicas: \${WORKER_NUM}
`;
const POD = `apiVersion: v1
kind: Pod
metadata: { name: locust-master, namespace: loadtest }
`;
const SERVICE = POD.replace("Pod", "Service");

describe("LOCUST_MANIFEST", () => {
  test("is read in the order in which its objects are applied, in the load test's namespace", () => {
    const { objects } = read([DEPLOYMENT, POD, SERVICE].join("---\n"));
    expect(objects?.map(({ kind, metadata }) => [kind, metadata])).toEqual([
      ["Service", { name: "locust-master", namespace: "loadtest" }],
      ["Pod", { name: "locust-master", namespace: "loadtest" }],
      ["Deployment", { name: "locust-worker", namespace: "loadtest" }],
    ]);
    expect(objects?.at(-1)?.spec).toEqual({ replicas: 3 });
  });

  test("has its two variables filled in, and every other $ as it is", () => {
    const others = `$LOCUST_SCRIPT $(WORKER_NUM) $$ \${HOME} \${ WORKER_NUM } \${worker_num} $1 $& $\``;
    const texts = [`\${LOCUST_SCRIPT} \${WORKER_NUM}`, others];
    const env = texts.map((value) => `      - { name: A, value: '${value}' }\n`).join("");
    const manifest = `${POD}spec:\n  containers:\n  - env:\n${env}`;
    const { objects } = read(manifest, "a $& b.py");
    const spec = Object(objects?.[0]?.spec);
    expect(spec.containers[0].env.map(({ value }: { value: string }) => value)).toEqual([
      "a $& b.py 3",
      ...texts.slice(1),
    ]);
  });

  test("may be edited with comments and separators at its ends", () => {
    expect(read(`---\n# mine\n${POD}---\n`).objects?.length).toBe(1);
  });

  test.each([
    ["an unclosed bracket", `${POD}spec: [`, /^locust-properties: LOCUST_MANIFEST, line [45]: /],
    [
      "four dashes",
      `${POD}----\n${SERVICE}`,
      "locust-properties: LOCUST_MANIFEST, line 4: four dashes are no separator",
    ],
    ["a text", "hello", /LOCUST_MANIFEST: object: expected a Service, a Pod .* received "hello"$/],
    [
      "nothing but comments",
      "# empty",
      "locust-properties: LOCUST_MANIFEST: expected the objects of the Locust cluster, received none",
    ],
    [
      "another kind",
      "apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }",
      /LOCUST_MANIFEST: Job a: expected a Service, a Pod \(v1\) or a Deployment \(apps\/v1\), received "batch\/v1 Job"$/,
    ],
    [
      "a group that is gone",
      DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"),
      /received "extensions\/v1beta1 Deployment"$/,
    ],
    ["no name", "apiVersion: v1\nkind: Pod", /LOCUST_MANIFEST: Pod: it has no metadata.name$/],
    [
      "another namespace",
      POD.replace("namespace: loadtest", "namespace: prod"),
      /Pod locust-master: expected the namespace loadtest, received "prod"$/,
    ],
  ])("is refused with its place for %s", (_, manifest, problem) => {
    const { objects, problems } = read(manifest);
    expect(objects).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test("whose separator is missing says so", () => {
    const problems: Problem[] = [];
    readManifest({ manifest: POD + SERVICE, script: "", workers: 1, all: {} }, NAMES, problems);
    expect(problems).toEqual([
      {
        where: "locust-properties: LOCUST_MANIFEST, line 4",
        what: "duplicated mapping key",
        fix: "Write a line --- between two objects.",
      },
    ]);
  });
});
