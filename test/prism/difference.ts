import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** Stories in which Understudy differs from Prism for one reason. */
export interface Difference {
  /** What it is about, in a word or two: the topic of the work. */
  topic: string;
  /** Why Understudy differs, and the rule that Prism follows. */
  reason: string;
  /** `wanted`: it shall stay so. `open`: not done yet. */
  state: "wanted" | "open";
  /** Titles. */
  stories: string[];
}

export function readDifferences(): Difference[] {
  const file = join(import.meta.dirname, "differences.yaml");
  return load(readFileSync(file, "utf8")) as Difference[];
}
