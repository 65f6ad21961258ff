let line: string | undefined;

/** Returns the header `Date` with its line end. Within a second, it is the same text. */
export function dateLine(): string {
  if (line === undefined) {
    const now = new Date();
    line = `Date: ${now.toUTCString()}\r\n`;
    setTimeout(forget, 1000 - now.getMilliseconds()).unref();
  }
  return line;
}

function forget(): void {
  line = undefined;
}
