import type { Duplex } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";
import { LAPTOP_LABEL } from "../../emit/laptop/agentPlan.ts";
import { UserError } from "../../problem.ts";
import { CONTROL_PORT } from "../agent/settings.ts";
import { LinkError } from "../link/link.ts";
import { pathOfKind } from "./agentKinds.ts";

/** Where an agent runs. */
export interface AgentPlace {
  namespace: string;
  /** Of its Job. */
  name: string;
}

/**
 * Opens a connection to the control port of the agent's pod, wherever that is now.
 *
 * @throws {LinkError} `EGONE` when the agent has ended for good
 * @throws {Error} when it cannot be reached now
 */
export async function openAgent(kubeConfig: KubeConfig, place: AgentPlace): Promise<Duplex> {
  const { namespace, name } = place;
  const problems: UserError["problems"][number][] = [];
  const query = `?${labelQuery({ [LAPTOP_LABEL]: name })}`;
  const kind = { group: "", resource: "pods", namespace };
  const pods = await listObjects<Pod>(kubeConfig, kind, problems, query);
  if (pods === undefined) throw new UserError(problems);
  const running = pods.find(isRunning);
  if (running === undefined) {
    if (await hasEnded(kubeConfig, place)) throw new LinkError("EGONE", "the intercept has ended");
    throw new Error(waitingText(pods));
  }
  const pod = running.metadata?.name ?? "";
  return openTunnel(kubeConfig, { namespace, pod, port: CONTROL_PORT });
}

function isRunning({ metadata, status }: Pod): boolean {
  const agent = status?.containerStatuses?.find(({ name }) => name === "agent");
  return metadata?.deletionTimestamp === undefined && agent?.state?.running !== undefined;
}

async function hasEnded(kubeConfig: KubeConfig, { namespace, name }: AgentPlace): Promise<boolean> {
  const { status, text } = await getPath(kubeConfig, pathOfKind("Job", namespace, name));
  if (status === 404) return true;
  if (status !== 200) return false;
  const { metadata }: Job = JSON.parse(text);
  return metadata?.deletionTimestamp !== undefined;
}

/** Returns what the agent's pod waits for, in the words of the cluster. */
function waitingText(pods: readonly Pod[]): string {
  const [pod] = pods;
  if (pod === undefined) return "the agent has no pod yet";
  const waiting = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ].find(({ state }) => state?.waiting)?.state?.waiting;
  const unscheduled = pod.status?.conditions?.find(({ reason }) => reason === "Unschedulable");
  const reason = [waiting?.reason, waiting?.message ?? unscheduled?.message].filter(Boolean);
  return `the agent's pod is not running yet: ${reason.join(": ") || pod.status?.phase}`;
}
