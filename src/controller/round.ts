import type { Forge } from "../forge/pullRequest.ts";
import { isoSeconds } from "../isoSeconds.ts";
import type { Problem } from "../problem.ts";
import type { ImageAnswer } from "../registry/imageAnswer.ts";
import { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import { askLists, askSingles } from "./askForge.ts";
import { AT_ONCE, atMost } from "./atMost.ts";
import { type Claim, claimedId } from "./claim.ts";
import { claimsOf } from "./claims.ts";
import type { ControllerCluster } from "./controllerCluster.ts";
import { type Copies, copiesOf, copyId, type FoundCopy } from "./copies.ts";
import { decide } from "./decide.ts";
import { type FoundOrigin, originsOf } from "./origins.ts";
import type { CopyWrite, Known, Limits, Line, Mark, Plan, Removal, State } from "./plan.ts";
import { needsLookUp } from "./serveClaims.ts";

/** Everything outside of the controller. */
export interface World {
  /** In milliseconds since 1970. */
  now(): number;
  forge: Forge;
  cluster: ControllerCluster;
  /** Asks a registry about an image, with the pull secrets of its origin. */
  lookUp(reference: string, origin: FoundOrigin): Promise<ImageAnswer>;
  /** Waits until proxies have the routes of the last change. */
  settle(): Promise<void>;
}

/** What whoever starts a round decides. */
export interface RoundOptions {
  limits: Limits;
  confirmDeletes: boolean;
}

/** Reads all that decides a round, and returns what it does. Changes nothing. */
export async function planRound(world: World, options: RoundOptions): Promise<Plan> {
  const view = await world.cluster.read();
  const origins = originsOf(view);
  const { copies, strangers }: Copies = copiesOf(view);
  const lists = await askLists(world.forge, origins.good, copies);
  const asked = claimsOf(origins.good, lists);
  const singles = await askSingles(world.forge, copies, asked.claims, lists);
  const images = await askRegistries(world, copies, asked.claims);
  const forge = { ...lists, singles };
  const known: Known = {
    ...{ now: world.now(), view, origins, copies, asked, forge, images },
    ...options,
  };
  const plan = decide(known);
  return { ...plan, problems: [...strangers, ...plan.problems] };
}

/**
 * Does what a plan says. What one copy's objects run into stops no other copy. Once it is stopped, it begins no other
 * copy; the next round goes on from there. Returns the problems.
 */
export async function carryOut(plan: Plan, world: World, stop?: AbortSignal): Promise<Problem[]> {
  const problems: Problem[] = [];
  const mark = async ({ part, annotation, value }: Mark) => {
    problems.push(...(await world.cluster.annotate(part, { [annotation]: value })));
  };
  await atMost(AT_ONCE, plan.marks, mark, stop);
  const write = (one: CopyWrite) => writeCopy(one, world.cluster, problems);
  sayStopped(await atMost(AT_ONCE, plan.writes, write, stop), "waiting");
  await removeCopies(plan.removals, world, problems, stop);
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
  const byReference = new Map(asked.map((claim) => [claim.reference, claim]));
  await atMost(AT_ONCE, [...byReference.values()], async ({ reference, origin }) => {
    images.set(reference, await world.lookUp(reference, origin));
  });
  return images;
}

async function writeCopy(
  { line, objects, stale }: CopyWrite,
  cluster: ControllerCluster,
  problems: Problem[],
): Promise<void> {
  for (const { object, isNew } of objects) {
    const refused = await cluster.apply(object, isNew);
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

/** Takes the routes of copies away, and then those copies that no route leads to. */
async function removeCopies(
  removals: readonly Removal[],
  { cluster, settle, now }: World,
  problems: Problem[],
  stop: AbortSignal | undefined,
): Promise<void> {
  if (removals.length === 0) return;
  const time = isoSeconds(now());
  const wasMarked = ({ copy }: Removal) =>
    copy.parts.every(({ annotations }) => annotations[ROUTE_WITHDRAWN] !== undefined);
  const before = new Set(removals.filter(wasMarked));
  const failed = new Set<Removal>();
  const withdraw = async (removal: Removal) => {
    for (const part of removal.copy.parts) {
      if (part.annotations[ROUTE_WITHDRAWN] !== undefined) continue;
      const refused = await cluster.annotate(part, { [ROUTE_WITHDRAWN]: time });
      problems.push(...refused);
      if (refused.length > 0) failed.add(removal);
    }
  };
  await atMost(AT_ONCE, removals, withdraw, stop);
  if (stop?.aborted) return sayStopped(removals, "being deleted");
  const leading = await cluster.leading(
    removals.flatMap(({ copy }) => copy.parts).filter(({ kind }) => kind === "Service"),
  );
  if ("what" in leading) {
    problems.push(leading);
    for (const { line } of removals) line.state = "being deleted";
    return;
  }
  const ready: Removal[] = [];
  for (const removal of removals) {
    const { copy, line } = removal;
    const route = leading.find(({ part }) => copy.parts.includes(part));
    if (route === undefined && !failed.has(removal)) ready.push(removal);
    else line.state = "being deleted";
    if (route !== undefined) line.reason = `VirtualService ${route.name} still leads to it`;
  }
  // Routes that were there in an earlier round may have gone a moment ago.
  if (ready.some((removal) => before.has(removal))) await settle();
  const remove = async ({ copy, line }: Removal) => {
    for (const part of copy.parts) {
      const refused = await cluster.remove(part);
      problems.push(...refused);
      if (refused.length > 0) line.state = "being deleted";
    }
  };
  sayStopped(await atMost(AT_ONCE, ready, remove, stop), "being deleted");
}

function sayStopped(changes: readonly { line: Line }[], state: State): void {
  for (const { line } of changes) Object.assign(line, { state, reason: "the round was stopped" });
}
