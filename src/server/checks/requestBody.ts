import { isJson, type MediaType } from "../http/mediaType.ts";

/** The value of a body, or the reason why it cannot be read. */
export type ParsedBody = { value: unknown } | { malformed: string };

/** Reads a body as JSON if that is its type, or else as text. Forms and XML are text. */
export function parseBody(bytes: Buffer, type: MediaType | undefined): ParsedBody {
  if (type?.type !== "application" || !isJson(type)) return { value: bytes.toString() };
  try {
    return { value: JSON.parse(UTF8.decode(bytes)) };
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
