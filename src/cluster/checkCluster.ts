import type { Campaign } from "../campaign/campaign.ts";
import { withLines } from "../config/lines.ts";
import { PROJECT } from "../config/stackFile.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { PlannedController } from "../emit/controller/controllerObjects.ts";
import type { PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import type { PlannedPods } from "../emit/mock/podObjects.ts";
import type { RoutingObjects } from "../emit/routingObjects.ts";
import type { Problem } from "../problem.ts";
import { contextProblem } from "./askCluster.ts";
import { clusterProblems } from "./clusterProblems.ts";
import { readClusterState } from "./clusterState.ts";
import { connect, messageOf, NoSuchContext } from "./connection.ts";
import { declaredObjects } from "./declaredObjects.ts";
import { declaredPods } from "./dryRunPods.ts";
import { needsOf } from "./needs.ts";
import { PATIENCE, within } from "./patience.ts";
import { podTroubles, readPodEvents, readPodTroubles } from "./podTroubles.ts";
import { routingWarnings } from "./routingProblems.ts";
import { appliedFromFiles } from "./takenObjects.ts";

/** The result of asking a campaign's cluster. */
export interface ClusterReport {
  /** What would stop the campaign there; empty if the cluster could not be asked. */
  problems: Problem[];
  /** What works there, but has no effect yet. */
  warnings: Problem[];
  /** Why the cluster could not be asked, as a clause; undefined if it was asked. */
  unknown?: string;
}

/** What a stack declares, as far as a cluster can stop it. */
interface Declarations {
  campaign: Campaign;
  mocks: readonly PlannedMock[];
  sharedPods?: readonly PlannedPods[];
  routing?: RoutingObjects;
  loadTests?: readonly PlannedLoadTest[];
  controller?: PlannedController;
}

/**
 * Asks a campaign's cluster for everything that would stop the campaign there. Changes nothing and never throws.
 *
 * @param state what Pulumi's state of the stack has; without it, the stack's own objects are known by names
 */
export async function checkCluster(
  { campaign, mocks, sharedPods, routing: objects, loadTests, controller }: Declarations,
  root: string,
  state: StackState = { owner: { project: PROJECT, stack: campaign.stack } },
): Promise<ClusterReport> {
  const { kubeContext, stack } = campaign;
  const routing = objects && { campaign, objects };
  try {
    const kubeConfig = await connect(kubeContext);
    const declared = declaredObjects(mocks, routing, sharedPods, loadTests, controller);
    const read = readClusterState(kubeConfig, needsOf(mocks, routing, loadTests, controller), {
      objects: declared.map(({ object }) => object),
      pods: declaredPods(declared),
    });
    const [cluster, troubles] = await within(
      PATIENCE,
      Promise.all([read, readPodTroubles(kubeConfig, declared)]),
    );
    const inStack = (problems: Problem[]) => withLines(problems, stack, root);
    return {
      problems: inStack(clusterProblems(mocks, cluster, state, { declared, routing })),
      warnings: inStack([
        ...podTroubles(troubles),
        ...appliedFromFiles(declared, cluster.found, state),
        ...(routing === undefined ? [] : routingWarnings(routing, cluster)),
      ]),
    };
  } catch (error) {
    if (!(error instanceof NoSuchContext)) {
      return { problems: [], warnings: [], unknown: messageOf(error) };
    }
    return { problems: withLines([contextProblem(error, stack)], stack, root), warnings: [] };
  }
}

/** A Deployment or Job. */
interface Waited {
  kind: string;
  name: string;
  namespace: string;
}

/**
 * Returns what the events say of the pods that a stack waited for in vain, or nothing if the cluster does not tell it.
 *
 * @param root folder of the stack's file
 */
export async function readFailedWait(
  { campaign, mocks, sharedPods, routing: objects }: Declarations,
  root: string,
  { kind, name, namespace }: Waited,
): Promise<Problem[]> {
  const declared = declaredObjects(mocks, objects && { campaign, objects }, sharedPods);
  const waited = declared.filter(
    ({ object: { kind: ownKind, metadata } }) =>
      ownKind === kind && metadata?.name === name && metadata.namespace === namespace,
  );
  if (waited.length === 0) return [];
  const read = connect(campaign.kubeContext).then((kubeConfig) =>
    readPodEvents(kubeConfig, namespace, waited),
  );
  const troubles = await within(PATIENCE, read).catch(() => []);
  return withLines(podTroubles(troubles), campaign.stack, root);
}
