import type { Plan } from "../plan/planStack.ts";
import { UserError } from "../problem.ts";
import type { Fleet } from "./fleet.ts";
import type { Source } from "./follow.ts";
import type { StackMock } from "./localMocks.ts";
import { type RoutingProxy, startRoutingProxy } from "./proxy/routingProxy.ts";
import { hostsAt, type Rehearsal, rehearse } from "./rehearsal.ts";
import { type FullRehearsal, withStandIns } from "./standIns.ts";
import type { Target } from "./targets.ts";

/** Loads a stack's mocks, and knows the plan of the stack that was loaded last. */
export interface StackSource extends Source {
  stack: string;
  load(): StackMock[];
  plan(): Plan;
}

/** A stack's mocks and the stand-ins of Services that are not on this machine, and the routes that lead to them. */
export interface RoutedSource extends Source {
  /** Returns what was loaded last. */
  rehearsal(): FullRehearsal;
}

/** Composes the stack's routes whenever its mocks are loaded, so that an edit changes both at once. */
export function routedSource(
  source: StackSource,
  root: string,
  targets: readonly Target[],
  strict: boolean,
): RoutedSource {
  let latest: FullRehearsal | undefined;
  const load = () => {
    const mocks = source.load();
    const plan = source.plan();
    latest = withStandIns(rehearse(plan, root, mocks, targets), plan.campaign, mocks, strict);
    return [...mocks, ...latest.standIns];
  };
  const rehearsal = () => {
    if (latest === undefined) throw new Error("the stack has not been loaded");
    return latest;
  };
  return {
    stack: source.stack,
    get files() {
      return [...source.files, ...(latest?.files ?? [])];
    },
    load,
    rehearsal,
  };
}

/**
 * Starts the router in front of a fleet.
 * @returns The router, and a fleet that updates the router whenever it changes.
 * @throws {UserError} if the router's port is in use
 */
export async function startLocalRouter(
  source: RoutedSource,
  fleet: Fleet,
  { port, host }: { port: number; host: string },
): Promise<{ router: RoutingProxy; routed: Fleet }> {
  const hosts = () => hostsAt(source.rehearsal(), fleet.urlOf);
  const router = await startRoutingProxy(hosts(), { port, host }).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE") throw error;
    const fix = "Choose another one with --router-port, such as --router-port 4100.";
    throw new UserError([
      { where: `router: port ${port}`, what: "in use by another program", fix },
    ]);
  });
  let routes = content(source.rehearsal());
  return {
    router,
    routed: {
      ...fleet,
      async become(mocks) {
        const done = await fleet.become(mocks);
        router.replace(hosts());
        const before = routes;
        routes = content(source.rehearsal());
        return before === routes ? done : [...done, "Routed anew."];
      },
    },
  };
}

function content({ routes, targets }: Rehearsal): string {
  return JSON.stringify([[...routes], [...targets]]);
}
