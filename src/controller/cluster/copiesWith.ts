import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import { type Problem, UserError } from "../../problem.ts";
import { COPY_PULL_REQUEST, ROUTE_KEY, STACK_LABEL } from "../../routing/annotations.ts";
import { OWNER } from "../annotations.ts";

/** A copy of the controller that is there. */
export interface KeyedCopy {
  key: string;
  /** `shop/payments-pr-12` */
  name: string;
  /** `github.com/acme/payments#12` */
  pullRequest: string;
}

/**
 * Returns the controller's copies with any of these keys, in all namespaces.
 *
 * @throws {UserError} if Deployments may not be listed
 */
export async function copiesWith(
  kubeConfig: KubeConfig,
  keys: readonly string[],
): Promise<KeyedCopy[]> {
  const problems: Problem[] = [];
  const kind = { group: "apps", resource: "deployments" };
  const all = (await listObjects<Deployment>(kubeConfig, kind, problems)) ?? [];
  if (problems.length > 0) throw new UserError(problems);
  return all.flatMap(({ metadata = {} }): KeyedCopy[] => {
    const { labels = {}, annotations = {}, namespace, name } = metadata;
    const key = labels[ROUTE_KEY];
    if (labels[STACK_LABEL] !== OWNER || key === undefined || !keys.includes(key)) return [];
    const pullRequest = annotations[COPY_PULL_REQUEST] ?? "a pull request";
    return [{ key, name: `${namespace}/${name}`, pullRequest }];
  });
}
