import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { Role, RoleBinding } from "kubernetes-types/rbac/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { guardRights, jobRights, type Right, sizingRights } from "../../loadtest/rights.ts";
import { loadTestLabels } from "./loadTestLabels.ts";

export interface AccountObjects {
  serviceAccount: ServiceAccount;
  role: Role;
  roleBinding: RoleBinding;
  /** In the namespace of the service under test. Undefined if the stack names no such service. */
  serviceRole?: Role;
  serviceRoleBinding?: RoleBinding;
}

/** Returns the ServiceAccount of the CronJobs and the reporter with exactly the rights that they use. */
export function accountObjects(config: LoadTestConfig, names: LoadTestNames): AccountObjects {
  const { serviceAccount: account, namespace } = names;
  const { service, serviceAccountAnnotations: annotations } = config;
  const labels = loadTestLabels(account);
  const serviceAccount: ServiceAccount = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: account, namespace, labels, ...(annotations && { annotations }) },
  };
  const own = granted({ name: account, namespace }, names, jobRights(names));
  if (service === undefined) return { serviceAccount, ...own };
  // Several load tests may have the same service.
  const place = { name: `${namespace}-${account}`, namespace: service.namespace };
  const { role, roleBinding } = granted(place, names, [...guardRights(), ...sizingRights()]);
  return { serviceAccount, ...own, serviceRole: role, serviceRoleBinding: roleBinding };
}

function granted(
  place: { name: string; namespace: string },
  { serviceAccount, namespace }: LoadTestNames,
  rights: Right[],
): { role: Role; roleBinding: RoleBinding } {
  const apiGroup = "rbac.authorization.k8s.io";
  const metadata = { ...place, labels: loadTestLabels(serviceAccount) };
  return {
    role: {
      apiVersion: `${apiGroup}/v1`,
      kind: "Role",
      metadata,
      rules: rights.map(({ reason: _, ...rule }) => rule),
    },
    roleBinding: {
      apiVersion: `${apiGroup}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup, kind: "Role", name: place.name },
      subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
    },
  };
}
