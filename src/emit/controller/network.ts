import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.d.ts";
import type { ControllerConfig } from "../../campaign/controller.ts";
import { PORTS } from "../../controller/program/settings.ts";
import { controllerLabels } from "./controllerLabels.ts";

/** Returns the Service of metrics and of webhooks. */
export function controllerService(config: ControllerConfig): Service {
  const { name, namespace } = config;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels: controllerLabels(config) },
    spec: {
      selector: { app: name },
      ports: portsOf(config).map(({ name, port }) => ({
        ...{ name, port, targetPort: name, protocol: "TCP" },
      })),
    },
  };
}

/**
 * Returns what may reach the controller: its two ports and nothing else. What it may reach is left open: GitHub, registries
 * and the API server have addresses that change, and a policy knows no names.
 */
export function controllerNetworkPolicy(config: ControllerConfig): NetworkPolicy {
  const { name, namespace } = config;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels: controllerLabels(config) },
    spec: {
      podSelector: { matchLabels: { app: name } },
      policyTypes: ["Ingress"],
      ingress: [{ ports: portsOf(config).map(({ name }) => ({ port: name, protocol: "TCP" })) }],
    },
  };
}

function portsOf({ webhook }: ControllerConfig) {
  return [
    { name: "http", port: PORTS.http },
    ...(webhook ? [{ name: "webhook", port: PORTS.webhook }] : []),
  ];
}
