import type { ServerAnswer } from "./request.ts";

/** Returns the message of a Status, with which the API server refuses a request, or undefined if the text has none. */
export function statusMessage(text: string): string | undefined {
  try {
    const { message }: { message?: string } = Object(JSON.parse(text));
    return message;
  } catch {
    return undefined;
  }
}

/** Returns why the API server did not do what was asked. What is before it may answer with a page instead of a Status. */
export function refusalOf({ status, text }: ServerAnswer): string {
  const page = text.trim() === "" || text.startsWith("{") ? "" : `: ${text.trim().slice(0, 200)}`;
  return statusMessage(text) ?? `status ${status}${page}`;
}
