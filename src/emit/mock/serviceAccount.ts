import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { sharedLabels } from "../common/labels.ts";

/**
 * Returns the ServiceAccount of all mocks of a stack in a namespace, without rights and without a token. Mocks call
 * nobody, so that none needs an identity of its own. It gets its name when it is declared: another stack that uses the
 * namespace has another one.
 */
export function mockServiceAccount(config: ServiceConfig): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { namespace: mockNames(config).namespace, labels: sharedLabels(config) },
    automountServiceAccountToken: false,
  };
}
