import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import { leadOf } from "../../cluster/live/ledService.ts";
import { HOLDER, LAPTOP_LABEL } from "../../emit/laptop/agentPlan.ts";
import { type Problem, UserError } from "../../problem.ts";
import { serviceHost, shortName } from "../../routing/serviceHost.ts";
import { type AgentSettings, type InterceptSettings, SETTINGS } from "../agent/settings.ts";
import { KINDS } from "./agentKinds.ts";
import { type Holder, readHolder } from "./holder.ts";

/** An agent that is in the cluster. */
export interface FoundAgent {
  namespace: string;
  name: string;
  /** Of its Job; empty if that is gone, and a Service still leads to it. */
  uid: string;
  /** `payments.shop`; undefined where nothing is intercepted. */
  service?: string;
  /** The full name of that Service. */
  host?: string;
  key?: string;
  /** The only routes that reach the laptop, `GET /payments/{paymentId}`; undefined: all do. */
  routes?: string[];
  /** The laptop gets copies, and the origin answers. */
  mirror?: true;
  /** The Service whose selector leads to the agent; undefined where routes do. */
  led?: string;
  holder: Holder;
}

/** Returns which of the key's requests reach the laptop, and how, for people. */
export function taking({
  routes,
  mirror,
}: Partial<Pick<InterceptSettings, "routes" | "mirror">>): Pick<FoundAgent, "routes" | "mirror"> {
  const keys = routes && [...new Set(routes.flatMap(({ key }) => key ?? []))];
  return { ...(keys && { routes: keys }), ...(mirror && { mirror }) };
}

/**
 * Returns the agents of a namespace.
 *
 * @param namespace undefined for all
 * @throws {UserError} without the right to list Jobs
 */
export async function listAgents(
  kubeConfig: KubeConfig,
  namespace: string | undefined,
): Promise<FoundAgent[]> {
  const problems: Problem[] = [];
  const kind = { ...KINDS.Job, ...(namespace !== undefined && { namespace }) };
  const jobs = await listObjects<Job>(kubeConfig, kind, problems, `?labelSelector=${LAPTOP_LABEL}`);
  if (jobs === undefined) throw new UserError(problems);
  const agents = jobs
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .map(({ metadata = {}, spec }) => {
      const env = spec?.template.spec?.containers[0]?.env ?? [];
      const text = env.find((one) => one.name === SETTINGS)?.value ?? "{}";
      const { intercept }: Partial<AgentSettings> = JSON.parse(text);
      return {
        namespace: metadata.namespace ?? "",
        name: metadata.name ?? "",
        uid: metadata.uid ?? "",
        ...(intercept && {
          service: shortName(intercept.origin),
          host: intercept.origin,
          ...(intercept.key !== undefined && { key: intercept.key }),
          ...taking(intercept),
          ...(intercept.led && { led: intercept.led.service }),
        }),
        holder: readHolder(metadata.annotations?.[HOLDER]),
      };
    });
  // Whoever may not list them sees the others.
  const services = { ...KINDS.Service, ...(namespace !== undefined && { namespace }) };
  const left = (await listObjects<Service>(kubeConfig, services, []))?.flatMap(leftLeads) ?? [];
  const isThere = (one: FoundAgent) =>
    agents.some(({ namespace, name }) => namespace === one.namespace && name === one.name);
  return [...agents, ...left.filter((one) => !isThere(one))];
}

/** Somebody may remove an agent's Job by hand, and with it the rights by which it would give its Service back. */
function leftLeads(service: Service): FoundAgent[] {
  const lead = leadOf(service);
  const { name: led = "", namespace = "" } = service.metadata ?? {};
  if (lead === undefined) return [];
  const host = serviceHost(led, namespace) ?? "";
  const holder = readHolder(undefined);
  const found = { namespace, uid: "", service: shortName(host), host, led, holder };
  return lead.agents.map(({ agent }) => ({ ...found, name: agent }));
}
