/** CPU that one pod used between two moments in seconds since 1970. */
export interface Usage {
  from: number;
  to: number;
  cores: number;
}

/** Returns what the pods used, by their names; without those of which nothing is known yet. Rejects with `NotMeasured`. */
export type UsageReader = (
  pods: readonly { name: string; node: string }[],
) => Promise<Map<string, Usage>>;
