import type * as pulumi from "@pulumi/pulumi";
import { perProgram } from "./perProgram.ts";

const ofProgram = perProgram<pulumi.ErrorHook>();

/** Kinds that Pulumi waits for until their pods are ready, or have ended. */
const WAITED = /^kubernetes:(apps|batch)\/v1:(Deployment|Job)$/;

/** Has the engine call a hook for each Deployment and Job that the running program declares from now on and that fails. */
export function onFailedWaits(hook: pulumi.ErrorHook): void {
  ofProgram().set("hook", hook);
}

/** Returns a resource's options with the hook, if its kind has one. */
export function withFailedWaits(
  type: string,
  opts: pulumi.ResourceOptions,
): pulumi.ResourceOptions {
  const hook = ofProgram().get("hook");
  if (hook === undefined || !WAITED.test(type)) return opts;
  return { ...opts, hooks: { ...opts.hooks, onError: [...(opts.hooks?.onError ?? []), hook] } };
}
