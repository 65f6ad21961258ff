import { hostname } from "node:os";
import { userName } from "../../src/userName.ts";

/** Returns who gives the command, for others who see the run: `alice@laptop`. */
export function userHere(): string {
  return `${userName()}@${hostname()}`;
}
