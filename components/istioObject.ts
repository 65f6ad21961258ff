import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Pulumi knows Istio's kinds only as custom resources, of any shape: what is emitted is held to theirs already. */
export function istioObject(
  name: string,
  object: { apiVersion: string; kind: string },
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
}
