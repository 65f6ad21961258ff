/** One thing that is wrong with a request, in the shape that Prism reports it. */
export interface Violation {
  /** Place in the request, then the way to the value: `["body", "address", "city"]`. */
  location: string[];
  severity: "Error";
  /** The JSON Schema keyword that is not met, or `required`. */
  code: string;
  message: string;
}

/** Parts of a request, as `Violation.location` begins, and what they are called. */
const PLACES = {
  path: "path parameter",
  query: "query parameter",
  header: "header",
  cookie: "cookie",
  body: "body",
} as const;

export type RequestPart = keyof typeof PLACES;

/**
 * @param way to the value: of a parameter its name and what is in it, of the body the way in it
 * @param must what the value must be: `must be integer`
 */
export function violation(part: RequestPart, way: string[], code: string, must: string): Violation {
  const where = way.length === 0 ? "" : `${part === "body" ? " property" : ""} ${way.join(".")}`;
  return {
    location: [part, ...way],
    severity: "Error",
    code,
    message: `Request ${PLACES[part]}${where} ${must}`,
  };
}

/** A parameter or body that the document requires and the request does not have. */
export function missing(part: RequestPart, name?: string): Violation {
  return {
    location: [part],
    severity: "Error",
    code: "required",
    message: `Request ${PLACES[part]}${name === undefined ? "" : ` ${name}`} is required`,
  };
}
