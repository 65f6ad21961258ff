/** Returns the pairs of an urlencoded form as they are on the wire. The last one of repeated names counts. */
export function splitPairs(text: string): Map<string, string> {
  return new Map(
    text.split("&").map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** Returns the parts of a multipart form as texts, including files. A form that is incomplete or invalid has none. */
export async function splitParts(text: string, boundary: string): Promise<Map<string, string>> {
  const headers = { "content-type": `multipart/form-data; boundary="${boundary}"` };
  const parts = new Map<string, string>();
  try {
    for (const [name, part] of await new Response(text, { headers }).formData()) {
      parts.set(name, typeof part === "string" ? part : await part.text());
    }
  } catch {
    return new Map();
  }
  return parts;
}
