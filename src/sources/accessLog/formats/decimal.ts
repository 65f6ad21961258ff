const ZERO = 48;
const NINE = 57;
const POINT = 46;

/**
 * Returns the decimal number in `text` from `start` to `end`, times ten to the power of `shift`, or NaN if there is no
 * such number. The digits are read as one integer, so that `0.029` with a shift of 3 is exactly 29.
 */
export function readDecimal(text: string, start: number, end: number, shift = 0): number {
  let digits = 0;
  let scale = Number.NaN;
  if (start >= end || end - start > 17) return Number.NaN;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO);
    else if (code === POINT && Number.isNaN(scale) && i > start) scale = end - i - 1;
    else return Number.NaN;
  }
  const power = shift - (Number.isNaN(scale) ? 0 : scale);
  return power < 0 ? digits / 10 ** -power : digits * 10 ** power;
}

/** Returns the number that `length` digits at `start` are, or NaN if one of them is no digit. */
export function readDigits(text: string, start: number, length: number): number {
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const code = text.charCodeAt(i);
    // Beyond the end the code is NaN, which is no digit either.
    if (!(code >= ZERO && code <= NINE)) return Number.NaN;
    value = value * 10 + (code - ZERO);
  }
  return value;
}
