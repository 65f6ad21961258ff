import { or } from "../../../problem.ts";
import { checkNumber, type ReadField } from "./fields.ts";
import type { LogEntry, LogFormat, Rounding } from "./logFormat.ts";
import { readLine, type Template, type TemplateField } from "./template.ts";

/** What a variable of a log's format can be used for. */
export type Role =
  | "request"
  | "method"
  | "target"
  | "status"
  | "balancerStatus"
  | "duration"
  | "time"
  | "host"
  | "upstream"
  | "serverName"
  | "number";

/** The variables of one writer of logs. */
export interface Dialect {
  /** Finds the variables in a format; its first group that is not empty is a variable's name. */
  variable: RegExp;
  /** Returns a variable as it is written in a format. */
  show(name: string): string;
  /** The uses of a variable. Of the variables with one role, the first of this list is read. */
  roles: readonly { name: string; role: Role; read: ReadField; rounding?: Rounding }[];
}

/** A format, or the roles that no variable of it has. */
export type Compiled =
  | { format: LogFormat; missing?: undefined }
  | { format?: undefined; missing: string[] };

/**
 * Compiles the text of a format, such as NGINX's `$remote_addr [$time_local] "$request" $status $request_time`.
 *
 * @param isOpen whether lines go on behind what the text describes
 */
export function compileTemplate(
  title: string,
  text: string,
  dialect: Dialect,
  isOpen?: true,
): Compiled {
  const { prefix, names, untils } = split(text, dialect.variable);
  const used = new Map<Role, Dialect["roles"][number]>();
  for (const known of dialect.roles) {
    if (names.includes(known.name) && !used.has(known.role)) used.set(known.role, known);
  }
  if (used.has("request")) {
    used.delete("method");
    used.delete("target");
  }
  const missing = missingVariables(used, dialect);
  if (missing.length > 0) return { missing };
  const fields = names.map((name, i): TemplateField => {
    const until = untils[i] ?? "";
    const roles = dialect.roles.filter((known) => known.name === name);
    const chosen = roles.find((known) => used.get(known.role) === known && known.role !== "number");
    // A variable that is in the text twice is read where it is first.
    if (chosen !== undefined && names.indexOf(name) === i) return { read: chosen.read, until };
    return roles.some(({ role }) => role === "number") ? { read: checkNumber, until } : { until };
  });
  const template: Template = { prefix, fields, ...(isOpen && { isOpen }) };
  const rounding = used.get("duration")?.rounding;
  return {
    format: {
      title,
      read: (line: string, entry: LogEntry) => readLine(template, line, entry),
      hasTime: used.has("time"),
      ...(rounding && { rounding }),
    },
  };
}

/** Returns a compiled format that is known to have all roles. */
export function knownFormat({ format, missing = [] }: Compiled): LogFormat {
  if (format === undefined) throw new Error(`the format has no ${missing.join()}`);
  return format;
}

function split(text: string, variable: RegExp) {
  const untils: string[] = [];
  const names: string[] = [];
  let prefix = "";
  let end = 0;
  for (const match of text.matchAll(variable)) {
    const before = text.slice(end, match.index);
    if (names.length === 0) prefix = before;
    else untils.push(before);
    names.push(match.slice(1).find((group) => group !== undefined) ?? match[0]);
    end = match.index + match[0].length;
  }
  untils.push(text.slice(end));
  return { prefix, names, untils };
}

/** Returns what a format lacks, as the variables that would do: `$request_time or $upstream_response_time`. */
function missingVariables(used: ReadonlyMap<Role, unknown>, { roles, show }: Dialect): string[] {
  const namesOf = (role: Role) =>
    or(roles.filter((known) => known.role === role).map(({ name }) => show(name)));
  const needed: Role[] = used.has("request") ? [] : ["method", "target"];
  const lacking = [...needed, "status" as const, "duration" as const].filter(
    (role) => !used.has(role),
  );
  const isWithoutRequest = lacking.includes("method") && lacking.includes("target");
  return isWithoutRequest && roles.some(({ role }) => role === "request")
    ? [namesOf("request"), ...lacking.slice(2).map(namesOf)]
    : lacking.map(namesOf);
}
