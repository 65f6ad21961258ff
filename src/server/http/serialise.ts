import { stringifyJson } from "../../exactJson.ts";
import { isJson, isXml, parseMediaType } from "./mediaType.ts";
import { itemTexts, sequenceKind } from "./sequence.ts";
import { toXml } from "./xml.ts";

/**
 * Returns the bytes of a body in a content type: JSON, a sequence of JSON texts or events, XML, or text unchanged. An absent body (`undefined`) has no
 * bytes. As in Prism, no body can be written in any other content type, not even an absent one.
 *
 * @throws Unserialisable if the body cannot be written in the content type
 */
export function serialise(value: unknown, contentType: string): Buffer {
  const type = parseMediaType(contentType);
  if (type && isJson(type)) {
    return Buffer.from(stringifyJson(value) ?? "");
  }
  const kind = type && sequenceKind(type);
  if (kind !== undefined) return Buffer.from(itemTexts(value, kind).join(""));
  if (typeof value === "string") return Buffer.from(value);
  const isXmlType = type?.type === "application" && isXml(type);
  const isText = type?.type === "text" && type.subtype !== "*";
  if (value === undefined && (isXmlType || isText)) return Buffer.alloc(0);
  if (isXmlType) return Buffer.from(toXml(value));
  throw new Unserialisable(isText, contentType);
}

/** A value cannot be written in a content type. */
export class Unserialisable extends Error {
  /** Whether the content type is text. */
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

/** Returns the text of a primitive value, or the JSON of any other value. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return stringifyJson(value) ?? "";
}
