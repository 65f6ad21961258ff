import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { removeNamespaces } from "./leftovers.ts";
import { click, locustImage, until } from "./loadTestCluster.ts";
import { declareSmall, loadTestRuns } from "./loadTestRuns.ts";
import { getObjects, kubectl, run } from "./run.ts";

const registry = inject("registry");
const NAMESPACE = "understudy-e2e-troubles";
const NODE_LABEL = "understudy-e2e-troubles";
const { edit } = loadTestRuns(NAMESPACE);

let image = "";

describe.runIf(registry !== "")("a load test in trouble", () => {
  let manifest = "";

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    image = await locustImage(registry);
    await kubectl("create", "namespace", NAMESPACE);
    await declareSmall(NAMESPACE, image);
    const stored = ["get", "configmap", "locust-properties", "-n", NAMESPACE];
    manifest = await kubectl(...stored, "-o", "jsonpath={.data.LOCUST_MANIFEST}");
  });

  afterAll(async () => {
    await kubectl("label", "nodes", "--all", `${NODE_LABEL}-`);
    await removeNamespaces(NAMESPACE);
  });

  describe("a set-up that cannot succeed fails once, with the reason and what to do about it:", () => {
    afterEach(async () => {
      await kubectl("delete", "quota,limits", "--all", "-n", NAMESPACE);
      await enforce("privileged");
      await declareSmall(NAMESPACE, image);
      await edit({ LOCUST_SCRIPT: "script.py", WORKER_NUM: "1", LOCUST_MANIFEST: manifest });
    });

    const namespaced = { namespace: NAMESPACE, name: "trouble" };

    test.each([
      {
        trouble: "a quota that leaves room for the job alone",
        make: () => created("ResourceQuota", { hard: { pods: "1" } }),
        says: [
          /Pod locust-master: the quota of the namespace does not allow it: .*limited: pods=1\./,
          "Ask for less in the stack's resources, use fewer workers, or raise the quota.",
        ],
      },
      {
        trouble: "a LimitRange",
        make: () =>
          created("LimitRange", { limits: [{ type: "Container", min: { memory: "100Mi" } }] }),
        says: [
          /Pod locust-master: a LimitRange of the namespace does not allow it: .*minimum memory usage per Container is 100Mi/,
          "Change the stack's resources, or the LimitRange.",
        ],
      },
      {
        trouble: "a Pod Security Standard that the edited pods do not meet",
        async make() {
          await enforce("restricted");
          await change("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true");
        },
        says: [
          /Pod locust-master: the namespace's Pod Security Standard does not allow it: .*allowPrivilegeEscalation != false/,
          "Take back what was changed in LOCUST_MANIFEST, or change the label of the namespace.",
        ],
      },
      {
        trouble: "properties with wrong values, all at once",
        make: () => edit({ WORKER_NUM: "three", LOCUST_SCRIPT: "../script.py" }),
        says: [
          'locust-properties: WORKER_NUM: expected a number of workers from 1 to 9999, received "three".',
          "locust-properties: LOCUST_SCRIPT: expected the name of a script",
        ],
      },
      {
        trouble: "a manifest that is no YAML",
        make: () => edit({ LOCUST_MANIFEST: "kind: Pod\nmetadata: [" }),
        says: [/locust-properties: LOCUST_MANIFEST, line [23]: /],
      },
      {
        trouble: "a ConfigMap that was removed",
        make: () => kubectl("delete", "configmap", "locust-scripts", "-n", NAMESPACE),
        says: [
          `ConfigMap locust-scripts: it is not in namespace ${NAMESPACE}.`,
          "Run pulumi up, which makes it.",
        ],
      },
      {
        trouble: "a Secret that is not there",
        make: () => change("optional: true", "optional: false"),
        says: [
          'Pod locust-master: container locust-master cannot be made: secret "locust-secrets" not found.',
          "Make the Secret locust-secrets in this namespace, or name another one in the stack.",
        ],
      },
      {
        trouble: "an image that is not in its registry",
        make: () => change(image, `${registry}/none:1`),
        says: [
          `Pod locust-master: its image ${registry}/none:1 cannot be pulled: `,
          "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
        ],
      },
    ])("$trouble", async ({ make, says }) => {
      await make();
      const { exitCode, log, job } = await click(NAMESPACE, "loadtest-setup");
      for (const text of says) expect(log).toMatch(text);
      expect(log).not.toMatch(/^ +at /m);
      expect(exitCode).toBe(1);
      await until(
        () => jobStatus(job),
        (now) => now === "Failed 1",
      );
      const pods = await getObjects("pods", "-n", NAMESPACE, "-l", `job-name=${job}`);
      expect(pods.length).toBe(1);
    });

    function created(kind: string, spec: object): Promise<void> {
      return create({ apiVersion: "v1", kind, metadata: namespaced, spec });
    }

    function change(what: string, by: string): Promise<void> {
      return edit({ LOCUST_MANIFEST: manifest.replaceAll(what, by) });
    }
  });

  test("a set-up waits for a node that fits, and the next click after all that works", async () => {
    const placed = manifest
      .replace(
        "restartPolicy: Never",
        `restartPolicy: Never\n  nodeSelector:\n    ${NODE_LABEL}: "yes"`,
      )
      .replace(
        "name: HOME",
        `name: OWN\n          value: a \${OWN} $$$$ \${WORKER_NUM}\n        - name: HOME`,
      );
    await edit({ LOCUST_MANIFEST: placed });
    const clicked = click(NAMESPACE, "loadtest-setup");
    await until(
      () => getObjects("events", "-n", NAMESPACE, "--field-selector", "reason=FailedScheduling"),
      (events) => events.length > 0,
    );
    await kubectl("label", "nodes", "--all", `${NODE_LABEL}=yes`);
    const { exitCode, log } = await clicked;
    expect(log).toMatch(/Pod locust-master: no node takes it: .*affinity\/selector.*; waiting/);
    expect(exitCode).toBe(0);
    const env = "jsonpath={.spec.containers[0].env[0].value}";
    const own = await kubectl("get", "pod", "locust-master", "-n", NAMESPACE, "-o", env);
    expect(own, "only the two variables are filled in").toBe(`a \${OWN} $$ 1`);
  });
});

async function create(object: object): Promise<void> {
  await run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(object) });
}

async function enforce(level: string): Promise<void> {
  const label = `pod-security.kubernetes.io/enforce=${level}`;
  await kubectl("label", "namespace", NAMESPACE, "--overwrite", label);
}

/** How a Job ended, and how many of its pods failed: `Failed 1`. */
function jobStatus(job: string): Promise<string> {
  const path = 'jsonpath={.status.conditions[?(@.status=="True")].type} {.status.failed}';
  return kubectl("get", "job", job, "-n", NAMESPACE, "-o", path).then((text) =>
    text.split(" ").slice(-2).join(" "),
  );
}
