import { dump } from "js-yaml";
import { slot } from "../../slots.ts";
import type { KubernetesObject } from "../common/kubernetesObject.ts";

const HEAD = `# The Locust cluster, which loadtest-setup makes. It fills in \${LOCUST_SCRIPT} and \${WORKER_NUM}; no other $ means
# anything. An edit here stays when the stack is updated.
`;

/** Returns the objects that `loadtest-setup` makes, as YAML for the property `LOCUST_MANIFEST`. */
export function manifestText(objects: readonly KubernetesObject[]): string {
  const documents = objects.map((object) => dump(object, { noRefs: true, lineWidth: -1 }));
  // A number of replicas is no text.
  const workers = slot("WORKER_NUM");
  return (
    HEAD +
    documents
      .join("---\n")
      .replaceAll(/: (["'])\$\{WORKER_NUM\}\1$/gm, `: ${workers.replace("$", "$$")}`)
  );
}
