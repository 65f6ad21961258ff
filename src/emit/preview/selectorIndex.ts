import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import { type Labels, selects, wantedValues } from "../common/labelSelector.ts";

/** A selector of pods, with a name for problems. */
export interface NamedSelector {
  /** `Service payments`. */
  name: string;
  selector: LabelSelector;
}

/** Selectors of which those are asked for that select some labels. */
export interface Selectors {
  /** Returns those that select an object with these labels, in their order. */
  selecting(labels: Labels): NamedSelector[];
  /** Returns whether any of them asks for this value of a label. */
  isWanted(key: string, value: string): boolean;
}

/** Finds selectors by a label that they require: a namespace may have thousands, and each copy asks them. */
export class SelectorIndex implements Selectors {
  readonly #places = new Map<NamedSelector, number>();
  readonly #byLabel = new Map<string, NamedSelector[]>();
  /** Those that require no certain value of a label. */
  readonly #others: NamedSelector[] = [];
  readonly #wanted = new Set<string>();

  constructor(selectors: readonly NamedSelector[]) {
    for (const one of selectors) this.#add(one);
  }

  selecting(labels: Labels): NamedSelector[] {
    const candidates = Object.entries(labels).flatMap(
      ([key, value]) => this.#byLabel.get(labelText(key, value)) ?? [],
    );
    return [...candidates, ...this.#others]
      .filter(({ selector }) => selects(selector, labels))
      .sort((a, b) => (this.#places.get(a) ?? 0) - (this.#places.get(b) ?? 0));
  }

  isWanted(key: string, value: string): boolean {
    return this.#wanted.has(labelText(key, value));
  }

  #add(one: NamedSelector): void {
    this.#places.set(one, this.#places.size);
    for (const [key, values] of wantedValues(one.selector)) {
      for (const value of values) this.#wanted.add(labelText(key, value));
    }
    const [required] = Object.entries(one.selector.matchLabels ?? {});
    if (required === undefined) this.#others.push(one);
    else {
      const text = labelText(...required);
      const same = this.#byLabel.get(text);
      if (same === undefined) this.#byLabel.set(text, [one]);
      else same.push(one);
    }
  }
}

/** Returns the selectors of several lists, without those of some names. */
export function joined(lists: readonly Selectors[], without: readonly string[] = []): Selectors {
  return {
    selecting: (labels) =>
      lists.flatMap((list) => list.selecting(labels)).filter(({ name }) => !without.includes(name)),
    isWanted: (key, value) => lists.some((list) => list.isWanted(key, value)),
  };
}

/** Returns the selectors of a namespace's Services. They are indexed once for each list: all copies of a round share it. */
export function serviceSelectors(services: readonly Service[]): SelectorIndex {
  const known = indexes.get(services);
  if (known !== undefined) return known;
  const index = new SelectorIndex(
    services.flatMap(({ metadata, spec }) => {
      const matchLabels = spec?.selector ?? {};
      const finds = spec?.type !== "ExternalName" && Object.keys(matchLabels).length > 0;
      return finds ? [{ name: `Service ${metadata?.name}`, selector: { matchLabels } }] : [];
    }),
  );
  indexes.set(services, index);
  return index;
}

const indexes = new WeakMap<readonly Service[], SelectorIndex>();

/** No label has an equals sign. */
function labelText(key: string, value: string): string {
  return `${key}=${value}`;
}
