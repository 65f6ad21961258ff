import { isJson, type MediaType } from "../http/mediaType.ts";

/** What a body says, or why it cannot be read. */
export type ParsedBody = { value: unknown } | { malformed: string };

/** A body as JSON where its type is that, else as text: forms and XML are text as well. */
export function parseBody(bytes: Buffer, type: MediaType | undefined): ParsedBody {
  if (type?.type !== "application" || !isJson(type)) return { value: bytes.toString() };
  try {
    return { value: JSON.parse(UTF8.decode(bytes)) };
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
