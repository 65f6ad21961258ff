import type { ServiceConfig } from "../campaign/campaign.ts";
import type { Settings } from "./complete.ts";
import type { SETTINGS } from "./schema/service.ts";
import { at, type Field, hasProblem } from "./values/check.ts";
import type { Fields } from "./values/setting.ts";

export type SettingKey = keyof typeof SETTINGS;
export type SettingFields = Fields<typeof SETTINGS>;

/** One service of a stack: as it is written, and as it is once every default is filled in. */
export interface DeclaredService {
  /** `services[0]`. */
  field: Field;
  /** `services[0].name`. */
  name: Field;
  own: SettingFields;
  /** The stack's `defaults`. */
  stack: SettingFields;
  /** What both say. */
  said: Settings;
  config: ServiceConfig;
}

/** Where a setting is written: in the service, else in `defaults`, else it would be in the service. */
export function placeOf({ own, stack, field }: DeclaredService, key: SettingKey): Field {
  return own[key] ?? stack[key] ?? at(field, key);
}

/** Whether a setting is wrong by itself, here or in `defaults`: then nothing can be said of how it fits others. */
export function isWrong({ own, stack }: DeclaredService, key: SettingKey): boolean {
  return [own[key], stack[key]].some((field) => field !== undefined && hasProblem(field));
}
