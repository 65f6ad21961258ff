/** Returns the plural of a kind that is created here, as it stands in paths and rights: `networkpolicies`. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name.endsWith("policy") ? name.replace(/y$/, "ies") : `${name}s`;
}
