import type { StatefulSet } from "kubernetes-types/apps/v1.d.ts";
import type { Service, ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.d.ts";
import type { LaptopConfig } from "../../campaign/routingConfig.ts";
import { FIRST_PORT } from "../../laptop/agent/settings.ts";
import type { KeyedEntry } from "../../routing/entry.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { agentObjects } from "./agentObjects.ts";
import { laptopEntry, standingName } from "./laptopEntry.ts";

/** The objects of an agent that a stack declares. It waits for its laptop, and the origin answers meanwhile. */
export interface StandingAgent {
  serviceAccount: ServiceAccount;
  networkPolicy: NetworkPolicy;
  /** One pod, whose name is known without asking the cluster: `payments-laptop-ann-0`. */
  statefulSet: StatefulSet;
  service: Service;
  entry: KeyedEntry;
}

/** What the stack's other settings and files say. */
export interface AgentContext {
  stack: string;
  /** The plain header of route keys. */
  keyHeader: string;
  /** The agent's program; empty where only checks are made. */
  program: string;
}

export function standingAgent(
  config: LaptopConfig,
  { stack, keyHeader, program }: AgentContext,
): StandingAgent {
  const { namespace, key, fingerprints, image, pullSecrets } = config;
  const entry = laptopEntry(config);
  const name = standingName(config.service, key);
  const ports = Object.entries(config.ports).map(([name, port]) => ({ name, port }));
  const { job, service, networkPolicy, serviceAccount } = agentObjects({
    settings: {
      ...{ name, namespace, laptopKeys: fingerprints, holder: key, virtualServices: [] },
      intercept: {
        ...{ origin: entry.origin, key, keyHeader },
        ports: ports.map(({ name, port }, i) => ({
          ...{ name, port, listen: FIRST_PORT + i, toLaptop: true },
        })),
      },
    },
    ...{ image, program, ports, holder: "" },
    origin: {
      serviceAccountName: config.serviceAccount ?? name,
      imagePullSecrets: pullSecrets.map((name) => ({ name })),
      ...{ labels: {}, annotations: {} },
    },
  });
  const template = job.spec?.template;
  const labels = { ...job.metadata?.labels, ...stackLabels(stack) };
  const metadata = { name, namespace, labels };
  const { restartPolicy: _, volumes, containers = [], ...pod } = template?.spec ?? {};
  return {
    serviceAccount: { ...serviceAccount, metadata },
    networkPolicy: { ...networkPolicy, metadata },
    statefulSet: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata,
      spec: {
        serviceName: name,
        replicas: 1,
        selector: { matchLabels: job.metadata?.labels ?? {} },
        template: {
          metadata: { labels },
          // It takes itself out of no routes, and needs no account for that.
          spec: { ...pod, containers: containers.map(({ volumeMounts, ...one }) => one) },
        },
      },
    },
    service: {
      ...service,
      metadata: {
        ...metadata,
        // Pulumi waits for the StatefulSet already.
        annotations: { ...service?.metadata?.annotations, "pulumi.com/skipAwait": "true" },
      },
    } as Service,
    entry,
  };
}
