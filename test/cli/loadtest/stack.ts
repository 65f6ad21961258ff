import { cronJob, FAKE_CONTEXT } from "../../loadtest/client/fakeCluster.ts";
import { folderOf } from "../project.ts";

/** A folder with a stack of one load test, and a script. */
export function loadTestFolder(more: Record<string, string> = {}): string {
  return folderOf({
    "Pulumi.stg.yaml": `config:
  understudy:kubeContext: ${FAKE_CONTEXT}
  understudy:defaults: { registry: registry.example.com }
  understudy:loadtests:
    - { host: "http://orders.shop" }
`,
    "loadtest/script.py": SCRIPT,
    ...more,
  });
}

export const SCRIPT = "from locust import HttpUser\n";

const CONFIGMAPS = "/api/v1/namespaces/loadtest/configmaps";
export const SCRIPTS_PATH = `${CONFIGMAPS}/locust-scripts`;

/** What the stack has declared in the cluster. */
export function declaredObjects(): Record<string, object> {
  const properties = { WORKER_NUM: "2", LOCUST_SCRIPT: "script.py" };
  return {
    ...cronJob("loadtest-setup"),
    ...cronJob("loadtest-cleanup"),
    [`${CONFIGMAPS}/locust-properties`]: { data: properties },
    [SCRIPTS_PATH]: {
      metadata: { labels: { team: "shop" }, resourceVersion: "7" },
      data: { "script.py": SCRIPT },
    },
  };
}
