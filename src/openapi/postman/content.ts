import type { FormParam, QueryParam, RequestBody } from "postman-collection";
import { parseJson } from "../../exactJson.ts";
import type { Mapping } from "../document/node.ts";
import { anyOf, schemaOf } from "./schemaOf.ts";
import type { Resolve } from "./variables.ts";

/** A body of a content type, with its example if it has one. */
export interface Content {
  type: string;
  schema?: Mapping;
  example?: unknown;
}

/** Returns the content of a text. JSON without a content type, or named JSON by the editor, is JSON too. */
export function textContent(
  text: string,
  contentType: string | undefined,
  language: string,
): Content {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() || LANGUAGES.get(language);
  if (type === undefined || /[/+]json$/.test(type)) {
    try {
      const example = parseJson(text);
      return { type: type ?? "application/json", schema: schemaOf(example), example };
    } catch {
      // JSON with variables in it, or a text. It has no example that could be served.
      if (type !== undefined) return { type };
    }
  }
  return { type: type ?? "text/plain", schema: { type: "string" }, example: text };
}

/** What the editor of bodies calls a content type. */
const LANGUAGES = new Map([
  ["json", "application/json"],
  ["xml", "application/xml"],
  ["html", "text/html"],
  ["text", "text/plain"],
  ["javascript", "application/javascript"],
]);

export function requestContent(
  body: RequestBody,
  contentType: string | undefined,
  resolve: Resolve,
): Content | undefined {
  switch (body.mode) {
    case "raw": {
      if (!body.raw) return undefined;
      // The library does not describe the options of a body.
      const { options } = body as { options?: { raw?: { language?: string } } };
      return textContent(resolve(body.raw), contentType, options?.raw?.language ?? "");
    }
    case "urlencoded":
      return formContent("application/x-www-form-urlencoded", body.urlencoded?.all(), resolve);
    case "formdata":
      return formContent("multipart/form-data", body.formdata?.all(), resolve);
    case "file":
      return { type: contentType ?? "application/octet-stream" };
    case "graphql":
      return {
        type: "application/json",
        schema: { type: "object", properties: { query: { type: "string" }, variables: {} } },
      };
    default:
      return undefined;
  }
}

function formContent(
  type: string,
  fields: (QueryParam | FormParam)[] | undefined,
  resolve: Resolve,
): Content {
  const properties = (fields ?? []).flatMap((field) => {
    const { key, value, type: kind, disabled } = field as FormParam & { type?: string };
    if (!key || disabled) return [];
    const schema =
      kind === "file"
        ? { type: "string", format: "binary" }
        : { type: "string", ...(value && { example: resolve(String(value)) }) };
    return [[resolve(key), schema]];
  });
  return { type, schema: { type: "object", properties: Object.fromEntries(properties) } };
}

/** Returns several contents as the `content` of OpenAPI. Examples have the names of what they were saved as. */
export function openApiContent(contents: (Content & { name: string })[]): Mapping {
  const types = [...new Set(contents.map(({ type }) => type))];
  const media = types.map((type) => {
    const same = contents.filter((content) => content.type === type);
    const schema = anyOf(same.flatMap(({ schema: one }) => (one === undefined ? [] : [one])));
    const examples = new Map<string, Mapping>();
    for (const { name, example } of same) {
      if (example !== undefined) examples.set(freeName(name, examples), { value: example });
    }
    return [
      type,
      {
        ...(schema && { schema }),
        ...(examples.size > 0 && { examples: Object.fromEntries(examples) }),
      },
    ];
  });
  return Object.fromEntries(media);
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted} ${count}`;
  return name;
}
