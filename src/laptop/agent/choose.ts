import { headerText, type RequestHeaders } from "../../routing/headerText.ts";
import { RETURNED_BY, targetHeader } from "../../routing/keyMatches.ts";
import { carriedKeys } from "../../routing/routeKey.ts";
import type { AgentSettings, InterceptSettings } from "./settings.ts";

/** Where a request goes. */
export type Choice =
  | "laptop"
  /** The origin itself. The request keeps its key, and gets the mark by which the mesh knows that it was returned. */
  | "origin"
  /** Nowhere: the agent has returned it before, and it has come here again. */
  | "loop";

/**
 * Decides for each request, since one connection of a sidecar carries those of many callers.
 *
 * @param isThere whether the laptop answers now
 */
export function choose(
  headers: RequestHeaders,
  { name, namespace }: Pick<AgentSettings, "name" | "namespace">,
  { origin, key, keyHeader }: Pick<InterceptSettings, "origin" | "key" | "keyHeader">,
  isThere: boolean,
): Choice {
  const own = `${name}.${namespace}`;
  if (headerText(headers, RETURNED_BY) === own) return "loop";
  const isMeant =
    key === undefined ||
    carriedKeys(headers, keyHeader).includes(key) ||
    headerText(headers, targetHeader(origin)) === own;
  return isMeant && isThere ? "laptop" : "origin";
}
