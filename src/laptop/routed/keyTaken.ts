import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../../cluster/listObjects.ts";
import type { Problem } from "../../problem.ts";
import { annotatedOrigin, readAnnotations } from "../../routing/annotations.ts";
import { type AnnotatedObject, isLeaving } from "../../routing/composeLive.ts";
import { shortName } from "../../routing/serviceHost.ts";

/** The requests that somebody wants. */
export interface WantedKey {
  /** Full name of the Service. */
  host: string;
  key: string;
  /** The agent that has them, or will. */
  agent: { namespace: string; name: string };
}

/** Adds a problem for each other Service that has a host's requests of a key: a preview, for instance. */
export async function keyTaken(
  kubeConfig: KubeConfig,
  { host, key, agent }: WantedKey,
  problems: Problem[],
): Promise<void> {
  const kind = { group: "", resource: "services" };
  const services = await listObjects<AnnotatedObject>(kubeConfig, kind, problems);
  for (const one of services ?? []) {
    const { name, namespace, annotations = {} } = one.metadata;
    const isOwn = name === agent.name && namespace === agent.namespace;
    if (isOwn || isLeaving(one) || annotatedOrigin({ namespace, annotations }) !== host) continue;
    const route = readAnnotations({ name, namespace, annotations }, []);
    if (route === undefined || "routes" in route || route.key !== key) continue;
    problems.push({
      where: "--key",
      what: `requests for ${shortName(host)} with the key ${key} are those of Service ${namespace}/${name}`,
      fix: "Take another key, or remove that one.",
    });
  }
}
