import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { argsOf } from "./laterObject.ts";

/** An object of one of Istio's kinds, as it is emitted. */
interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata?: object;
  spec?: object;
}

/**
 * Declares an object of Istio's. Pulumi knows its kinds only as custom resources, of any shape: what is emitted is held
 * to Istio's types already. Content that is known only later is an Output, whose kind is given apart.
 */
export function istioObject(
  name: string,
  object: IstioObject,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
}

/** Declares a VirtualService whose content may be known only later. */
export function virtualService(
  name: string,
  content: pulumi.Input<object>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
  return istioObject(name, { ...kind, ...argsOf<object>(pulumi.output(content)) }, opts);
}
