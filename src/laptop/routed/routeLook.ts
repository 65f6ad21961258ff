import { isDeepStrictEqual } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node";
import { pathOf } from "../../cluster/listObjects.ts";
import { type ComposedHosts, composeHosts } from "../../cluster/live/composeHosts.ts";
import type { LiveVirtualService } from "../../cluster/live/liveVirtualService.ts";
import { readAgain } from "../../cluster/live/writeRoutes.ts";
import { getPath } from "../../cluster/request.ts";
import { and, distinct, formatProblem, type Problem, UserError } from "../../problem.ts";
import { ROUTE_WITHDRAWN } from "../../routing/annotations.ts";
import { withoutEntry } from "../../routing/copyRoute.ts";
import { shortName } from "../../routing/serviceHost.ts";
import type { Link } from "../link/link.ts";
import { type Leading, leadingTo } from "./leadingTo.ts";

/** The routes of an intercept. */
export interface InterceptRoutes extends Pick<Leading, "virtualServices"> {
  agent: { namespace: string; name: string; uid: string };
  /** Full name of the Service. */
  host: string;
  key: string;
  /** Its agent takes its routes out itself when it ends, and says nothing of requests from then on. */
  link: Pick<Link, "requests">;
}

/** Tells what has become of routes, and whether they are there now. */
export type TellRoutes = (text: string, isThere: boolean) => void;

/** Routes that go again so soon after they were put back are left to whoever takes them out, in milliseconds. */
const UNDONE = 20_000;

const JOBS = { group: "batch", resource: "jobs" };
const SERVICES = { group: "", resource: "services" };

/** A VirtualService at one look, and the intercept's routes in it; undefined if it is gone. */
type Seen = { uid: string | undefined; version: string; own: object[] } | undefined;

/**
 * Returns a function that looks whether the routes of an intercept are still there, and tells once what somebody has done to
 * them. They are composed anew, as for every entry, but not against somebody who takes them out again at once.
 *
 * The function throws what the cluster answers when it cannot be asked; the next look makes up for it.
 */
export function routeLook(
  kubeConfig: KubeConfig,
  { agent, link, host, key, virtualServices }: InterceptRoutes,
  tell: TellRoutes,
): () => Promise<void> {
  const { namespace, name } = agent;
  const target = `${name}.${namespace}`;
  let places = virtualServices;
  let seen: Seen[] = [];
  let isThere = true;
  let told = "";
  let written = Number.NEGATIVE_INFINITY;

  function say(text: string, nowThere: boolean): void {
    isThere = nowThere;
    if (text === told) return;
    told = nowThere ? "" : text;
    tell(text, nowThere);
  }

  async function read(): Promise<Seen[]> {
    return Promise.all(
      places.map(async (metadata) => {
        const found = await readAgain(kubeConfig, { metadata } as LiveVirtualService);
        if (found === undefined) return undefined;
        const http = found.spec?.http ?? [];
        const others = new Set(withoutEntry(http, target));
        const own = http.filter((route) => !others.has(route));
        const { uid, resourceVersion } = found.metadata;
        return { uid, version: resourceVersion, own };
      }),
    );
  }

  /** Whoever ends or takes over an intercept marks its Service or removes its Job, and the link tells of it. */
  async function isHeld(problems: Problem[]): Promise<boolean> {
    const [job, service] = await Promise.all(
      [JOBS, SERVICES].map(async (kind) => {
        const { status, text } = await getPath(
          kubeConfig,
          `${pathOf({ ...kind, namespace })}/${name}`,
        );
        return status === 404 ? undefined : JSON.parse(text).metadata;
      }),
    );
    if (job?.uid !== agent.uid || job.deletionTimestamp !== undefined) return false;
    if (service === undefined) {
      const fix = "End this command, and start it again.";
      problems.push({ where: `Service ${namespace}/${name}`, what: "is gone", fix });
    }
    if (service?.annotations?.[ROUTE_WITHDRAWN] !== undefined) return false;
    return link.requests().then(
      () => true,
      () => false,
    );
  }

  async function compose(problems: Problem[]): Promise<ComposedHosts["written"]> {
    try {
      const composed = await composeHosts(kubeConfig, [host]);
      const own = ["cluster", shortName(host), `Service ${namespace}/${name}`].concat(
        places.map((one) => `VirtualService ${textOf(one)}`),
      );
      const all = [...composed.problems, ...composed.untouched];
      problems.push(...all.filter(({ where }) => own.includes(where)));
      return composed.written;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  }

  return async () => {
    if (!isThere && seen.every((one) => one === undefined)) {
      const leading = await leadingTo(kubeConfig, host, []);
      places = leading?.virtualServices ?? places;
    }
    const before = seen;
    const found = await read();
    if (isDeepStrictEqual(found, before)) return;
    const gone = places.filter((_, i) => !hasRoutes(found[i]));
    const isChanged = before.some((one, i) => !isDeepStrictEqual(one?.own, found[i]?.own));
    if (gone.length === 0 && (!isThere || !isChanged)) {
      seen = found;
      if (!isThere) say(`The routes of the key ${key} are there again.`, true);
      return;
    }
    const problems: Problem[] = [];
    if (!(await isHeld(problems))) return;
    // One that was made anew is another one, of which nobody has taken anything out.
    const isSame = before.every((one, i) => one?.uid === found[i]?.uid);
    if (isThere && isSame && gone.length > 0 && performance.now() - written < UNDONE) {
      seen = found;
      say(`${goneText(gone, found)} They are left out until it is changed next.`, false);
      return;
    }
    const wrote = await compose(problems);
    if (wrote.length > 0) written = performance.now();
    const after = await read();
    seen = after;
    const missing = places.filter((_, i) => !hasRoutes(after[i]));
    const lines = distinct(problems).map(formatProblem);
    if (missing.length > 0) {
      say([goneText(missing, after), ...lines].join("\n"), false);
    } else if (!isThere) {
      say(`The routes of the key ${key} are there again.`, true);
    } else if (gone.length > 0 || wrote.length > 0 || lines.length > 0) {
      const changed = gone.length > 0 ? gone : places;
      const text = `Somebody has changed the routes of the key ${key} in ${named(changed)}`;
      const now = lines.length > 0 ? "" : ". They are as they were again";
      say([`${text}${now}.`, ...lines].join("\n"), true);
    }
  };

  function goneText(from: Leading["virtualServices"], now: readonly Seen[]): string {
    const verb = now.includes(undefined) ? "removed" : "taken";
    const what =
      verb === "removed"
        ? `${named(from)}, and the routes of the key ${key} with it`
        : `the routes of the key ${key} out of ${named(from)}`;
    return `Somebody has ${verb} ${what}: its requests are answered as all others.`;
  }
}

function hasRoutes(one: Seen): boolean {
  return one !== undefined && one.own.length > 0;
}

function named(places: Leading["virtualServices"]): string {
  const names = and(places.map(textOf));
  return `${places.length === 1 ? "VirtualService" : "VirtualServices"} ${names}`;
}

function textOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}
