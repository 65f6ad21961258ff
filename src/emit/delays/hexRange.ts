const ANY_DIGIT = "[0-9a-fA-F]";

/**
 * Returns a regular expression, valid in JavaScript and RE2, that matches the hexadecimal numbers with the given number
 * of digits that are at least `from` and less than `to`.
 */
export function hexRange(from: number, to: number, digits: number): string {
  const unit = 16 ** (digits - 1);
  const firstWhole = Math.ceil(from / unit);
  const endWhole = Math.floor(to / unit);
  // Both ends have the same first digit.
  if (firstWhole > endWhole) {
    return digitClass(endWhole, endWhole) + hexRange(from % unit, to % unit, digits - 1);
  }
  const alternatives = [];
  if (from % unit !== 0) {
    alternatives.push(
      digitClass(firstWhole - 1, firstWhole - 1) + hexRange(from % unit, unit, digits - 1),
    );
  }
  if (firstWhole < endWhole) {
    alternatives.push(digitClass(firstWhole, endWhole - 1) + ANY_DIGIT.repeat(digits - 1));
  }
  if (to % unit !== 0) {
    alternatives.push(digitClass(endWhole, endWhole) + hexRange(0, to % unit, digits - 1));
  }
  return alternatives.length === 1 ? alternatives.join("") : `(?:${alternatives.join("|")})`;
}

/** Matches the hex digits from `first` to `last`, in lower or upper case. */
function digitClass(first: number, last: number): string {
  const numerals = range(String(first), String(Math.min(last, 9)));
  const low = Math.max(first, 10).toString(16);
  const high = last.toString(16);
  if (last < 10) return first === last ? numerals : `[${numerals}]`;
  const letters = range(low, high) + range(low.toUpperCase(), high.toUpperCase());
  return `[${first < 10 ? numerals : ""}${letters}]`;
}

function range(first: string, last: string): string {
  return first === last ? first : `${first}-${last}`;
}
