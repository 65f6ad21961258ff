import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { claimName, componentName } from "./claimName.ts";
import { argsOf } from "./laterObject.ts";

/** An object of one of Istio's kinds, as it is emitted. */
interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata?: object;
  spec?: object;
}

/**
 * Declares an object of one of Istio's kinds. Pulumi has them only as custom resources of any shape; what is emitted
 * has Istio's types already. If the content is known only later, it is an Output, and the kind is given separately.
 */
export function istioObject(
  name: string,
  object: IstioObject,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
}

const ONE = "Istio heeds one VirtualService a host: let one component declare all its routes.";

/** Declares a VirtualService whose content may be known only later. */
export function virtualService(
  name: string,
  content: pulumi.Input<object>,
  parent: pulumi.ComponentResource,
): kubernetes.apiextensions.CustomResource {
  const once = pulumi.output(content).apply((object: { spec?: { hosts?: string[] } }) => {
    const provider = parent.getProvider("kubernetes:networking.istio.io/v1:VirtualService");
    for (const host of object.spec?.hosts ?? []) {
      const thing = `a VirtualService of ${host}`;
      claimName({ thing, component: componentName(parent), argument: "host", fix: ONE }, provider);
    }
    return object;
  });
  const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
  return istioObject(name, { ...kind, ...argsOf<object>(once) }, { parent });
}
