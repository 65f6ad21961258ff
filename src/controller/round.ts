import type { Problem } from "../problem.ts";
import type { ImageAnswer } from "../registry/imageAnswer.ts";
import { parseReference } from "../registry/reference.ts";
import { askLists, askSingles } from "./askForge.ts";
import { AT_ONCE, atMost } from "./atMost.ts";
import { type Claim, claimedId } from "./claim.ts";
import { claimsOf } from "./claims.ts";
import type { ControllerCluster } from "./controllerCluster.ts";
import { type Copies, copiesOf, copyId, type FoundCopy } from "./copies.ts";
import { decide } from "./decide.ts";
import { withKnownPushes } from "./forgeAnswers.ts";
import { originsOf } from "./origins.ts";
import type { CopyWrite, Known, Limits, Mark, Plan, PlannedRound } from "./plan.ts";
import { removeCopies, sayStopped, withdrawCopies } from "./removeCopies.ts";
import { needsLookUp } from "./serveClaims.ts";
import type { World } from "./world.ts";

/** What whoever starts a round decides. */
export interface RoundOptions {
  limits: Limits;
  confirmDeletes: boolean;
}

/** Reads all that decides a round, and returns what it does. Changes nothing. */
export async function planRound(world: World, options: RoundOptions): Promise<PlannedRound> {
  const view = await world.cluster.read();
  const origins = originsOf(view);
  const { copies, strangers }: Copies = copiesOf(view);
  const lists = withKnownPushes(await askLists(world.forge, origins.good, copies), copies);
  const asked = claimsOf(origins.good, lists);
  const singles = await askSingles(world.forge, copies, asked.claims, lists);
  const images = await askRegistries(world, copies, asked.claims);
  const forge = { ...lists, singles };
  const known: Known = {
    ...{ now: world.now(), view, origins, copies, asked, forge, images },
    ...options,
  };
  const plan = decide(known);
  return { ...plan, problems: [...strangers, ...plan.problems], known };
}

/**
 * Does what a plan says, and composes the routes of all hosts from what lies there then. What one copy's objects run into
 * stops no other copy. Once it is stopped, it begins no other copy; the next round goes on from there. Returns the
 * problems, and adds to the plan's lines and warnings.
 */
export async function carryOut(plan: Plan, world: World, stop?: AbortSignal): Promise<Problem[]> {
  const problems: Problem[] = [];
  const mark = async ({ part, annotation, value }: Mark) => {
    problems.push(...(await world.cluster.annotate(part, { [annotation]: value })));
  };
  await atMost(AT_ONCE, plan.marks, mark, stop);
  const write = (one: CopyWrite) => writeCopy(one, world.cluster, problems);
  sayStopped(await atMost(AT_ONCE, plan.writes, write, stop), "waiting");
  const withdrawn = await withdrawCopies(plan.removals, world, problems, stop);
  if (stop?.aborted) {
    sayStopped(plan.removals, "being deleted");
    return problems;
  }
  const routes = await world.cluster.compose();
  problems.push(...routes.problems);
  plan.warnings.push(...routes.warnings);
  plan.unrouted.push(...routes.leftOut);
  const waiting = new Set(routes.waiting);
  for (const [line, service] of plan.serviceOf) {
    if (waiting.has(service)) line.reason ??= "no pod is ready, so its key has no routes yet";
  }
  await removeCopies(withdrawn, routes.isChanged, world, problems, stop);
  return problems;
}

async function askRegistries(
  world: World,
  copies: readonly FoundCopy[],
  claims: readonly Claim[],
): Promise<Map<string, ImageAnswer>> {
  const images = new Map<string, ImageAnswer>();
  const found = new Map(copies.map((copy) => [copyId(copy), copy]));
  const asked = claims.filter((claim) => needsLookUp(claim, found.get(claimedId(claim))));
  const byReference = Map.groupBy(asked, ({ reference }) => reference);
  // Of several origins with the same image, one may lack the pull secret that another has.
  const lookUp = async ([reference, sharing]: [string, Claim[]]) => {
    for (const { origin } of sharing) {
      const answer = await world.lookUp(reference, origin);
      images.set(reference, answer);
      if (answer.state !== "unknown") return;
    }
  };
  // A registry that hangs holds up its own images alone.
  const byRegistry = Map.groupBy(byReference, ([reference]) => parseReference(reference).host);
  await Promise.all([...byRegistry.values()].map((group) => atMost(AT_ONCE, group, lookUp)));
  return images;
}

async function writeCopy(
  { line, objects, stale }: CopyWrite,
  cluster: ControllerCluster,
  problems: Problem[],
): Promise<void> {
  for (const { object, uid } of objects) {
    const refused = await cluster.apply(object, uid);
    problems.push(...refused);
    // A Service without its Deployment would lead requests to nowhere.
    if (refused.length > 0) {
      line.state = "refused";
      line.reason = refused.map(({ what }) => what).join("; ");
      return;
    }
  }
  for (const part of stale) problems.push(...(await cluster.remove(part)));
}
