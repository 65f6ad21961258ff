/** What a registry asks for before it answers. */
export type Challenge =
  | { scheme: "basic" }
  /** A token, from this address. */
  | { scheme: "bearer"; realm: string; service?: string; scope?: string };

/** Reads a `WWW-Authenticate` header. Returns undefined if it asks for something else. */
export function readChallenge(header: string): Challenge | undefined {
  const [, scheme = "", rest = ""] = /^\s*(\w+)\s*(.*)$/s.exec(header) ?? [];
  if (/^basic$/i.test(scheme)) return { scheme: "basic" };
  const fields = new Map(
    [...rest.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)].map(
      ([, name = "", quoted, bare = ""]): [string, string] => [
        name.toLowerCase(),
        quoted?.replaceAll(/\\(.)/g, "$1") ?? bare,
      ],
    ),
  );
  const realm = fields.get("realm");
  if (!/^bearer$/i.test(scheme) || realm === undefined || !URL.canParse(realm)) return undefined;
  const service = fields.get("service");
  const scope = fields.get("scope");
  return {
    scheme: "bearer",
    realm,
    ...(service !== undefined && { service }),
    ...(scope !== undefined && { scope }),
  };
}
