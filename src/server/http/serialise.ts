import { isJson, isXml, parseMediaType } from "./mediaType.ts";
import { toXml } from "./xml.ts";

/**
 * A body as the bytes of a content type: JSON, XML, or text as it is; for the rest there is nothing that could write
 * it. No body (`undefined`) is no byte, but of a type that is none of these not even that can be written, as with Prism.
 *
 * @throws Unserialisable
 */
export function serialise(value: unknown, contentType: string): Buffer {
  const type = parseMediaType(contentType);
  if (type?.type === "application" && isJson(type)) {
    return Buffer.from(JSON.stringify(value) ?? "");
  }
  if (typeof value === "string") return Buffer.from(value);
  const isXmlType = type?.type === "application" && isXml(type);
  const isText = type?.type === "text" && type.subtype !== "*";
  if (value === undefined && (isXmlType || isText)) return Buffer.alloc(0);
  if (isXmlType) return Buffer.from(toXml(value));
  throw new Unserialisable(isText, contentType);
}

/** A value that is no text, in a content type that only takes text. */
export class Unserialisable extends Error {
  /** Whether the content type is one of text. */
  readonly asText: boolean;

  constructor(asText: boolean, contentType: string) {
    super(
      asText
        ? "Cannot serialise complex objects as text"
        : `Cannot find serializer for ${contentType}`,
    );
    this.asText = asText;
  }
}

/** A primitive as people write it, anything else as JSON. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return JSON.stringify(value);
}
