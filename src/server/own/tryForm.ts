import type { Encoding, Media, RouteTable } from "../../openapi/table/table.ts";
import type { MediaType } from "../http/mediaType.ts";
import { toText } from "../http/serialise.ts";
import { flatten, isSchemaObject, propertiesOf } from "../schemas/schemas.ts";
import { queryPairs } from "../values/parameterText.ts";

/** A body that a route accepts, and its content type. */
export interface TryBody {
  type: string;
  text: string;
}

/** Returns an object as an urlencoded form: lists as repeated fields, objects as JSON, or in the style of `encoding`. */
export function urlencodedText(value: unknown, { encoding = {} }: Pick<Media, "encoding">): string {
  if (!isSchemaObject(value)) return toText(value);
  return Object.entries(value)
    .flatMap(([name, field]) => pairs(name, field, encoding[name]))
    .join("&");
}

function pairs(name: string, value: unknown, encoding: Encoding | undefined): string[] {
  const style = STYLES.find((known) => known === encoding?.style);
  if (style !== undefined) {
    const { explode = style === "form" } = encoding ?? {};
    // A separator is a reserved character, and has to be escaped.
    return queryPairs({ in: "query", name, style, explode, required: true }, value).map((pair) =>
      pair.replaceAll(",", "%2C"),
    );
  }
  const isList = Array.isArray(value) && encoding?.style === undefined;
  return (isList ? value : [value]).map((item) => {
    const text = Array.isArray(value) && !isList ? value.map(toText).join(",") : toText(item);
    return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
  });
}

const STYLES = ["form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"] as const;

/** No text that is made contains it. */
const BOUNDARY = "----understudy-boundary";

/** Returns an object as a multipart form, with a file name for each part that is a file. */
export function multipartText(
  value: unknown,
  { schema, encoding = {} }: Media,
  type: MediaType,
  { schemas }: RouteTable,
): TryBody {
  const properties = propertiesOf(flatten(schema, schemas));
  const isFile = (name: string) =>
    flatten(properties.get(name), schemas).some(
      (part) =>
        isBinary(part) ||
        (isSchemaObject(part.items) && flatten(part.items, schemas).some(isBinary)),
    );
  const parts = Object.entries(isSchemaObject(value) ? value : {}).flatMap(([name, field]) =>
    (Array.isArray(field) ? field : [field]).map((item) => {
      const file = isFile(name) ? '; filename="file"' : "";
      const own = encoding[name]?.contentType?.split(",")[0]?.trim();
      const contentType = own ?? (isSchemaObject(item) ? "application/json" : undefined);
      return [
        `--${BOUNDARY}`,
        `Content-Disposition: form-data; name="${name.replaceAll('"', "%22")}"${file}`,
        ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
        "",
        toText(item),
        "",
      ].join("\r\n");
    }),
  );
  return {
    type: `multipart/${type.subtype}; boundary=${BOUNDARY}`,
    text: `${parts.join("")}--${BOUNDARY}--\r\n`,
  };
}

function isBinary(part: Record<string, unknown>): boolean {
  return part.format === "binary" || part.contentMediaType !== undefined;
}
