const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Returns the text of the first element of a name that has no elements in it, or undefined if there is none. */
export function textIn(xml: string, element: string): string | undefined {
  return contentsOf(xml, element)[0]?.replace(/&(#?\w+);/g, (all, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? all;
    // `&#13;` or `&#xd;`
    return String.fromCodePoint(Number(name.replace(/^#(x?)/, (_, x) => (x ? "0x" : ""))));
  });
}

/** Returns the contents of all elements of a name. AWS' answers nest no element in one of the same name. */
export function contentsOf(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gs"));
  return [...found].map(([, content = ""]) => content);
}
