import type { ServiceConfig } from "../campaign/campaign.ts";
import type { Settings } from "./complete.ts";
import type { SETTINGS } from "./schema/service.ts";
import { at, type Field, hasProblem } from "./values/check.ts";
import type { Fields } from "./values/setting.ts";

export type SettingKey = keyof typeof SETTINGS;
export type SettingFields = Fields<typeof SETTINGS>;

/** One service of a stack: as written, and with all defaults filled in. */
export interface DeclaredService {
  /** `services[0]`. */
  field: Field;
  /** `services[0].name`. */
  name: Field;
  own: SettingFields;
  /** The stack's `defaults`. */
  stack: SettingFields;
  /** The service's settings merged over `defaults`. */
  said: Settings;
  config: ServiceConfig;
}

/**
 * Returns where a setting is written: in the service, or else in `defaults`. A setting that is not written belongs to
 * the service.
 */
export function placeOf({ own, stack, field }: DeclaredService, key: SettingKey): Field {
  return own[key] ?? stack[key] ?? at(field, key);
}

/**
 * Returns whether a setting is wrong by itself, in the service or in `defaults`. Then it is not compared with others.
 */
export function isWrong({ own, stack }: DeclaredService, key: SettingKey): boolean {
  return [own[key], stack[key]].some((field) => field !== undefined && hasProblem(field));
}
