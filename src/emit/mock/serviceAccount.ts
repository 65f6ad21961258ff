import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { mockLabels } from "../common/labels.ts";

/** Returns the mock's own ServiceAccount, without rights and without a token. */
export function mockServiceAccount(config: ServiceConfig): ServiceAccount {
  const { resource, namespace } = mockNames(config);
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: resource, namespace, labels: mockLabels(config, resource) },
    automountServiceAccountToken: false,
  };
}
