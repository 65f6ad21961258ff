import { at, report } from "../values/check.ts";
import { record, SECURE } from "../values/kinds.ts";
import type { Kind } from "../values/setting.ts";
import { secret } from "./registry.ts";

const anyTexts = record(secret, "environment variables such as { API_TOKEN: … }");

/** Texts by the names of environment variables. */
export const secretValues: Kind<Record<string, string>> = {
  ...anyTexts,
  read(field) {
    const values = anyTexts.read(field);
    for (const name of Object.keys(values ?? {})) {
      if (field === undefined || /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) continue;
      const what =
        'expected the name of an environment variable, of letters, digits, ".", "-" and "_"';
      report(at(field, name), what);
    }
    return values;
  },
  schema: {
    type: "object",
    additionalProperties: { anyOf: [{ type: "string", minLength: 1 }, SECURE] },
  },
};
