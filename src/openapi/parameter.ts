import { received } from "../problem.ts";
import { type Context, expectItems, report } from "./context.ts";
import { child, isAbsent, isMapping, type Node, placeId, textAt } from "./document/node.ts";
import { compileContent, firstExampleValue } from "./media.ts";
import { resolve } from "./reference.ts";
import { compileKeywords, compileSchema } from "./schema.ts";
import { plainName } from "./table/pattern.ts";
import type { Parameter } from "./table/table.ts";

/**
 * Returns the nodes of an operation's parameters, with references followed: first its own, then those of its path that
 * it does not override by name and place.
 *
 * @param holders the objects with lists of parameters, the operation first
 * @returns undefined if a parameter cannot be read, which is reported
 */
export function parameterNodes(context: Context, holders: Node[]): Node[] | undefined {
  const byName = new Map<string, Node>();
  let usable = true;
  for (const holder of holders) {
    const list = child(holder, "parameters");
    if (!isAbsent(list) && !Array.isArray(list.value)) usable = false;
    for (const item of expectItems(context, list, "operation")) {
      const node = resolve(context, item, { loss: "operation" });
      const name = node && nameOf(context, node);
      if (name === undefined) usable = false;
      else if (node && !byName.has(name)) byName.set(name, node);
    }
  }
  return usable ? [...byName.values()] : undefined;
}

/** Compiles path, query, header and cookie parameters, in the given order. */
export function compileParameters(context: Context, nodes: Node[]): Parameter[] {
  return nodes.flatMap((node) => {
    const place = placeId(node);
    const parameter = context.parameters.get(place) ?? compileParameter(context, node);
    if (parameter === undefined) return [];
    context.parameters.set(place, parameter);
    return [parameter];
  });
}

function nameOf(context: Context, node: Node): string | undefined {
  const name = textAt(node, "name");
  const place = textAt(node, "in");
  if (name !== undefined && place !== undefined) return `${place} ${name}`;
  const what = `expected a parameter with "name" and "in", received ${received(node.value)}`;
  return report(context, node, what, { loss: "operation" });
}

function compileParameter(context: Context, node: Node): Parameter | undefined {
  const written = textAt(node, "name") ?? "";
  const place = textAt(node, "in");
  const name = place === "path" ? plainName(written) : written;
  if (context.version === "2.0" && (place === "body" || place === "formData")) return undefined;
  if (context.version !== "2.0" && place === "header" && isIgnored(name)) return undefined;
  if (place === "querystring" && context.version === "3.2")
    return compileQueryString(context, node);
  if (place !== "path" && place !== "query" && place !== "header" && place !== "cookie") {
    return report(
      context,
      node,
      `"in": expected path, query, header or cookie, received ${received(place)}`,
    );
  }
  return {
    in: place,
    name,
    required: place === "path" || child(node, "required").value === true,
    ...(context.version === "2.0" ? swaggerForm(node, place) : styledForm(node, place)),
    ...parameterSchema(context, node),
    ...firstExampleValue(context, node),
    ...(isDeprecated(context, node) && { deprecated: true }),
  };
}

/** OpenAPI 3 ignores header parameters that the media types and the security of an operation describe. */
function isIgnored(name: string): boolean {
  return ["accept", "content-type", "authorization"].includes(name.toLowerCase());
}

/** Compiles a parameter that is the whole query. It has a media type, and no style. */
function compileQueryString(context: Context, node: Node): Parameter | undefined {
  const [media] = compileContent(context, child(node, "content"));
  if (media === undefined) {
    const what = 'expected "content" with a media type for the whole query';
    return report(context, node, `${what}, received ${received(node.value)}`);
  }
  const { type, schema, encoding } = media;
  return {
    in: "querystring",
    name: textAt(node, "name") ?? "",
    required: child(node, "required").value === true,
    style: "form",
    explode: true,
    contentType: type,
    ...(schema !== undefined && { schema }),
    ...(encoding && { encoding }),
    ...firstExampleValue(context, child(child(node, "content"), type)),
    ...(isDeprecated(context, node) && { deprecated: true }),
  };
}

/** In 2.0 a parameter is deprecated by an extension that Prism reads. */
function isDeprecated({ version }: Context, node: Node): boolean {
  return child(node, version === "2.0" ? "x-deprecated" : "deprecated").value === true;
}

function parameterSchema(context: Context, node: Node): Pick<Parameter, "schema" | "contentType"> {
  if (context.version === "2.0") {
    const value = isMapping(node.value) ? node.value : {};
    const schema = compileKeywords(context, node, value, ["required", "examples"]);
    return Object.keys(schema).length === 0 ? {} : { schema };
  }
  const schema = child(node, "schema");
  if (schema.value !== undefined) return { schema: compileSchema(context, schema) };
  const [media] = compileContent(context, child(node, "content"));
  if (media === undefined) return {};
  return { ...(media.schema !== undefined && { schema: media.schema }), contentType: media.type };
}

const STYLES: readonly Parameter["style"][] = [
  "matrix",
  "label",
  "form",
  "simple",
  "spaceDelimited",
  "pipeDelimited",
  "deepObject",
];

function styledForm(node: Node, place: Parameter["in"]): Pick<Parameter, "style" | "explode"> {
  const written = textAt(node, "style");
  const style = STYLES.find((known) => known === written) ?? usualForm(place).style;
  const explode = child(node, "explode").value;
  return { style, explode: typeof explode === "boolean" ? explode : style === "form" };
}

/** Returns the style of a `collectionFormat` (2.0). By default, and always outside the query, it is commas. */
function swaggerForm(node: Node, place: Parameter["in"]): Pick<Parameter, "style" | "explode"> {
  const plain = usualForm(place);
  if (place !== "query" || textAt(node, "type") !== "array") return plain;
  const format = textAt(node, "collectionFormat");
  if (format === "multi") return { style: "form", explode: true };
  if (format === "ssv") return { style: "spaceDelimited", explode: false };
  if (format === "pipes") return { style: "pipeDelimited", explode: false };
  if (format === "tsv") return { style: "tabDelimited", explode: false };
  return { style: plain.style, explode: false };
}

function usualForm(place: Parameter["in"]): Pick<Parameter, "style" | "explode"> {
  return place === "query" || place === "cookie"
    ? { style: "form", explode: true }
    : { style: "simple", explode: false };
}
