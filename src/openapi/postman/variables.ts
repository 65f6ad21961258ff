import type { VariableList } from "postman-collection";

/** Replaces the variables in a text by their values. Those without a value stay as they are: `{{name}}`. */
export type Resolve = (text: string) => string;

export function resolverOf(variables: VariableList): Resolve {
  const values = new Map<string, string>();
  for (const { id, key, value, disabled } of variables.all()) {
    const name = key ?? id;
    if (name && !disabled && value !== undefined && value !== null && value !== "") {
      values.set(name, String(value));
    }
  }
  const resolve = (text: string, depth: number): string =>
    text.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/g, (written, name: string) => {
      const value = values.get(name);
      return value === undefined || depth > DEEPEST ? written : resolve(value, depth + 1);
    });
  return (text) => resolve(text, 0);
}

/** A variable may have other variables in its value, and by mistake itself. */
const DEEPEST = 10;
