/** Returns the start of a text that has at most so many bytes, without half a character at its end. */
export function firstBytes(text: string, bytes: number): string {
  const written = new Uint8Array(bytes);
  return text.slice(0, new TextEncoder().encodeInto(text, written).read);
}
