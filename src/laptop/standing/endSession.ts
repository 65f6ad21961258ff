import type { KubeConfig } from "@kubernetes/client-node";
import { type Problem, UserError } from "../../problem.ts";
import { joinStanding } from "./joinStanding.ts";
import { readKey } from "./laptopKey.ts";
import type { FoundStanding } from "./listStanding.ts";

/**
 * Ends the session of whoever is at an agent that a stack declares: this machine takes its place, which the other one is
 * told, and goes. The agent stays.
 *
 * @param keyFile of this machine's key
 * @param problems gets why that is not possible, and which stack is to change
 * @returns what is to say, in one line; undefined if there is a problem
 */
export async function endSession(
  kubeConfig: KubeConfig,
  agent: FoundStanding,
  keyFile: string,
  problems: Problem[],
): Promise<string | undefined> {
  const { namespace, name, stack, holder } = agent;
  const stays = `The agent stays, since the stack ${stack} declares it`;
  if (holder === null) return `${name}: nobody is there. ${stays}.`;
  const where = `agent ${namespace}/${name}`;
  const fix = `Take it out of understudy:laptops of the stack ${stack}, or the other machine's fingerprint.`;
  if (holder === undefined) {
    problems.push({ where, what: "does not say who is there", fix });
    return undefined;
  }
  try {
    const privateKey = readKey(keyFile);
    const dial = () => Promise.reject(new Error("no requests are taken"));
    const joined = await joinStanding(kubeConfig, {
      ...{ agent, ports: [], take: true, privateKey, dial },
    });
    await joined.leave();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const own = error.problems.map(({ where, what }) => ({ where, what, fix }));
    problems.push(...own);
    return undefined;
  }
  return `${name}: the session of ${holder} has ended. ${stays}.`;
}
