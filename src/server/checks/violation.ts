/** A mistake in a request or a reply, in the form of Prism's reports. */
export interface Violation {
  /** Part, then the path to the value: `["body", "address", "city"]`. Left out for the whole request or reply. */
  location?: string[];
  /** A request with only warnings is answered as if it were valid. */
  severity: "Error" | "Warning";
  /** The violated JSON Schema keyword, or a code of Prism's own. A number is a status. */
  code?: string | number;
  message: string;
}

/** The message that is checked. */
export type Side = "Request" | "Response";

/** Parts of a request or reply, with which `Violation.location` begins. */
export type Part = "path" | "query" | "header" | "body";

/**
 * @param way the path to the value: a parameter's name and the path inside its value, or the path inside the body
 * @param must the requirement: `must be integer`
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

/** Returns the violation for a required parameter of a request, or header of a reply, that is missing. */
export function missing(side: Side, part: Part, name: string): Violation {
  return violation(side, part, [], "required", `must have required property '${name}'`);
}

/** Returns the violation for a deprecated parameter or header that is used. */
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
