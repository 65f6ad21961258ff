import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { claimName, componentName } from "./claimName.ts";
import { argsOf } from "./laterObject.ts";
import { perProgram } from "./running/perProgram.ts";

/** An object of one of Istio's kinds, as it is emitted. */
interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata?: object;
  spec?: object;
}

const ofProgram = perProgram<kubernetes.apiextensions.CustomResource>();

/** Returns the objects of Istio's kinds that the running program has declared so far. */
export function istioObjects(): kubernetes.apiextensions.CustomResource[] {
  return [...ofProgram().values()];
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
  const declared = new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
  const all = ofProgram();
  // Names are unique only below one parent.
  all.set(String(all.size), declared);
  return declared;
}

const ONE = "Istio heeds one VirtualService a host: let one component declare all its routes.";

/** Declares a VirtualService whose content may be known only later. */
export function virtualService(
  name: string,
  content: pulumi.Input<object>,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.ComponentResource },
): kubernetes.apiextensions.CustomResource {
  const once = pulumi.output(content).apply((object: { spec?: { hosts?: string[] } }) => {
    const { parent } = opts;
    const provider = parent.getProvider("kubernetes:networking.istio.io/v1:VirtualService");
    for (const host of object.spec?.hosts ?? []) {
      const thing = `a VirtualService of ${host}`;
      claimName({ thing, component: componentName(parent), argument: "host", fix: ONE }, provider);
    }
    return object;
  });
  const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
  return istioObject(name, { ...kind, ...argsOf<object>(once) }, opts);
}
