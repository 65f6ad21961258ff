import { stringifyJson } from "../exactJson.ts";
import { received } from "../problem.ts";
import { type Context, expectItems, expectMembers, report } from "./context.ts";
import { hasReferenceSiblings, isOpenApi } from "./dialect/dialect.ts";
import { enterScope } from "./dialect/dynamicScope.ts";
import {
  expectedOf,
  isSchemaKind,
  KEYWORDS,
  type PlainKind,
  usablePattern,
} from "./dialect/keywords.ts";
import { breakCircles } from "./dialect/recursion.ts";
import { upgradeSchema } from "./dialect/schemaVersion.ts";
import { share } from "./dialect/shared.ts";
import { dialectOf } from "./dialectOf.ts";
import {
  child,
  isMapping,
  items,
  type Mapping,
  members,
  type Node,
  rootOf,
} from "./document/node.ts";
import { referenceOf, resolve } from "./reference.ts";
import type { Schema } from "./table/table.ts";
import { usesScope } from "./usesScope.ts";

/**
 * Compiles a schema of any version of OpenAPI to JSON Schema 2020-12. The target of a reference becomes a shared schema
 * (`{ "$ref": "#/schemas/<name>" }`), so that circles stay possible. A keyword with a value that JSON Schema does not
 * allow is reported and left out. A schema that cannot be found is reported and accepts anything.
 */
export function compileSchema(context: Context, node: Node): Schema {
  if (typeof node.value === "boolean") return node.value;
  if (!isMapping(node.value)) {
    report(context, node, `expected a schema, received ${received(node.value)}`);
    return true;
  }
  const outer = context.scope;
  context.scope = enterScope(outer, node);
  const compiled = compileMapping(context, node, node.value);
  context.scope = outer;
  return compiled;
}

function compileMapping(context: Context, node: Node, value: Mapping): Schema {
  if (referenceOf(node) === undefined) return compileKeywords(context, node, value);
  const target = resolve(context, node, { stop: (at) => isItsOwn(context, at) });
  const reference = target && { $ref: shareSchema(context, target) };
  if (!hasSiblings(context, node)) return reference ?? true;
  const keywords = compileKeywords(context, node, value);
  // With `nullable` beside it the reference is one of two alternatives.
  return isReference(upgradeSchema(dialectOf(context, node), value))
    ? { ...reference, ...keywords }
    : keywords;
}

/** Compiles all schemas that references lead to, including references in these schemas. */
export function compileSharedSchemas(context: Context): Record<string, Schema> {
  const compiled: [string, Schema][] = [];
  for (let next = context.schemas.waiting.shift(); next; next = context.schemas.waiting.shift()) {
    context.scope = next.scope;
    compiled.push([next.name, compileSchema(context, next.node)]);
  }
  return breakCircles(Object.fromEntries(compiled.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** Returns the node of the example of a schema, or of the schema that it refers to. */
export function schemaExample(context: Context, node: Node): Node | undefined {
  const seen = new Set<unknown>();
  for (let at: Node | undefined = node; at && !seen.has(at.value); ) {
    seen.add(at.value);
    const found = isMapping(at.value) ? exampleKeys(context, at) : undefined;
    if (found !== undefined) return found;
    if (referenceOf(at) === undefined) return undefined;
    at = resolve(context, at, { stop: (next) => isItsOwn(context, next) });
  }
  return undefined;
}

function exampleKeys(context: Context, node: Node): Node | undefined {
  const keys = isOpenApi(dialectOf(context, node)) ? ["example", "x-example"] : [];
  const single = keys.map((key) => child(node, key)).find(({ value }) => value !== undefined);
  const listed = child(node, "examples");
  const [first] = Array.isArray(listed.value) ? items(listed) : [];
  return single ?? first;
}

/** Returns the keywords of a schema object. A 2.0 parameter is one too, except for the given keywords. */
export function compileKeywords(
  context: Context,
  node: Node,
  schema: Mapping,
  without: string[] = [],
): Exclude<Schema, boolean> {
  const compiled: [string, unknown][] = [];
  for (const [keyword, value] of Object.entries(upgradeSchema(dialectOf(context, node), schema))) {
    const kind = KEYWORDS.get(keyword);
    if (kind === undefined || without.includes(keyword)) continue;
    const at = { ...child(node, keyword), value };
    const result = isSchemaKind(kind)
      ? compileInner(context, at, kind)
      : compilePlain(context, at, keyword, kind);
    if (result !== undefined) compiled.push([keyword, result]);
  }
  return Object.fromEntries(compiled);
}

/** Returns the reference to a schema of the table. */
function shareSchema(context: Context, target: Node): string {
  const scope = enterScope(context.scope, target);
  const isUsed = scope.size > 0 && usesScope(context, target);
  return `#/schemas/${share(context.schemas, target, isUsed ? scope : undefined)}`;
}

/** Whether a reference has a meaning of its own, so that others refer to it and not to its target. */
function isItsOwn(context: Context, node: Node): boolean {
  return hasSiblings(context, node) || enterScope(context.scope, node) !== context.scope;
}

function hasSiblings(context: Context, node: Node): boolean {
  const dialect = dialectOf(context, node);
  return (
    isMapping(node.value) &&
    hasReferenceSiblings(dialect) &&
    Object.keys(upgradeSchema(dialect, node.value)).some((key) => KEYWORDS.has(key))
  );
}

function isReference(schema: Mapping): boolean {
  return "$ref" in schema || "$dynamicRef" in schema;
}

function compileInner(
  context: Context,
  node: Node,
  kind: "schema" | "schemas" | "schemaMap",
): unknown {
  if (kind === "schema") return compileSchema(context, node);
  if (kind === "schemas") {
    const schemas = expectItems(context, node).map((item) => compileSchema(context, item));
    // Validators refuse an empty list, which restricts nothing.
    return schemas.length === 0 ? undefined : schemas;
  }
  const named = expectMembers(context, node).map((member) => [
    member.key,
    compileSchema(context, member),
  ]);
  return isMapping(node.value) ? Object.fromEntries(named) : undefined;
}

function compilePlain(context: Context, node: Node, keyword: string, kind: PlainKind): unknown {
  const { value } = node;
  const expected = expectedOf(kind, value);
  if (expected !== undefined) {
    return report(context, node, `"${keyword}": expected ${expected}, received ${received(value)}`);
  }
  if (kind === "discriminator") return compileDiscriminator(context, node);
  if (kind === "pattern") return usablePattern(String(value));
  // No text or list is as long as a number that does not hold the limit exactly.
  if (kind === "count") return Number(value);
  // Validators refuse duplicates here.
  const isSet = kind === "types" || kind === "values" || kind === "names";
  return isSet && Array.isArray(value) ? unique(value) : value;
}

/** Returns the values of the mapping, which may be names of schemas, as references. */
function compileDiscriminator(context: Context, node: Node): Mapping {
  const propertyName = child(node, "propertyName").value;
  const mapping = members(child(node, "mapping")).flatMap((member) => {
    const target = mappedSchema(context, member);
    return target ? [[member.key, shareSchema(context, target)]] : [];
  });
  return { propertyName, ...(mapping.length > 0 && { mapping: Object.fromEntries(mapping) }) };
}

function mappedSchema(context: Context, node: Node): Node | undefined {
  if (typeof node.value !== "string") {
    return report(context, node, `expected a schema's name, received ${received(node.value)}`);
  }
  const components = child(child(rootOf(node.file), "components"), "schemas");
  const named = child(components, node.value);
  const target = named.value === undefined ? { ...node, value: { $ref: node.value } } : named;
  return resolve(context, target, { stop: (at) => isItsOwn(context, at) });
}

function unique(values: unknown[]): unknown[] {
  return [...new Map(values.map((value) => [stringifyJson(value), value])).values()];
}
