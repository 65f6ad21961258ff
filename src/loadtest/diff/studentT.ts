/**
 * Returns how likely Student's t is to be as far from zero as `t`, on either side.
 *
 * @param freedom an odd number of degrees of freedom, for which the distribution is a finite sum (Abramowitz and Stegun,
 *   26.7.3)
 */
export function twoSidedP(t: number, freedom: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  let term = cosine;
  let sum = 0;
  for (let k = 1; k <= (freedom - 1) / 2; k++) {
    sum += term;
    term *= (cosine * cosine * 2 * k) / (2 * k + 1);
  }
  return Math.max(0, 1 - (2 / Math.PI) * (angle + Math.sin(angle) * sum));
}
