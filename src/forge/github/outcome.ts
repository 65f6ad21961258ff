/** A value, or in words why there is none. */
export type Outcome<T> = { ok: true; value: T } | Failed;

export interface Failed {
  ok: false;
  /** A sentence without its full stop. */
  reason: string;
  /** The status of the answer that says no. */
  status?: number;
}

export function failed(reason: string, status?: number): Failed {
  return status === undefined ? { ok: false, reason } : { ok: false, reason, status };
}

/** Returns a time for people: `14:02:05 UTC`. */
export function clockText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}
