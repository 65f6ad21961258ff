import type { KubeConfig } from "@kubernetes/client-node";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import type { Origin } from "../emit/preview/origin.ts";
import { type NamespaceObjects, pickOrigin } from "../emit/preview/pickOrigin.ts";
import type { Problem } from "../problem.ts";
import { listObjects } from "./listObjects.ts";

/** Reads the objects that each preview is copied from. Objects that do not exist or may not be listed add problems. */
export async function readOrigins(
  kubeConfig: KubeConfig,
  previews: readonly PreviewConfig[],
  problems: Problem[],
): Promise<Map<PreviewConfig, Origin>> {
  const names = [...new Set(previews.map(({ namespace }) => namespace))];
  const namespaces = new Map(
    await Promise.all(
      names.map(async (name) => [name, await readNamespace(kubeConfig, name, problems)] as const),
    ),
  );
  return new Map(
    previews.flatMap((preview): [PreviewConfig, Origin][] => {
      const objects = namespaces.get(preview.namespace);
      const origin = objects && pickOrigin(objects, preview, problems);
      return origin === undefined ? [] : [[preview, origin]];
    }),
  );
}

async function readNamespace(
  kubeConfig: KubeConfig,
  namespace: string,
  problems: Problem[],
): Promise<NamespaceObjects | undefined> {
  const list = <T>(group: string, resource: string) =>
    listObjects<T>(kubeConfig, { group, resource, namespace }, problems);
  const [deployments, services, destinationRules] = await Promise.all([
    list<NamespaceObjects["deployments"][number]>("apps", "deployments"),
    list<NamespaceObjects["services"][number]>("", "services"),
    list<NamespaceObjects["destinationRules"][number]>("networking.istio.io", "destinationrules"),
  ]);
  return deployments && services && destinationRules && { deployments, services, destinationRules };
}
