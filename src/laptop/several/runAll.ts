import { once } from "node:events";
import { messageOf } from "../../cluster/connection.ts";
import { distinct, type Problem, UserError } from "../../problem.ts";
import { Interrupted } from "../intercept/interruption.ts";
import type { Ordered } from "./startOrder.ts";

/** One of several that run together. */
export interface Member extends Ordered {
  /** Starts it. A rejection says why that is not possible; nothing of it is left then. */
  start(stop: AbortSignal): Promise<void>;
  /** Resolves when those may start that come after it. Does not reject. */
  ready(stop: AbortSignal): Promise<void>;
  /** Resolves to its exit code when it has ended, by itself or by `end`. */
  ended: Promise<number>;
  /** Ends its program, if it runs. */
  end(): Promise<void>;
  /** Removes what is left of it. Called once for each that was started, after its end. */
  leave(): Promise<void>;
}

/** What is told of all together. */
export interface Telling {
  /** All of them are ready. */
  allReady(): void;
  /** One has ended by itself; the others go on. */
  hasEnded(name: string, code: number): void;
  /** All others are ended now: on request, or because one could not be started. */
  ending(): void;
}

/**
 * Starts all, each as soon as those are ready that it comes after. Resolves when all have ended by themselves, or when they
 * have been ended in the opposite order of their start: because of `stop`, or because one cannot be started.
 *
 * @param members in the order of their start
 * @returns the exit code of the first that ended by itself with another one than 0, or else 0
 * @throws {UserError} with why one cannot be started, and what of one cannot be removed
 */
export async function runAll(
  members: readonly Member[],
  stop: AbortSignal,
  { allReady, hasEnded, ending }: Telling,
): Promise<number> {
  const problems: Problem[] = [];
  const halt = new AbortController();
  const signal = AbortSignal.any([stop, halt.signal]);
  const started: Member[] = [];
  const following: Promise<void>[] = [];
  const leaving: Promise<void>[] = [];
  const begun = new Map<string, Promise<void>>();
  let code = 0;

  const fail = (member: Member, error: unknown) => {
    problems.push(...problemsOf(member, error));
    halt.abort();
  };
  const leave = (member: Member) => {
    leaving.push(member.leave().catch((error) => void problems.push(...problemsOf(member, error))));
  };

  async function begin(member: Member): Promise<void> {
    await Promise.all(member.after.map((name) => begun.get(name)));
    if (signal.aborted) return;
    try {
      await member.start(signal);
    } catch (error) {
      if (!(error instanceof Interrupted)) fail(member, error);
      return;
    }
    started.push(member);
    const early = await Promise.race([member.ready(signal), member.ended]);
    if (early === undefined) following.push(follow(member));
    else if (!signal.aborted) fail(member, new Error(`ended with ${early} before it was ready`));
  }

  async function follow(member: Member): Promise<void> {
    const ended = await member.ended;
    if (signal.aborted) return;
    if (code === 0) code = ended;
    hasEnded(member.name, ended);
    started.splice(started.indexOf(member), 1);
    leave(member);
  }

  async function untilAllHaveEnded(): Promise<void> {
    await Promise.all(begun.values());
    if (!signal.aborted) allReady();
    await Promise.all(following);
  }

  for (const member of members) begun.set(member.name, begin(member));
  await Promise.race([untilAllHaveEnded(), untilAborted(signal)]);
  await Promise.all(begun.values());
  if (started.length > 0) ending();
  for (const member of members.toReversed().filter((one) => started.includes(one))) {
    await member.end();
    leave(member);
  }
  await Promise.all(leaving);
  if (problems.length > 0) throw new UserError(distinct(problems));
  return code;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

function problemsOf({ name }: Member, error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.problems;
  return [{ where: name, what: messageOf(error) }];
}
