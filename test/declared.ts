import type { KubernetesObject } from "../src/emit/common/kubernetesObject.ts";
import type { Declared } from "./pulumi.ts";

/** `apps/v1:Deployment users-deployment @kubernetes < MockService::users` */
export function line({ type, name, provider, parent }: Declared): string {
  const short = type
    .replace(/^(kubernetes|aws|pulumi):|:index(?=:)/g, "")
    .replace(/^ecr\/\w+/, "ecr");
  const at = provider === undefined ? "" : ` @${provider}`;
  const below = parent === undefined ? "" : ` < ${parent.replace("understudy:index:", "")}`;
  return `${short} ${name}${at}${below}`;
}

/** Returns the inputs of a resource, or undefined if there is none of that name. */
export function inputsOf(declared: Declared[], name: string): Record<string, unknown> {
  return declared.find((resource) => resource.name === name)?.inputs ?? {};
}

/** Returns objects by kind, namespace and name. Objects that several mocks share are there once. */
export function byIdentity(objects: KubernetesObject[]): Record<string, KubernetesObject> {
  return Object.fromEntries(
    objects.map((object) => {
      const { name, namespace } = object.metadata ?? {};
      return [`${object.kind} ${namespace}/${name}`, object];
    }),
  );
}
