import { dump } from "js-yaml";
import { STACK } from "../schema/stack.ts";
import type { Setting } from "../values/setting.ts";

/** Returns the key `config` of Pulumi.yaml. */
export function projectConfig(): string {
  const settings = Object.entries(STACK).map(([key, row]) => [key, declarationOf(row)]);
  return dump({ config: Object.fromEntries(settings) }, { lineWidth: -1 });
}

/** Pulumi has no optional keys: an empty mapping or list stands for a key that is left out. */
function declarationOf({ type, meaning }: Setting) {
  const description = meaning.replaceAll("`", "").replace(/\.$/, "");
  if (type.words === "text") return { type: "string", description };
  if (type.schema.type === "array")
    return { type: "array", items: { type: "object" }, description, default: [] };
  return { type: "object", description, default: {} };
}
