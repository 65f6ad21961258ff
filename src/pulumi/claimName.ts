import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { UserError } from "../problem.ts";
import { perProgram, providerName } from "./running/perProgram.ts";

const claimed = perProgram<string>();

/** Something that a component declares and that a cluster can have only once. */
interface Claim {
  /** `a mock of payments in shop` */
  thing: string;
  /** The component: `ServiceRouter "payments"`. */
  component: string;
  /** The argument that decides it. */
  argument: string;
  fix: string;
}

/**
 * Remembers what a component declares. Pulumi accepts two components with different names, but the objects of one would
 * overwrite those of the other.
 *
 * @throws {UserError} when another component of the program declares the same in the same cluster
 */
export function claimName(claim: Claim, provider: pulumi.ProviderResource | undefined): void {
  const { thing, component, argument, fix } = claim;
  const names = claimed();
  const key = `${providerName(provider)} ${thing}`;
  const other = names.get(key);
  if (other !== undefined && other !== component) {
    const where = `${component}: ${argument}`;
    throw new UserError([{ where, what: `${other} declares ${thing} already`, fix }]);
  }
  names.set(key, component);
}

/** Returns a component as problems name it: `ServiceRouter "payments"`. */
export function componentName(component: pulumi.Resource): string {
  const [type = "", name = ""] = ["__pulumiType", "__name"].map((field) =>
    String(Reflect.get(component, field)),
  );
  return `${type.split(":").at(-1)} "${name}"`;
}

/** Remembers a mock by its Service. */
export function claimMock(config: ServiceConfig, component: pulumi.ComponentResource): void {
  const thing = `the mock ${mockNames(config).host}`;
  const fix = "Give one of the two another name, suffix or campaign.";
  const provider = component.getProvider("kubernetes:apps/v1:Deployment");
  claimName({ thing, component: componentName(component), argument: "name", fix }, provider);
}
