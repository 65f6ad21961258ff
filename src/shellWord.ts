/** Returns a text as one word of a shell. Words without special characters stay as they are. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : quoted(text);
}

/** Returns a text in single quotes, as all shells but fish read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
