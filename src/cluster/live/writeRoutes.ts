import { isDeepStrictEqual } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node";
import { type Problem, UserError } from "../../problem.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { noRight, pathOf } from "../listObjects.ts";
import { getPath, patchPath, type ServerAnswer } from "../request.ts";
import { statusMessage } from "../statusMessage.ts";
import { FIELD_MANAGER } from "./fieldManager.ts";
import { type LiveVirtualService, nameOf, VIRTUAL_SERVICES } from "./liveVirtualService.ts";

/** What a VirtualService is to have. Null takes an annotation off. */
export interface RouteContent {
  http: HttpRoute[];
  annotations: Record<string, string | null>;
}

/** Returns whether a VirtualService has the content. */
export function hasContent(
  { metadata, spec }: LiveVirtualService,
  { http, annotations }: RouteContent,
): boolean {
  return (
    isDeepStrictEqual(http, spec?.http) &&
    Object.entries(annotations).every(
      ([name, value]) => (metadata.annotations?.[name] ?? null) === value,
    )
  );
}

/** Writes the content, if the VirtualService is still the one that was read: otherwise the answer's status is 409. */
export function writeRoutes(
  kubeConfig: KubeConfig,
  virtualService: LiveVirtualService,
  { http, annotations }: RouteContent,
): Promise<ServerAnswer> {
  const { resourceVersion } = virtualService.metadata;
  const metadata = { resourceVersion, ...(Object.keys(annotations).length > 0 && { annotations }) };
  const path = `${pathTo(virtualService)}?fieldManager=${FIELD_MANAGER}`;
  return patchPath(kubeConfig, path, { metadata, spec: { http } });
}

/**
 * Writes the content as `writeRoutes` does, and leaves all fields to their managers: the team's next server-side apply of
 * its own VirtualService meets no conflict.
 *
 * @throws {UserError} if it may not be read
 */
export async function writeForTeam(
  kubeConfig: KubeConfig,
  virtualService: LiveVirtualService,
  content: RouteContent,
): Promise<ServerAnswer> {
  const { resourceVersion } = virtualService.metadata;
  // Lists lack which fields a manager has.
  const before = await readAgain(kubeConfig, virtualService);
  if (before?.metadata.resourceVersion !== resourceVersion) return { status: 409, text: "" };
  const answer = await writeRoutes(kubeConfig, virtualService, content);
  if (answer.status !== 200) return answer;
  const version = JSON.parse(answer.text).metadata?.resourceVersion;
  const { managedFields } = before.metadata;
  // If somebody has written meanwhile, our manager stays in the list, which only costs a conflict.
  const path = `${pathTo(virtualService)}?fieldManager=${FIELD_MANAGER}`;
  await patchPath(kubeConfig, path, { metadata: { resourceVersion: version, managedFields } });
  return answer;
}

/**
 * Reads a VirtualService anew. Resolves to undefined if it is gone.
 *
 * @throws {UserError} if it may not be read
 */
export async function readAgain(
  kubeConfig: KubeConfig,
  virtualService: LiveVirtualService,
): Promise<LiveVirtualService | undefined> {
  const { status, text } = await getPath(kubeConfig, pathTo(virtualService));
  if (status === 404) return undefined;
  if (status === 401 || status === 403) {
    const { namespace } = virtualService.metadata;
    throw new UserError([noRight("get", { ...VIRTUAL_SERVICES, namespace })]);
  }
  if (status !== 200) {
    throw new Error(`VirtualService ${nameOf(virtualService)} was answered with status ${status}`);
  }
  return JSON.parse(text);
}

/** Returns the problem of a write that the cluster refused. */
export function refusedRoutes(
  virtualService: LiveVirtualService,
  { status, text }: ServerAnswer,
): Problem {
  const { namespace } = virtualService.metadata;
  if (status === 401 || status === 403) return noRight("patch", { ...VIRTUAL_SERVICES, namespace });
  const what = `the cluster refuses its routes with status ${status}: ${statusMessage(text) ?? text}`;
  return { where: `VirtualService ${nameOf(virtualService)}`, what };
}

function pathTo({ metadata: { namespace, name } }: LiveVirtualService): string {
  return `${pathOf({ ...VIRTUAL_SERVICES, namespace })}/${name}`;
}
