/** Returns a count with commas, and what is counted: `1 line`, `4,120 lines`. */
export function countText(count: number, one: string): string {
  return `${numberText(count)} ${one}${count === 1 ? "" : "s"}`;
}

/** Returns a count with commas: `4,120`. */
export function numberText(count: number): string {
  return count.toLocaleString("en");
}
