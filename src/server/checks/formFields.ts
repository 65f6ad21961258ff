import { isMultipart, type MediaType } from "../http/mediaType.ts";
import { type Part, parseMultipart } from "../http/multipart.ts";

/** One field of a form. */
export interface FormField {
  name: string;
  /** The value, decoded. Each character of a file is one of its bytes. */
  text: string;
  /** As it is on the wire, in an urlencoded form. */
  written?: string;
  /** In a multipart form. */
  part?: Part;
}

/** Returns the fields of a form in their order, or undefined for a multipart form whose type names no boundary. */
export function formFields(bytes: Buffer, type: MediaType): FormField[] | undefined {
  if (!isMultipart(type)) return splitPairs(bytes.toString());
  const boundary = type.parameters.get("boundary");
  if (boundary === undefined) return undefined;
  return parseMultipart(bytes, boundary).map((part) => ({
    name: part.name,
    text: part.bytes.toString(part.isFile ? "latin1" : "utf8"),
    part,
  }));
}

function splitPairs(text: string): FormField[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals === -1 ? pair : pair.slice(0, equals);
      const written = equals === -1 ? "" : pair.slice(equals + 1);
      return { name: decode(name), text: decode(written), written };
    });
}

/** A broken escape stays as it is, and the rest of its text with it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return text;
  }
}
