import type { BaseRoutes } from "../campaign/routingConfig.ts";
import { readHttpRoutes } from "../routing/readHttpRoutes.ts";
import { type Field, isEncrypted, unreadable, whereOf } from "./check.ts";

/** The team's own routes: as they stand in the stack, or the path of the YAML that has them. */
export function readBase(field: Field | undefined): BaseRoutes {
  if (field === undefined) return { base: [] };
  const { value, problems } = field;
  if (isEncrypted(value)) unreadable(field, "http routes, or the path of a YAML file");
  if (typeof value === "string" && value !== "") return { base: [], baseFile: value };
  return { base: readHttpRoutes(value, whereOf(field), problems) };
}
