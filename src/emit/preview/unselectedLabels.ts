import { type Labels, wantedValues } from "../common/labelSelector.ts";
import type { Selectors } from "./selectorIndex.ts";

/** Length of the longest label value. */
const LONGEST = 63;

/** Changed last if there is a choice: policies and telemetry identify workloads by these labels. */
const IDENTITY = ["app.kubernetes.io/name", "app", "service.istio.io/canonical-name"];

/** Labels of a copy that no selector of its origin selects. */
export interface UnselectedLabels {
  labels: Labels;
  /** The changed labels with their new values. */
  changed: Labels;
  /** Names of the selectors that select the copy nonetheless. */
  finders: string[];
}

/**
 * Appends `-<suffix>` to the values of as few labels as possible, so that none of the selectors selects the labels any
 * more. No selector asks for any of the new values.
 *
 * @param kept names of the labels that must not change
 */
export function unselectedLabels(
  labels: Labels,
  selectors: Selectors,
  kept: ReadonlySet<string>,
  suffix: string,
): UnselectedLabels {
  const choices = selectors
    .selecting(labels)
    .map(({ selector }) => wantedValues(selector).map(([key]) => key))
    .map((keys) => keys.filter((key) => !kept.has(key)).sort(byIdentity))
    .filter((keys) => keys.length > 0);
  const changed = Object.fromEntries(
    fewestKeys(choices).map((key) => [
      key,
      newValue(labels[key] ?? "", (value) => selectors.isWanted(key, value), suffix),
    ]),
  );
  const result = { ...labels, ...changed };
  const finders = selectors.selecting(result);
  return { labels: result, changed, finders: finders.map(({ name }) => name) };
}

/** Returns the smallest set that contains at least one key of each choice. If there are several, earlier keys win. */
function fewestKeys(choices: string[][]): string[] {
  for (let size = 0; ; size++) {
    const keys = keysOfSize(choices, size);
    if (keys !== undefined) return keys;
  }
}

function keysOfSize(choices: string[][], size: number): string[] | undefined {
  const [first] = choices;
  if (first === undefined) return [];
  if (size === 0) return undefined;
  for (const key of first) {
    const rest = keysOfSize(
      choices.filter((keys) => !keys.includes(key)),
      size - 1,
    );
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

function byIdentity(a: string, b: string): number {
  return IDENTITY.indexOf(a) - IDENTITY.indexOf(b) || (a < b ? -1 : 1);
}

function newValue(value: string, isTaken: (value: string) => boolean, suffix: string): string {
  for (let count = 1; ; count++) {
    const tail = count === 1 ? suffix : `${suffix}-${count}`;
    const made = joined(value, tail);
    if (!isTaken(made)) return made;
  }
}

/** Cuts a value that is too long with its tail. What stays before the dash ends in a letter or digit. */
function joined(value: string, tail: string): string {
  const head = value.slice(0, LONGEST - tail.length - 1).replace(/[^A-Za-z0-9]+$/, "");
  return head === "" ? tail : `${head}-${tail}`;
}
