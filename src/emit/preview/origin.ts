import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";

/** What a preview replica is copied from, as the cluster has it. */
export interface Origin {
  deployment: Deployment;
  service: Service;
  /** All Services of the namespace. None of them may select the copy's pods. */
  services: Service[];
  /** All DestinationRules of the namespace; undefined if the cluster has no Istio. */
  destinationRules?: IDestinationRule[];
}
