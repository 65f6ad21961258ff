/** Stands in emitted data for a text that is known only later: an image's digest, a generated name. */
export function slot(name: string): string {
  return `\${${name}}`;
}

/** Returns a copy of `data` with the values of the slots. Only a string that is exactly one slot is replaced. */
export function fillSlots<T>(data: T, values: Record<string, unknown>): T {
  const bySlot = new Map(Object.entries(values).map(([name, value]) => [slot(name), value]));
  const fill = (node: unknown): unknown => {
    if (typeof node === "string") return bySlot.has(node) ? bySlot.get(node) : node;
    if (Array.isArray(node)) return node.map(fill);
    if (node !== null && typeof node === "object") {
      return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fill(value)]));
    }
    return node;
  };
  return fill(data) as T;
}

/** Returns whether a text stands for an argument whose value is known only later (`takeOutputs`). */
export function isInput(text: string): boolean {
  return /^\$\{input\d+\}$/.test(text);
}
