import { shortNumber } from "../verdict/units.ts";

/** Returns cores as Kubernetes writes them: `250m`, `1.5`. */
export function coresText(cores: number): string {
  return cores < 1 ? `${shortNumber(cores * 1000)}m` : shortNumber(cores);
}
