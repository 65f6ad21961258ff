import { perProgram } from "./perProgram.ts";

const ofProgram = perProgram<true>();

/**
 * Lets the running program take back the fields of its objects that somebody edited by hand: without it, Pulumi refuses
 * to change such an object, for ever. Only for programs that have made sure that no object is another's: it would take
 * those over as well.
 */
export function takeBackFields(): void {
  ofProgram().set("fields", true);
}

/** Returns the annotations by which Pulumi's provider takes fields back. */
export function forced(): Record<string, string> {
  return ofProgram().has("fields") ? { "pulumi.com/patchForce": "true" } : {};
}
