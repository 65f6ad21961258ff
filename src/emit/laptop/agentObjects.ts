import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type {
  Secret,
  Service,
  ServiceAccount,
  ServicePort,
  ServiceSpec,
} from "kubernetes-types/core/v1.d.ts";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.d.ts";
import type { Role, RoleBinding } from "kubernetes-types/rbac/v1.d.ts";
import { type AgentSettings, FIRST_PORT } from "../../laptop/agent/settings.ts";
import { entryAnnotations, PODS_OF } from "../../routing/annotations.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { MANAGED_BY } from "../common/labels.ts";
import { agentJob } from "./agentJob.ts";
import { podsName } from "./agentName.ts";
import { type AgentPlan, LAPTOP_LABEL } from "./agentPlan.ts";

/** The objects of an agent. All but the Job belong to the Job, and go with it. */
export interface AgentObjects {
  job: Job;
  /** Undefined where nothing is intercepted. */
  service?: Service;
  /** Leads newer agents to this one, where the origin's own Service may lead to several. */
  sharing?: Service;
  networkPolicy: NetworkPolicy;
  serviceAccount: ServiceAccount;
  role: Role;
  roleBinding: RoleBinding;
  token: Secret;
}

const V1_SERVICE = { apiVersion: "v1", kind: "Service" } as const;

const RBAC = "rbac.authorization.k8s.io";

export function agentObjects(plan: AgentPlan): AgentObjects {
  const { settings, ports, pods, sharing } = plan;
  const { name, namespace, intercept } = settings;
  const labels = agentLabels(name);
  const metadata = { name, namespace, labels };
  return {
    job: agentJob(plan, labels),
    ...(intercept && {
      service:
        pods === undefined
          ? service(metadata, intercept, ports)
          : podsService({ ...metadata, name: podsName(name) }, intercept, pods),
    }),
    ...(intercept &&
      pods &&
      sharing !== undefined && {
        sharing: podsService({ ...metadata, name: sharing }, intercept, {
          ...pods,
          selector: { [LAPTOP_LABEL]: name },
        }),
      }),
    networkPolicy: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata,
      spec: {
        podSelector: { matchLabels: { [LAPTOP_LABEL]: name } },
        policyTypes: ["Ingress"],
        ingress:
          intercept === undefined
            ? []
            : [{ ports: intercept.ports.map(({ listen }) => ({ port: listen, protocol: "TCP" })) }],
      },
    },
    serviceAccount: {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata,
      automountServiceAccountToken: false,
    },
    role: {
      apiVersion: `${RBAC}/v1`,
      kind: "Role",
      metadata,
      rules: rulesOf(settings),
    },
    roleBinding: {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: RBAC, kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    token: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, annotations: { "kubernetes.io/service-account.name": name } },
      type: "kubernetes.io/service-account-token",
    },
  };
}

export function agentLabels(name: string): Record<string, string> {
  return {
    [LAPTOP_LABEL]: name,
    "app.kubernetes.io/part-of": "understudy",
    [MANAGED_BY]: "understudy",
  };
}

function service(
  metadata: { name: string; namespace: string; labels: Record<string, string> },
  { origin, key }: NonNullable<AgentSettings["intercept"]>,
  ports: readonly ServicePort[],
): Service {
  const { name, namespace } = metadata;
  const host = serviceHost(name, namespace) ?? "";
  const own = key !== undefined && { key };
  const entry = { origin, ...own, destination: { host }, returns: true as const, from: "" };
  return {
    ...V1_SERVICE,
    metadata: { ...metadata, annotations: entryAnnotations(entry) },
    spec: {
      selector: { [LAPTOP_LABEL]: name },
      ports: ports.map(({ name, port, appProtocol }, i) => ({
        ...(name !== undefined && { name }),
        ...(appProtocol !== undefined && { appProtocol }),
        ...{ port, targetPort: FIRST_PORT + i, protocol: "TCP" },
      })),
    },
  };
}

/** Returns a Service that leads to the origin's pods, or to an agent, while the origin's own leads to an agent. */
function podsService(
  metadata: { name: string; namespace: string; labels: Record<string, string> },
  { led }: NonNullable<AgentSettings["intercept"]>,
  spec: ServiceSpec,
): Service {
  const labels = { ...metadata.labels, [PODS_OF]: led?.service ?? "" };
  return { ...V1_SERVICE, metadata: { ...metadata, labels }, spec };
}

/** The rights to take itself out of the routes that lead to it, or to give its Service back, and no others. */
function rulesOf({ name, virtualServices, intercept }: AgentSettings): NonNullable<Role["rules"]> {
  if (intercept?.led !== undefined) {
    return [
      {
        apiGroups: [""],
        resources: ["services"],
        resourceNames: [intercept.led.service],
        verbs: ["get", "patch"],
      },
    ];
  }
  if (intercept === undefined) return [];
  const mark = {
    apiGroups: [""],
    resources: ["services"],
    resourceNames: [name],
    verbs: ["patch"],
  };
  // Without names it would be a right to all of them.
  if (virtualServices.length === 0) return [mark];
  return [
    mark,
    {
      apiGroups: ["networking.istio.io"],
      resources: ["virtualservices"],
      resourceNames: virtualServices.map(({ name }) => name),
      verbs: ["get", "patch"],
    },
  ];
}
