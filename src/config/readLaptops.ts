import type { LaptopConfig } from "../campaign/routingConfig.ts";
import { ROUTING } from "./schema/stack.ts";
import { type Field, reportTaken, whereOf } from "./values/check.ts";

/** Reads the agents of the stack that wait for laptops. */
export function readLaptops(field: Field | undefined): LaptopConfig[] | undefined {
  const entries = new Map<string, Field>();
  return ROUTING.laptops.type.read(field)?.flatMap(({ field, value }) => {
    const { key, service, namespace } = value;
    if (reportTaken(field, `${key} for ${service}.${namespace}`, entries)) return [];
    return [{ where: whereOf(field), ...value }];
  });
}
