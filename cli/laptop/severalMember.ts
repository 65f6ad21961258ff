import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../src/cluster/connection.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import { connectAgent } from "../../src/laptop/intercept/connectAgent.ts";
import { intercept } from "../../src/laptop/intercept/intercept.ts";
import { interceptLed } from "../../src/laptop/intercept/interceptLed.ts";
import type { FoundAgent } from "../../src/laptop/intercept/listAgents.ts";
import type { AgentOptions, StartedAgent } from "../../src/laptop/intercept/startAgent.ts";
import type { LinkState } from "../../src/laptop/link/link.ts";
import type { Member } from "../../src/laptop/several/runAll.ts";
import { growing, type Status } from "../../src/laptop/several/status.ts";
import { formatProblem } from "../../src/problem.ts";
import type { PreparedService } from "./prepareSeveral.ts";
import type { Screen } from "./screen.ts";
import { stateLines } from "./stateLines.ts";

const ENDING = "ending";
/** Between two questions how many requests have come, in milliseconds. */
const COUNT_EVERY = 2_000;
/** Between two looks whether a program listens, in milliseconds. */
const LOOK_EVERY = 250;

/** Returns the status of a service that has not been started. */
export function firstStatus({ service, namespace, plan }: PreparedService): Status {
  const { name, after } = service;
  const meant = plan?.target.service ?? service.service?.name;
  return {
    name,
    service: meant === undefined ? "-" : `${meant}.${namespace}`,
    state: after.length > 0 ? `waits for ${after.join(", ")}` : "starting",
    link: "-",
    ...(plan !== undefined && { requests: 0 }),
  };
}

/** Returns a service as one of several that run together. Its status follows what happens. */
export function severalMember(
  kubeConfig: KubeConfig,
  {
    service,
    namespace,
    plan,
    routes,
    workload,
    command,
    local,
    stop: stopProgram,
  }: PreparedService,
  options: Pick<AgentOptions, "image" | "grace" | "ttl">,
  status: Status,
  screen: Screen,
): Member {
  const { name, after, ports, mirror, docker } = service;
  const say = (line: string) => screen.say(name, line);
  const ended = Promise.withResolvers<number>();
  const states = stateLines(say);
  const counted = growing();
  let started: StartedAgent | undefined;
  let running: Promise<number> | undefined;
  let counting: NodeJS.Timeout | undefined;
  let hasEnded = false;
  ended.promise.then((code) => {
    hasEnded = true;
    set({ state: status.state === ENDING ? "ended" : `ended with ${code}` });
  });

  function set(changes: Partial<Status>): void {
    Object.assign(status, changes);
    screen.update();
  }

  function onState(next: LinkState): void {
    states.tell(next);
    if (next.state === "up") set({ link: "up", roundTrip: next.roundTrip });
    else if (next.state === "closed") set({ link: "-" });
    else if (started !== undefined) set({ link: "lost", lastError: next.reason });
  }

  function sayLines(text: string): void {
    for (const line of text.split("\n")) say(line);
  }

  function tellRoutes(text: string, isThere: boolean): void {
    sayLines(text);
    if (!isThere) set({ lastError: "somebody has removed the key's routes" });
  }

  async function dial(port: number): Promise<Duplex> {
    try {
      return await local.dial(port);
    } catch (error) {
      const lastError = `nothing answers at port ${port} (${Object(error).code})`;
      const outcome = mirror ? "A copy is thrown away" : "A request gets 502";
      if (status.lastError !== lastError) say(`${outcome}: ${lastError}.`);
      set({ lastError });
      throw error;
    }
  }

  async function makeAgent(stop: AbortSignal): Promise<StartedAgent | undefined> {
    const how = { ...options, stop, onState };
    if (plan !== undefined) {
      const taking = { ...how, dial, mirror, ...(routes && { routes: [...routes] }) };
      const tell = (error: unknown) => say(messageOf(error));
      const made =
        "led" in plan
          ? await interceptLed(kubeConfig, plan, { ...taking, tell })
          : await intercept(kubeConfig, plan, { ...taking, tell: tellRoutes });
      for (const problem of made.problems) sayLines(formatProblem(problem));
      const host = docker === undefined ? "127.0.0.1" : "the container";
      const here = ports.map((one) => `${host}:${one.local}`).join(", ");
      say(`${takenText(made.agent)} reach ${here}.`);
      return made;
    }
    if (command.length === 0) return undefined;
    const pod = workload?.deployment.spec?.template;
    const as = pod && { name: workload?.deployment.metadata?.name ?? "", pod };
    return connectAgent(kubeConfig, { ...how, namespace, as });
  }

  /** The count is of use for people; a link that is lost is told elsewhere. */
  async function count(): Promise<void> {
    const requests = await started?.link.requests().catch(() => undefined);
    if (requests !== undefined) set({ requests: counted(requests) });
  }

  return {
    name,
    after,
    ended: ended.promise,
    async start(stop) {
      set({ state: "starting" });
      try {
        started = await asked(() => makeAgent(stop));
      } catch (error) {
        set({ state: stop.aborted ? "not started" : "failed" });
        throw error;
      }
      states.begin();
      if (plan !== undefined) counting = setInterval(count, COUNT_EVERY);
      if (started !== undefined && command.length > 0) {
        running = local.run(started.link, started.withdraw).catch((error) => {
          say(`${messageOf(error)}.`);
          return 1;
        });
        running.then(ended.resolve);
      }
      states.closed.then((reason) => {
        say(`The link has ended: ${reason}.`);
        set({ lastError: reason });
        ended.resolve(1);
        stopProgram.abort();
      });
    },
    async ready(stop) {
      for (const { local: port } of ports) {
        if (await listens(port)) continue;
        set({ state: `waits for port ${port}` });
        if (command.length === 0) say(`Nothing listens at 127.0.0.1:${port} yet.`);
        while (!stop.aborted && !hasEnded && !(await listens(port))) await setTimeout(LOOK_EVERY);
      }
      if (!stop.aborted && !hasEnded) set({ state: "running" });
    },
    async end() {
      if (!hasEnded) set({ state: ENDING });
      started?.withdraw();
      stopProgram.abort();
      await running;
      ended.resolve(0);
      say("Has ended.");
    },
    async leave() {
      clearInterval(counting);
      // A program whose link has ended may take its time.
      await running;
      local.close();
      if (started !== undefined) await asked(started.leave);
      set({ link: "-", roundTrip: undefined });
      if (plan !== undefined) say("Its requests do not come here any more.");
    },
  };

  async function listens(port: number): Promise<boolean> {
    try {
      (await local.dial(port)).destroy();
      return true;
    } catch {
      return false;
    }
  }
}

/** Returns what reaches this machine: `Requests to payments.shop with the key ann`. */
function takenText({ service, key, routes, mirror }: FoundAgent): string {
  const of = routes === undefined ? "" : ` of ${routes.join(", ")}`;
  const keyed = key === undefined ? "" : ` with the key ${key}`;
  const first = mirror ? "Copies of requests" : key === undefined ? "All requests" : "Requests";
  return `${first}${of} to ${service}${keyed}`;
}
