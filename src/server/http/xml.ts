/**
 * Returns a value as XML in Prism's form: the root is `<xml>`, each member is an element, and a list is several
 * elements of one name, the empty ones first. The `xml` keyword of schemas is ignored, and names are not checked.
 */
export function toXml(value: unknown): string {
  return elements("xml", value);
}

function elements(name: string, value: unknown): string {
  if (!Array.isArray(value)) return element(name, value);
  const empty = value.filter((item) => item === null);
  const rest = value.filter((item) => item !== null);
  return [...empty, ...rest].map((item) => element(name, item)).join("");
}

function element(name: string, value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return `<${name}/>`;
  if (typeof value !== "object") {
    const text = escapeXml(String(value));
    return name === "#text" ? text : `<${name}>${text}</${name}>`;
  }
  const children = Object.entries(value).map(([key, member]) => elements(key, member));
  return `<${name}>${children.join("")}</${name}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
