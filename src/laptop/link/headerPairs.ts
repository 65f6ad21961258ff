/** Returns Node's flat list of headers (`rawHeaders`, `rawTrailers`) as pairs. */
export function headerPairs(flat: readonly string[]): [name: string, value: string][] {
  return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ""]] : []));
}
