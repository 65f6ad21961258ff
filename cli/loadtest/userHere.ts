import { hostname, userInfo } from "node:os";

/** Returns who gives the command, for others who see the run: `alice@laptop`. */
export function userHere(): string {
  return `${userInfo().username}@${hostname()}`;
}
