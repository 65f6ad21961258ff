import type { ServicePort, ServiceSpec } from "kubernetes-types/core/v1.d.ts";
import type { AgentSettings } from "../../laptop/agent/settings.ts";

/** Label of the objects of an agent: its name. */
export const LAPTOP_LABEL = "understudy.dev/laptop";
/** Annotation of its Job: whose it is, since when, from which machine, as JSON. */
export const HOLDER = "understudy.dev/laptop-holder";

/** What the agent is made for. */
export interface AgentPlan {
  settings: AgentSettings;
  image: string;
  /** The program, as one file. */
  program: string;
  /** What the pod has of the origin's. */
  origin: OriginPod;
  /** Ports of the origin's Service that requests come by, as the Service has them. */
  ports: readonly ServicePort[];
  /** Of the Service that leads to the origin's pods, where the origin's own leads to the agent. */
  pods?: ServiceSpec;
  /** Name of the Service by which newer agents reach this one, where the origin's own Service may lead to several. */
  sharing?: string;
  holder: string;
}

/** What the agent's pod has of the origin's. */
export interface OriginPod {
  /** Its calls have the origin's identity in the mesh. */
  serviceAccountName: string;
  imagePullSecrets: { name?: string }[];
  /** Those that its sidecar is set by. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
