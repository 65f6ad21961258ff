const SECONDS = { s: 1, min: 60 } as const;

/** Returns the requests per second of a rate such as `800/s` or `50/min`, or undefined if the text is no rate. */
export function parseRate(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\/(s|min)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) / SECONDS[unit as keyof typeof SECONDS];
}

/** Returns a rate for people, with at most four significant digits. */
export function formatRate(perSecond: number): string {
  const unit = perSecond > 0 && perSecond < 1 ? "min" : "s";
  return `${Number((perSecond * SECONDS[unit]).toPrecision(4))}/${unit}`;
}
