import { readJson } from "../../exactJson.ts";
import { isJson, type MediaType } from "../http/mediaType.ts";

/** The value of a body, and whether it has bigints, or the reason why it cannot be read. */
export type ParsedBody = { value: unknown; isLong: boolean } | { malformed: string };

/** Reads a body as JSON if that is its type, or else as text. Forms and XML are text. */
export function parseBody(bytes: Buffer, type: MediaType | undefined): ParsedBody {
  if (type?.type !== "application" || !isJson(type)) {
    return { value: bytes.toString(), isLong: false };
  }
  try {
    return readJson(UTF8.decode(bytes));
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
