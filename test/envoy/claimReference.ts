import { isRouteKey } from "../../src/routing/routeKey.ts";

/** What a request's token adds to it: headers by name, and route keys in their order. */
export interface ClaimRoutes {
  targets: Record<string, string>;
  keys: string[];
}

const NOTHING: ClaimRoutes = { targets: {}, keys: [] };

/**
 * Returns what `src/emit/gateway/claimHeaders.lua` must find, by its specification: with JavaScript's own decoders of
 * base64url and JSON.
 */
export function claimRoutes(authorization: string, claim: string): ClaimRoutes {
  const [, payload = ""] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization) ?? [];
  if (payload === "" || payload.length % 4 === 1 || authorization.length > 8_192) return NOTHING;
  const text = Buffer.from(payload, "base64url").toString("latin1");
  const token = parse(text);
  if (!isObject(token) || depth(token) > 16) return NOTHING;
  const value = Object.hasOwn(token, claim) ? token[claim] : undefined;
  const items = Array.isArray(value) ? value : [value];
  if (items.length > 64 || (isObject(value) && Object.keys(value).length > 64)) return NOTHING;
  const pairs = isObject(value)
    ? Object.entries(value)
    : items.flatMap((item) => {
        const parts = typeof item === "string" ? item.split("=") : [];
        return parts.length === 2 ? [[parts[0] ?? "", parts[1]] as const] : [];
      });
  const targets = pairs.flatMap(([origin, target]) =>
    isService(origin) && typeof target === "string" && isService(target)
      ? [[`service-router-${origin.replace(".", "-")}`, target]]
      : [],
  );
  const keys = isObject(value) ? [] : items.filter((item) => typeof item === "string");
  return { targets: Object.fromEntries(targets), keys: [...new Set(keys.filter(isRouteKey))] };
}

function isService(text: string): boolean {
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  return new RegExp(`^${label}\\.${label}$`).test(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function depth(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
