import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { load } from "js-yaml";
import { connect } from "../../src/cluster/connection.ts";
import { ROOT } from "./project.ts";

/** A rule of a ClusterRole. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** Returns the rules of docs/rights-controller.yaml. */
export function readRules(): Rule[] {
  return Object(load(readFileSync(join(ROOT, "docs/rights-controller.yaml"), "utf8"))).rules;
}

/** Returns what a rule of one verb and one resource allows: `list services`. */
export function nameOf({ resources: [resource], verbs: [verb] }: Rule): string {
  return `${verb} ${resource}`;
}

/** Returns a ClusterRole with these rules, and its binding to the user of the same name, both labelled with `app`. */
export function rolesOf(app: string, name: string, rules: Rule[]): object[] {
  const group = "rbac.authorization.k8s.io";
  const apiVersion = `${group}/v1`;
  const metadata = { name, labels: { app } };
  return [
    { apiVersion, kind: "ClusterRole", metadata, rules },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata,
      roleRef: { apiGroup: group, kind: "ClusterRole", name },
      subjects: [{ apiGroup: group, kind: "User", name }],
    },
  ];
}

/**
 * Returns the tests' own kubeconfig, with another user's rights.
 *
 * @param meanwhile is done right before the first VirtualService is changed
 */
export async function connectAs(
  user: string,
  meanwhile?: () => Promise<void>,
): Promise<KubeConfig> {
  const kubeConfig = await connect(undefined);
  const authenticate = kubeConfig.applySecurityAuthentication.bind(kubeConfig);
  let left = meanwhile;
  kubeConfig.applySecurityAuthentication = async (request) => {
    await authenticate(request);
    request.setHeaderParam("impersonate-user", user);
    if (!("getHttpMethod" in request) || request.getHttpMethod() !== "PATCH") return;
    if (!request.getUrl().includes("/virtualservices/")) return;
    const first = left;
    left = undefined;
    await first?.();
  };
  return kubeConfig;
}
