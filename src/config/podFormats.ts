import { type Field, isEncrypted, matching, record, report, wrong } from "./check.ts";
import { quantity, subdomain } from "./formats.ts";

// One checker a mapping of texts that pods and their metadata have, and a date.

/** Labels, one or more. */
export function labels(field: Field | undefined): Record<string, string> | undefined {
  const expected = "labels such as { istio: ingressgateway }";
  const entries = record(field, expected);
  if (field !== undefined && entries?.length === 0) return wrong(field, expected);
  return collect(entries, (value) =>
    matching(value, /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/, 'the value of a label, such as "a"'),
  );
}

/** Environment variables. */
export function environment(field: Field | undefined): Record<string, string> | undefined {
  return collect(record(field, ENVIRONMENT), variable);
}

/** Environment variables that are set, or removed by `null`. */
export function environmentChanges(
  field: Field | undefined,
): Record<string, string | null> | undefined {
  return collect(record(field, ENVIRONMENT), (value, name) =>
    value.value === null ? null : variable(value, name),
  );
}

const ENVIRONMENT = "environment variables such as { LOG_LEVEL: debug }";

/** The names are Kubernetes'. The value may be empty. */
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
export function quantities(field: Field | undefined): Record<string, string> | undefined {
  return collect(record(field, "quantities such as { cpu: 500m, memory: 256Mi }"), (value) =>
    quantity(value, "500m"),
  );
}

/** Names of objects, each with the name of the one that takes its place. */
export function replacements(field: Field | undefined): Record<string, string> | undefined {
  return collect(record(field, "names by names such as { settings: settings-pr-12 }"), (value) =>
    subdomain(value, "settings-pr-12"),
  );
}

/** RFC 3339 at any offset; returns it in UTC and whole seconds. */
export function dateTime(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  const time = Date.parse(isoOf(field.value) ?? "");
  if (Number.isNaN(time)) return wrong(field, 'a date and time such as "2026-11-27T10:00:00Z"');
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * What Pulumi hands over in the place of a date without quotes: `2026-11-27 10:00:00 +0000 UTC`.
 * Source: `unmarshalObject` in pulumi's sdk/go/common/resource/config/object.go.
 */
const PULUMI_DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d{4}) \S+$/;

/** A date and time as it is written, or as Pulumi hands it over. */
function isoOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [, date, time, offset] =
    /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(value) ??
    PULUMI_DATE.exec(value) ??
    [];
  return date === undefined ? undefined : `${date}T${time}${offset?.toUpperCase()}`;
}

function collect<T>(
  entries: [string, Field][] | undefined,
  read: (field: Field, name: string) => T | undefined,
): Record<string, T> | undefined {
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    entries.flatMap(([name, field]) => {
      const value = read(field, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
