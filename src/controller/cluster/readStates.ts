import type { KubeConfig } from "@kubernetes/client-node";
import { type Problem, UserError } from "../../problem.ts";
import { DELETE_HELD, ORIGIN_GONE } from "../annotations.ts";
import { copiesOf, copyId, type FoundCopy, markOf } from "../copies.ts";
import { originProblems, originsOf } from "../origins.ts";
import { readView } from "./readView.ts";

/** What the controller's objects say in a cluster, without a forge. */
export interface ControllerStates {
  /** Of copies that wait for their end, by `shop/payments-pr-12`: `origin gone since 2026-11-27T14:00:00Z`. */
  states: ReadonlyMap<string, string>;
  /** What is wrong with annotations and objects, and why this cannot be told if something may not be read. */
  problems: Problem[];
}

/** Reads what the annotations of Deployments and copies say. */
export async function readStates(kubeConfig: KubeConfig): Promise<ControllerStates> {
  try {
    const view = await readView(kubeConfig, undefined);
    const { copies, strangers } = copiesOf(view);
    const states = copies.flatMap((copy): [string, string][] => {
      const state = stateOf(copy);
      return state === undefined ? [] : [[copyId(copy), state]];
    });
    const problems = [
      ...originProblems(originsOf(view)),
      ...strangers,
      ...copies.filter(({ image }) => image === undefined).map(leftOver),
    ];
    return { states: new Map(states), problems };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { states: new Map(), problems: [...error.problems] };
  }
}

function stateOf(copy: FoundCopy): string | undefined {
  const [held, gone] = [markOf(copy, DELETE_HELD), markOf(copy, ORIGIN_GONE)];
  if (held !== undefined) return `deletion held since ${held}`;
  return gone === undefined ? undefined : `origin gone since ${gone}`;
}

function leftOver(copy: FoundCopy): Problem {
  return {
    where: copyId(copy),
    what: `its Deployment is missing; there is ${copy.parts.map(({ kind, name }) => `${kind} ${name}`).join(", ")}`,
    fix: "The next round of preview reconcile makes it anew, or removes the rest.",
  };
}
