import { isoSeconds } from "../../isoSeconds.ts";
import { entriesOf, type Field, isEncrypted, report, wrong } from "./check.ts";
import { quantity, subdomain } from "./formats.ts";
import { record, text } from "./kinds.ts";
import type { Kind } from "./setting.ts";

// Mappings of texts in pods and their metadata, and a date.

/** Labels, one or more. */
export const labels = record(
  text('the value of a label, such as "a"', /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/),
  "labels such as { istio: ingressgateway }",
  { nonEmpty: true },
);

/** Environment variables. */
export const environment: Kind<Record<string, string>> = {
  words: "mapping",
  read: (field) => readVariables(field, variable),
  schema: { type: "object", additionalProperties: { type: "string" } },
};

/** Environment variables to set; `null` removes one. */
export const environmentChanges: Kind<Record<string, string | null>> = {
  words: "mapping",
  read: (field) =>
    readVariables(field, (value, name) => (value.value === null ? null : variable(value, name))),
  schema: { type: "object", additionalProperties: { type: ["string", "null"] } },
};

function readVariables<T>(
  field: Field | undefined,
  read: (field: Field, name: string) => T | undefined,
): Record<string, T> | undefined {
  const entries = entriesOf(field, "environment variables such as { LOG_LEVEL: debug }");
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    entries.flatMap(([name, entry]) => {
      const value = read(entry, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Names follow the rules of Kubernetes. The value may be empty. */
function variable(field: Field, name: string): string | undefined {
  const { value } = field;
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) {
    report(
      field,
      'expected the name of an environment variable, of letters, digits, ".", "-" and "_"',
    );
    return undefined;
  }
  if (isEncrypted(value)) {
    const fix =
      "Whoever may read the Deployment would read it: put it into a Secret of the cluster.";
    report(field, "expected a text, received an encrypted value", fix);
    return undefined;
  }
  const date = typeof value === "string" && PULUMI_DATE.test(value);
  if (typeof value === "string" && !date) return value;
  const unquoted = date || typeof value === "number" || typeof value === "boolean";
  return wrong(field, "a text", unquoted ? "Put it in quotes." : undefined);
}

/** Quantities by resource: `{ cpu: 500m, memory: 256Mi }`. */
export const quantities = record(
  quantity("500m"),
  "quantities such as { cpu: 500m, memory: 256Mi }",
);

/** Names of objects, each with the name of its replacement. */
export const replacements = record(
  subdomain("settings-pr-12"),
  "names by names such as { settings: settings-pr-12 }",
);

/** A date and time in RFC 3339 with any offset, read in UTC and whole seconds. */
export const dateTime: Kind<string> = {
  words: "text",
  read(field) {
    if (field === undefined) return undefined;
    const time = Date.parse(isoOf(field.value) ?? "");
    if (Number.isNaN(time)) return wrong(field, 'a date and time such as "2026-11-27T10:00:00Z"');
    return isoSeconds(time);
  },
  schema: { type: "string" },
};

/**
 * The form in which Pulumi passes on a date without quotes: `2026-11-27 10:00:00 +0000 UTC`. Source: `unmarshalObject`
 * in pulumi's sdk/go/common/resource/config/object.go.
 */
const PULUMI_DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d{4}) \S+$/;

/** Accepts a date and time as written in the file, and as Pulumi passes it on. */
function isoOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [, date, time, offset] =
    /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(value) ??
    PULUMI_DATE.exec(value) ??
    [];
  return date === undefined ? undefined : `${date}T${time}${offset?.toUpperCase()}`;
}
