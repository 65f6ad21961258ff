import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { noRight } from "../../cluster/listObjects.ts";
import { createAt, deletePath, getPath } from "../../cluster/request.ts";
import { statusMessage } from "../../cluster/statusMessage.ts";
import type { KubernetesObject } from "../../emit/common/kubernetesObject.ts";
import type { AgentObjects } from "../../emit/laptop/agentObjects.ts";
import { HOLDER } from "../../emit/laptop/agentPlan.ts";
import { type Problem, UserError } from "../../problem.ts";
import { type AgentKind, KINDS, pathOfKind } from "./agentKinds.ts";
import { holderText, readHolder } from "./holder.ts";

/** What belonged to an agent before goes a moment after its Job. So long it is waited for, in milliseconds, and between two looks. */
const LEAVING = 20_000;
const PAUSE = 250;

/**
 * Makes the agent's objects: first its Job, then all others, which belong to the Job and go with it. If one is refused, the
 * Job is removed again.
 *
 * @returns the Job's uid
 * @throws {UserError} with what the cluster refuses
 */
export async function makeAgent(kubeConfig: KubeConfig, objects: AgentObjects): Promise<string> {
  const { job, service, sharing, networkPolicy, serviceAccount, role, roleBinding, token } =
    objects;
  const { namespace = "", name = "" } = job.metadata ?? {};
  const problems: Problem[] = [];
  const made = await create<{ metadata: { uid: string } }>(kubeConfig, job, problems);
  if (made === undefined) throw new UserError(problems);
  const { uid } = made.metadata;
  const owner = { apiVersion: "batch/v1", kind: "Job", name, uid };
  const others: KubernetesObject[] = [
    ...[serviceAccount, token, role, roleBinding, networkPolicy],
    ...(service ? [service] : []),
    ...(sharing ? [sharing] : []),
  ];
  for (const one of others) {
    const metadata = { ...one.metadata, ownerReferences: [owner] };
    await create(kubeConfig, { ...one, metadata }, problems, LEAVING);
  }
  if (problems.length === 0) return uid;
  await deletePath(kubeConfig, pathOfKind("Job", namespace, name), "Background", uid);
  throw new UserError(problems);
}

async function create<T>(
  kubeConfig: KubeConfig,
  object: KubernetesObject,
  problems: Problem[],
  patience = 0,
): Promise<T | undefined> {
  const { namespace = "", name = "" } = object.metadata ?? {};
  const kind = object.kind as AgentKind;
  const path = pathOfKind(kind, namespace);
  let { status, text } = await createAt(kubeConfig, path, object);
  for (let waited = 0; status === 409 && waited < patience; waited += PAUSE) {
    await setTimeout(PAUSE);
    ({ status, text } = await createAt(kubeConfig, path, object));
  }
  if (status === 201) return JSON.parse(text);
  if (status === 409 && kind === "Job") {
    problems.push(await madeByAnother(kubeConfig, namespace, name));
    return undefined;
  }
  const message = statusMessage(text) ?? text;
  const isRight = status === 403 && !/quota|violates|forbidden: .*exceeded/.test(message);
  problems.push(
    isRight && !message.includes("attempting to grant")
      ? noRight("create", { ...KINDS[kind], namespace })
      : { where: `${kind} ${namespace}/${name}`, what: `the cluster refuses it: ${message}` },
  );
  return undefined;
}

/** Two commands may look at the same time, and find nothing that is in their way. */
async function madeByAnother(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
): Promise<Problem> {
  const { status, text } = await getPath(kubeConfig, pathOfKind("Job", namespace, name));
  const job: Job | undefined = status === 200 ? JSON.parse(text) : undefined;
  return {
    where: `Job ${namespace}/${name}`,
    what: `was made at the same time by ${holderText(readHolder(job?.metadata?.annotations?.[HOLDER]))}`,
    fix: "Take another key, or move it here with --take.",
  };
}
