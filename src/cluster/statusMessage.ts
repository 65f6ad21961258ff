/** Returns the message of a Status, with which the API server refuses a request, or undefined if the text has none. */
export function statusMessage(text: string): string | undefined {
  try {
    const { message }: { message?: string } = Object(JSON.parse(text));
    return message;
  } catch {
    return undefined;
  }
}
