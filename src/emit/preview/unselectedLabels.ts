import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import { type Labels, selects, wantedValues } from "../common/labelSelector.ts";

/** Characters of a label's longest value. */
const LONGEST = 63;

/** Changed last where there is a choice: policies and telemetry know workloads by these. */
const IDENTITY = ["app.kubernetes.io/name", "app", "service.istio.io/canonical-name"];

/** Something that finds pods by their labels. */
export interface NamedSelector {
  /** For problems: `Service payments`. */
  name: string;
  selector: LabelSelector;
}

/** Labels of a copy that none of its origin's selectors find. */
export interface UnselectedLabels {
  labels: Labels;
  /** The labels with another value than before, as they are now. */
  changed: Labels;
  /** The selectors that find the copy nonetheless. */
  finders: string[];
}

/**
 * The labels with `-<suffix>` behind the values of as few of them as it takes for none of the selectors to find what has
 * them. The new values are such as no selector asks for.
 *
 * @param kept names of the labels that stay as they are
 */
export function unselectedLabels(
  labels: Labels,
  selectors: NamedSelector[],
  kept: ReadonlySet<string>,
  suffix: string,
): UnselectedLabels {
  const choices = selectors
    .filter(({ selector }) => selects(selector, labels))
    .map(({ selector }) => wantedValues(selector).map(([key]) => key))
    .map((keys) => keys.filter((key) => !kept.has(key)).sort(byIdentity))
    .filter((keys) => keys.length > 0);
  const changed = Object.fromEntries(
    fewestKeys(choices).map((key) => [
      key,
      newValue(labels[key] ?? "", taken(key, selectors), suffix),
    ]),
  );
  const result = { ...labels, ...changed };
  const finders = selectors.filter(({ selector }) => selects(selector, result));
  return { labels: result, changed, finders: finders.map(({ name }) => name) };
}

/** Fewest keys of which each choice has one at least; of several such sets the one with the earlier keys. */
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

/** Values of a label that some selector asks for. */
function taken(key: string, selectors: NamedSelector[]): Set<string> {
  const wanted = selectors.flatMap(({ selector }) => wantedValues(selector));
  return new Set(wanted.filter(([name]) => name === key).flatMap(([, values]) => values));
}

function newValue(value: string, taken: ReadonlySet<string>, suffix: string): string {
  for (let count = 1; ; count++) {
    const tail = count === 1 ? suffix : `${suffix}-${count}`;
    const made = joined(value, tail);
    if (!taken.has(made)) return made;
  }
}

/** A label's value is cut where both do not fit; it ends, before the dash, in a letter or digit as it has to. */
function joined(value: string, tail: string): string {
  const head = value.slice(0, LONGEST - tail.length - 1).replace(/[^A-Za-z0-9]+$/, "");
  return head === "" ? tail : `${head}-${tail}`;
}
