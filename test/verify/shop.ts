import { fileURLToPath } from "node:url";
import { compile } from "../../src/openapi/compile.ts";
import type { RouteTable } from "../../src/openapi/table/table.ts";

/** Returns the routes of `shop.yaml`. */
export function shop(): RouteTable {
  return compile(fileURLToPath(new URL("shop.yaml", import.meta.url)), {}).table;
}
