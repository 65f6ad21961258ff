/** One thing that is wrong with a request or a reply, as Prism reports it. */
export interface Violation {
  /** Place, then the way to the value: `["body", "address", "city"]`. None where the whole is meant. */
  location?: string[];
  /** A warning does not keep a request from its reply. */
  severity: "Error" | "Warning";
  /** The JSON Schema keyword that is not met, or what Prism has of its own; a number stands for a status. */
  code?: string | number;
  message: string;
}

/** What is checked. */
export type Side = "Request" | "Response";

/** Parts of a request or reply, as `Violation.location` begins. */
export type Part = "path" | "query" | "header" | "body";

/**
 * @param way to the value: of a parameter its name and what is in it, of the body the way in it
 * @param must what the value must be: `must be integer`
 */
export function violation(
  side: Side,
  part: Part,
  way: readonly string[],
  code: string,
  must: string,
): Violation {
  const kind = part === "body" ? "property" : "parameter";
  const where = way.length === 0 ? "" : ` ${kind} ${way.join(".").trim()}`;
  return {
    location: [part, ...way],
    severity: "Error",
    code,
    message: `${side} ${part}${where} ${must}`,
  };
}

/** A parameter that the document requires and the request (or a header that the reply) does not have. */
export function missing(side: Side, part: Part, name: string): Violation {
  return violation(side, part, [], "required", `must have required property '${name}'`);
}

/** A parameter that the document discourages and the request has. */
export function deprecated(part: Part, name: string): Violation {
  const place = part.charAt(0).toUpperCase() + part.slice(1);
  return {
    location: [part, name],
    severity: "Warning",
    code: "deprecated",
    message: `${place} param ${name} is deprecated`,
  };
}

export function isError({ severity }: Violation): boolean {
  return severity === "Error";
}
