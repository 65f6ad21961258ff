import type { KubeConfig } from "@kubernetes/client-node";
import { pathOf } from "../../cluster/listObjects.ts";
import { type LiveVirtualService, nameOf } from "../../cluster/live/liveVirtualService.ts";
import { readAgain } from "../../cluster/live/writeRoutes.ts";
import { getPath } from "../../cluster/request.ts";
import { and } from "../../problem.ts";
import { ROUTE_WITHDRAWN } from "../../routing/annotations.ts";
import { withoutEntry } from "../../routing/copyRoute.ts";
import type { Link } from "../link/link.ts";
import type { Leading } from "./leadingTo.ts";

/** The routes of an intercept. */
export interface InterceptRoutes extends Pick<Leading, "virtualServices"> {
  agent: { namespace: string; name: string; uid: string };
  key: string;
  /** Its agent takes its routes out itself when it ends, and says nothing of requests from then on. */
  link: Pick<Link, "requests">;
}

/** Tells what has become of routes, and whether they are all there now. */
export type TellRoutes = (text: string, isThere: boolean) => void;

/** What a VirtualService has of an intercept's routes. */
type Found = "routes" | "no routes" | "removed";

const JOBS = { group: "batch", resource: "jobs" };
const SERVICES = { group: "", resource: "services" };

/**
 * Returns a function that looks whether the routes of an intercept are still there, and tells once if somebody has taken
 * them out, and if they are back. It changes nothing: whoever took them out may have a reason. A VirtualService that may not
 * be read is not looked at.
 *
 * The function throws what the cluster answers when it cannot be asked; the next look makes up for it.
 */
export function routeLook(
  kubeConfig: KubeConfig,
  { agent, link, key, virtualServices }: InterceptRoutes,
  tell: TellRoutes,
): () => Promise<void> {
  const { namespace, name } = agent;
  const target = `${name}.${namespace}`;
  let seen: (Found | undefined)[] | undefined;

  return async () => {
    const before = seen;
    const found = await Promise.all(
      virtualServices.map((one, i) => routesIn(one).catch(() => before?.[i])),
    );
    const lost = virtualServices.filter((_, i) => before?.[i] === "routes" && isGone(found[i]));
    const isBack = found.some((one, i) => one === "routes" && isGone(before?.[i]));
    if (lost.length > 0 && !(await isHeld())) return;
    seen = found;
    if (lost.length > 0) tell(lostText(lost, found), false);
    else if (isBack) tell(`The routes of the key ${key} are there again.`, !found.some(isGone));
  };

  async function routesIn(metadata: Leading["virtualServices"][number]): Promise<Found> {
    const virtualService = await readAgain(kubeConfig, { metadata } as LiveVirtualService);
    if (virtualService === undefined) return "removed";
    const http = virtualService.spec?.http ?? [];
    return withoutEntry(http, target).length < http.length ? "routes" : "no routes";
  }

  /** Whoever ends or takes over an intercept marks its Service or removes its Job, and the link tells of it. */
  async function isHeld(): Promise<boolean> {
    const [job, service] = await Promise.all([metadataOf(JOBS), metadataOf(SERVICES)]);
    if (job?.uid !== agent.uid || job.deletionTimestamp !== undefined) return false;
    if (service?.annotations?.[ROUTE_WITHDRAWN] !== undefined) return false;
    return link.requests().then(
      () => true,
      () => false,
    );
  }

  async function metadataOf(kind: { group: string; resource: string }) {
    const path = `${pathOf({ ...kind, namespace })}/${name}`;
    const { status, text } = await getPath(kubeConfig, path);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${path} was answered with status ${status}`);
    return JSON.parse(text).metadata;
  }

  function lostText(from: Leading["virtualServices"], now: readonly (Found | undefined)[]): string {
    const names = and(from.map((metadata) => nameOf({ metadata })));
    const what = now.includes("removed")
      ? `removed VirtualService ${names}, and the routes of the key ${key} with it`
      : `taken the routes of the key ${key} out of VirtualService ${names}`;
    const isLed = now.includes("routes");
    const end = "Requests with the key are answered like all others.";
    const fix = "To put the routes back, end this command and start it again.";
    return `Somebody has ${what}. ${isLed ? "" : `${end} `}${fix}`;
  }
}

function isGone(found: Found | undefined): boolean {
  return found === "no routes" || found === "removed";
}
