import * as pulumi from "@pulumi/pulumi";

/** Returns a value as an Output of its own type. TypeScript cannot evaluate the SDK's type for deep values. */
export function knownAs<T>(value: T): pulumi.Output<T> {
  return pulumi.output<unknown>(value) as pulumi.Output<T>;
}

/** Returns the arguments of a resource whose object may be known only later. */
export function argsOf<Args>(object: pulumi.Output<object>): Args {
  const known: pulumi.Output<{ metadata?: object; spec?: object }> = object;
  return {
    metadata: known.apply(({ metadata }) => metadata ?? {}),
    spec: known.apply(({ spec }) => spec ?? {}),
  } as Args;
}
