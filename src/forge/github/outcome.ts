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
