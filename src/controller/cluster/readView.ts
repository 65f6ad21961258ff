import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../../cluster/listObjects.ts";
import { asWithoutAgents } from "../../cluster/live/ledService.ts";
import type { NamespaceObjects } from "../../emit/preview/pickOrigin.ts";
import { type Problem, UserError } from "../../problem.ts";
import { allows, type ViewedNamespace } from "../view.ts";

interface Namespace {
  metadata: { name: string; labels?: Record<string, string> };
}

/**
 * Reads all that copies are made from.
 *
 * @param names the namespaces; without it all, of which those that carry the label allow copies
 * @throws {UserError} with everything that may not be read: what is missing would look as if it was gone
 */
export async function readView(
  kubeConfig: KubeConfig,
  names: readonly string[] | undefined,
): Promise<ViewedNamespace[]> {
  const problems: Problem[] = [];
  const view =
    names === undefined
      ? await readAll(kubeConfig, problems)
      : await Promise.all(
          names.map(async (name) => ({
            name,
            isAllowed: true,
            ...(await readObjects(kubeConfig, name, problems)),
          })),
        );
  if (problems.length > 0) throw new UserError(problems);
  return view;
}

async function readAll(kubeConfig: KubeConfig, problems: Problem[]): Promise<ViewedNamespace[]> {
  const kind = { group: "", resource: "namespaces" };
  const [namespaces, all] = await Promise.all([
    listObjects<Namespace>(kubeConfig, kind, problems),
    readObjects(kubeConfig, undefined, problems),
  ]);
  const within = <T extends { metadata?: { namespace?: string } }>(objects: T[]) =>
    Map.groupBy(objects, ({ metadata }) => metadata?.namespace ?? "");
  const deployments = within(all.deployments);
  const services = within(all.services);
  const destinationRules = within(all.destinationRules);
  return (namespaces ?? []).map(({ metadata: { name, labels } }) => ({
    name,
    isAllowed: allows(name, labels),
    deployments: deployments.get(name) ?? [],
    services: services.get(name) ?? [],
    destinationRules: destinationRules.get(name) ?? [],
  }));
}

async function readObjects(
  kubeConfig: KubeConfig,
  namespace: string | undefined,
  problems: Problem[],
): Promise<NamespaceObjects> {
  const list = <T>(group: string, resource: string) =>
    listObjects<T>(
      kubeConfig,
      { group, resource, ...(namespace !== undefined && { namespace }) },
      problems,
    );
  const [deployments = [], services = [], destinationRules = []] = await Promise.all([
    list<NamespaceObjects["deployments"][number]>("apps", "deployments"),
    list<NamespaceObjects["services"][number]>("", "services"),
    list<NamespaceObjects["destinationRules"][number]>("networking.istio.io", "destinationrules"),
  ]);
  return { deployments, services: asWithoutAgents(services), destinationRules };
}
