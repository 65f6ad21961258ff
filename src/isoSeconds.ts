/** Returns a time in RFC 3339, in UTC and whole seconds: `2026-11-27T10:00:00Z`. */
export function isoSeconds(time: Date | number): string {
  return new Date(time).toISOString().replace(/\.\d+/, "");
}
