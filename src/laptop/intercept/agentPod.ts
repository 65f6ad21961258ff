import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { Event, Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects } from "../../cluster/listObjects.ts";
import { isNotMade, type PodWarning, podTrouble } from "../../cluster/pods/podTrouble.ts";
import { getPath } from "../../cluster/request.ts";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";
import { HOLDER, LAPTOP_LABEL } from "../../emit/laptop/agentPlan.ts";
import { type Problem, UserError } from "../../problem.ts";
import { CONTROL_PORT } from "../agent/settings.ts";
import { LinkError } from "../link/link.ts";
import { pathOfKind } from "./agentKinds.ts";
import { holderText, readHolder } from "./holder.ts";
import { AGENT_ADVICE } from "./podAdvice.ts";
import { replacePod } from "./replacePod.ts";

/** How often, once in a second, it is looked for who has taken an intercept over. */
const LOOKS = 5;

/** Where an agent runs. */
export interface AgentPlace {
  namespace: string;
  /** Of its Job. */
  name: string;
  uid: string;
}

/**
 * Opens a connection to the control port of the agent's pod, wherever that is now.
 *
 * @throws {LinkError} `EGONE` when the agent has ended for good
 * @throws {Error} when it cannot be reached now
 */
export async function openAgent(kubeConfig: KubeConfig, place: AgentPlace): Promise<Duplex> {
  const { namespace, name } = place;
  const problems: Problem[] = [];
  const query = `?${labelQuery({ [LAPTOP_LABEL]: name })}`;
  const kind = { group: "", resource: "pods", namespace };
  const found = await listObjects<Pod>(kubeConfig, kind, problems, query);
  if (found === undefined) throw new UserError(problems);
  const pods = found.filter((pod) => isCurrent(pod, place));
  const running = pods.find(isRunning);
  if (running === undefined) {
    const job = await readJob(kubeConfig, place);
    if (job === "gone" || (job !== undefined && isAnother(job, place))) {
      throw new LinkError("EGONE", await whoHasEnded(kubeConfig, place));
    }
    if (job?.status?.failed && pods.length === 0) await replacePod(kubeConfig, job);
    throw new Error(await waitingText(kubeConfig, namespace, pods));
  }
  const pod = running.metadata?.name ?? "";
  return openTunnel(kubeConfig, { namespace, pod, port: CONTROL_PORT });
}

/** The label alone could be that of an agent that had the name before, or of anybody's pod. */
function isCurrent({ metadata, status }: Pod, { uid }: AgentPlace): boolean {
  const isOwn = metadata?.ownerReferences?.some((owner) => owner.controller && owner.uid === uid);
  const hasEnded = status?.phase === "Failed" || status?.phase === "Succeeded";
  return isOwn === true && !hasEnded && metadata?.deletionTimestamp === undefined;
}

function isRunning({ status }: Pod): boolean {
  const agent = status?.containerStatuses?.find(({ name }) => name === "agent");
  return agent?.state?.running !== undefined;
}

/** Returns the Job, or undefined if the cluster does not say. */
async function readJob(
  kubeConfig: KubeConfig,
  { namespace, name }: AgentPlace,
): Promise<Job | "gone" | undefined> {
  const { status, text } = await getPath(kubeConfig, pathOfKind("Job", namespace, name));
  if (status === 404) return "gone";
  return status === 200 ? JSON.parse(text) : undefined;
}

function isAnother({ metadata }: Job, { uid }: AgentPlace): boolean {
  return metadata?.uid !== uid || metadata?.deletionTimestamp !== undefined;
}

/** Whoever takes an intercept over makes its own agent a moment after the end of the first. */
async function whoHasEnded(kubeConfig: KubeConfig, place: AgentPlace): Promise<string> {
  for (let look = 0; look < LOOKS; look++) {
    const job = await readJob(kubeConfig, place);
    if (typeof job === "object" && job.metadata?.uid !== place.uid) {
      return `${holderText(readHolder(job.metadata?.annotations?.[HOLDER]))} has taken it over`;
    }
    await setTimeout(1000);
  }
  return "its agent is gone, by its time, by the grace time, or by somebody's leave";
}

/** Returns what the agent's pod waits for. */
async function waitingText(
  kubeConfig: KubeConfig,
  namespace: string,
  [pod]: readonly Pod[],
): Promise<string> {
  if (pod === undefined) return "the agent has no pod yet";
  const trouble =
    podTrouble(pod, AGENT_ADVICE) ??
    podTrouble(pod, AGENT_ADVICE, await warningsOf(kubeConfig, namespace, pod));
  if (trouble === undefined) return "the agent's pod is starting";
  const fix = trouble.fix === undefined ? "" : ` (${trouble.fix.replace(/\.$/, "")})`;
  return `${trouble.who}: ${trouble.what}${fix}`;
}

/** A pod itself does not say that one of its volumes is missing. Who may not list events is not told. */
async function warningsOf(
  kubeConfig: KubeConfig,
  namespace: string,
  { metadata }: Pod,
): Promise<PodWarning[]> {
  const kind = { group: "", resource: "events", namespace };
  const selector = encodeURIComponent(`involvedObject.uid=${metadata?.uid},type=Warning`);
  const events = await listObjects<Event>(kubeConfig, kind, [], `?fieldSelector=${selector}`);
  return (events ?? []).filter(isNotMade);
}
