import * as pulumi from "@pulumi/pulumi";
import { slot } from "../slots.ts";

/** A component's arguments as plain data, and the Outputs in them. */
export interface TakenOutputs {
  /** The arguments without undefined ones. Each Output is replaced by a slot: `${input0}`. */
  plain: Record<string, unknown>;
  /** The Outputs by slot name: `input0`. */
  outputs: Outputs;
  /** Where each stood, by the same names: `registry.url`, `entries[0]`. */
  paths: Readonly<Record<string, string>>;
}

export type Outputs = Readonly<Record<string, pulumi.Output<unknown>>>;

/**
 * Replaces Outputs and promises in a component's arguments by slots, so that the rest can be planned without waiting.
 */
export function takeOutputs(args: object): TakenOutputs {
  const outputs: Record<string, pulumi.Output<unknown>> = {};
  const paths: Record<string, string> = {};
  const take = (value: unknown, path: string): unknown => {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      const name = `input${Object.keys(outputs).length}`;
      outputs[name] = pulumi.output(value);
      paths[name] = path;
      return slot(name);
    }
    if (Array.isArray(value)) return value.map((item, i) => take(item, `${path}[${i}]`));
    return typeof value === "object" && value !== null ? takeAll(value, `${path}.`) : value;
  };
  const takeAll = (values: object, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, take(value, `${prefix}${key}`)]),
    );
  // A program in JavaScript may leave the arguments out.
  return { plain: takeAll(args ?? {}, ""), outputs, paths };
}

/** Returns planned data with the Outputs in place of their slots, also in the middle of a text. */
export function fillOutputs<T>(data: T, outputs: Outputs): T {
  if (Object.keys(outputs).length === 0) return data;
  const fillText = (text: string): unknown => {
    const parts = text.split(/\$\{(input\d+)\}/);
    if (parts.length === 1) return text;
    // Every second part is a slot's name.
    const filled = parts.map((part, i) => (i % 2 === 0 ? part : (outputs[part] ?? "")));
    const [before, output, after] = filled;
    return before === "" && after === "" && filled.length === 3 ? output : pulumi.concat(...filled);
  };
  const fill = (node: unknown): unknown => {
    if (typeof node === "string") return fillText(node);
    if (Array.isArray(node)) return node.map(fill);
    if (typeof node !== "object" || node === null || pulumi.Output.isInstance(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, fill(value)] as const),
    );
  };
  return fill(data) as T;
}
