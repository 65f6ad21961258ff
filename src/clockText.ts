/** Returns a time for people: `14:02:05 UTC`. */
export function clockText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}
