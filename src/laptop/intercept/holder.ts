import { hostname } from "node:os";
import { userName } from "../../userName.ts";

/** Whose intercept it is. */
export interface Holder {
  user: string;
  machine: string;
  /** RFC 3339, by the minute. */
  since: string;
}

export function newHolder(): Holder {
  return {
    user: userName(),
    machine: hostname(),
    since: `${new Date().toISOString().slice(0, 16)}Z`,
  };
}

/** Returns `ann@mac since 2026-11-27T10:00Z`. */
export function holderText({ user, machine, since }: Holder): string {
  return `${user}@${machine} since ${since}`;
}

/** Reads the annotation of an agent's Job. */
export function readHolder(text: string | undefined): Holder {
  try {
    const { user = "?", machine = "?", since = "?" } = JSON.parse(text ?? "{}");
    return { user, machine, since };
  } catch {
    return { user: "?", machine: "?", since: "?" };
  }
}
