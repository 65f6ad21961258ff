import { userInfo } from "node:os";

/** Returns the name of this machine's user, or the number where the machine has no name for it, as in containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? `user-${process.getuid?.()}`;
  }
}
