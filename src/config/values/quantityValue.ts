const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Returns the number that a Kubernetes quantity stands for: 0.5 for `500m`, 65,536 for `64Ki`. */
export function quantityValue(quantity: string): number {
  const [, digits = "", end = ""] = /^([\d.]+)(.*)$/.exec(quantity) ?? [];
  if (/^[eE][-+]?\d/.test(end)) return Number(digits + end);
  const decimal = DECIMAL.indexOf(end);
  const factor =
    decimal < 0 ? 1024 ** BINARY.indexOf(end) : 1000 ** (decimal - DECIMAL.indexOf(""));
  return Number(digits) * factor;
}
