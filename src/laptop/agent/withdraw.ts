import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { FIELD_MANAGER } from "../../cluster/live/fieldManager.ts";
import type { LiveVirtualService } from "../../cluster/live/liveVirtualService.ts";
import { contentOf, mayBeTaken, takenOver } from "../../cluster/live/takenOver.ts";
import type { RouteContent } from "../../cluster/live/writeRoutes.ts";
import { once } from "../../once.ts";
import { ROUTE_WITHDRAWN } from "../../routing/annotations.ts";
import { compose } from "../../routing/compose.ts";
import { withoutEntry } from "../../routing/copyRoute.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";

/** Where the token of the agent's own account lies. The pod itself runs as the origin's. */
export const ACCOUNT_FOLDER = "/var/run/secrets/understudy";

/** It is there a moment after the pod. */
export const TOKEN = `${ACCOUNT_FOLDER}/token`;

/** A Secret that came after the pod is there when the kubelet has looked again, once in a minute. */
const TOKEN_SECONDS = 120;

/** Somebody else may write at the same time. */
const ATTEMPTS = 20;

const tokenThere = once(async () => {
  for (let waited = 0; !existsSync(TOKEN) && waited < TOKEN_SECONDS; waited++) {
    await setTimeout(1000);
  }
});

/**
 * Marks the agent's own Service as one whose routes are to go: whoever composes them meanwhile leaves them out.
 *
 * @throws {Error} when the API server refuses
 */
export async function markOwn(namespace: string, name: string): Promise<void> {
  await tokenThere();
  const path = `/api/v1/namespaces/${namespace}/services/${name}`;
  const annotations = { [ROUTE_WITHDRAWN]: new Date().toISOString() };
  const change = { metadata: { annotations } };
  const { status } = await ask("PATCH", `${path}?fieldManager=${FIELD_MANAGER}`, change);
  // Somebody may have removed it.
  if (status !== 200 && status !== 404)
    throw new Error(`changing ${path} was answered with ${status}`);
}

/**
 * Takes the agent's routes out of a VirtualService, which is then as it would be composed without it.
 *
 * @param target the agent's Service: `payments-laptop-ann.shop`
 * @throws {Error} when the API server refuses
 */
export async function withdraw(
  { namespace, name }: { namespace: string; name: string },
  target: string,
): Promise<void> {
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${name}`;
  await tokenThere();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await ask<LiveVirtualService>("GET", path);
    if (found.status === 404) return;
    if (found.status !== 200) throw new Error(`reading ${path} was answered with ${found.status}`);
    const { metadata, spec } = found.object;
    const http = withoutEntry(spec?.http ?? [], target);
    if (http.length === spec?.http?.length) return;
    const content = contentFor(found.object, http);
    const { resourceVersion } = metadata;
    const { status } = await ask("PATCH", `${path}?fieldManager=${FIELD_MANAGER}`, {
      metadata: { resourceVersion, annotations: content.annotations },
      spec: { http: content.http },
    });
    if (status === 200) return;
    if (status !== 409) throw new Error(`changing ${path} was answered with ${status}`);
  }
  throw new Error(`${path} is changed by others all the time`);
}

/** A team's own VirtualService gets its own routes back with the last key. */
function contentFor(found: LiveVirtualService, http: HttpRoute[]): RouteContent {
  const nothing = { services: [], destinationRules: [] };
  const taken = mayBeTaken(found) ? takenOver(found, nothing, []) : undefined;
  if (taken === undefined) return { http, annotations: {} };
  const own = compose({ ...taken.declared, substitutions: [] }).http;
  return contentOf(taken, isDeepStrictEqual(own, http) ? undefined : http);
}

interface Answer<T> {
  status: number;
  /** If the status is 200. */
  object: T;
}

/** Reads or changes an object as the agent's own account. */
export function ask<T>(method: "GET" | "PATCH", path: string, change?: object): Promise<Answer<T>> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const headers = {
    authorization: `Bearer ${readFileSync(TOKEN, "utf8").trim()}`,
    ...(change && { "content-type": "application/merge-patch+json" }),
  };
  const ca = readFileSync(`${ACCOUNT_FOLDER}/ca.crt`);
  return new Promise((resolve, reject) => {
    const sent = request({ method, host, port, path, headers, ca });
    sent.on("error", reject);
    sent.on("response", (answer) => {
      json(answer).then(
        (object) => resolve({ status: answer.statusCode ?? 0, object: object as T }),
        reject,
      );
    });
    sent.end(change && JSON.stringify(change));
  });
}
