import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels } from "../common/labels.ts";

/** The identity of the mock's pods: their own, with no rights and no token. */
export function mockServiceAccount(config: ServiceConfig): ServiceAccount {
  const { resource, namespace } = mockNames(config);
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: resource, namespace, labels: mockLabels(config, resource) },
    automountServiceAccountToken: false,
  };
}
