import { didYouMean } from "../problem.ts";

const HEADERS = "request response";
const OPERATIONS = "add remove set";
const DESTINATION = "host port subset";

/**
 * The fields of a VirtualService's http routes in Istio 1.31, by the path of what has them: that of its
 * CustomResourceDefinition. Maps with names of their own are left out, and so are texts to match, which are read.
 */
const FIELDS: Record<string, string> = {
  "": "corsPolicy delegate directResponse fault headers match mirror mirrorPercent mirror_percent mirrorPercentage mirrors name redirect retries rewrite route timeout",
  corsPolicy:
    "allowCredentials allowHeaders allowMethods allowOrigin allowOrigins exposeHeaders maxAge unmatchedPreflights",
  delegate: "name namespace",
  directResponse: "body status",
  "directResponse.body": "bytes string",
  fault: "abort delay",
  "fault.abort": "grpcStatus http2Error httpStatus percentage",
  "fault.abort.percentage": "value",
  "fault.delay": "exponentialDelay fixedDelay percent percentage",
  "fault.delay.percentage": "value",
  headers: HEADERS,
  "headers.request": OPERATIONS,
  "headers.response": OPERATIONS,
  match:
    "authority gateways headers ignoreUriCase method name port queryParams scheme sourceLabels sourceNamespace statPrefix uri withoutHeaders",
  mirror: DESTINATION,
  "mirror.port": "number",
  mirrorPercentage: "value",
  mirrors: "destination percentage",
  "mirrors.destination": DESTINATION,
  "mirrors.destination.port": "number",
  "mirrors.percentage": "value",
  redirect: "authority derivePort port prefixRewrite redirectCode scheme uri",
  retries: "attempts backoff perTryTimeout retryIgnorePreviousHosts retryOn retryRemoteLocalities",
  rewrite: "authority uri uriRegexRewrite",
  "rewrite.uriRegexRewrite": "match rewrite",
  route: "destination headers weight",
  "route.destination": DESTINATION,
  "route.destination.port": "number",
  "route.headers": HEADERS,
  "route.headers.request": OPERATIONS,
  "route.headers.response": OPERATIONS,
};

/** A field of a route that Istio does not know. */
export interface UnknownField {
  /** `retries.perTryTimeOut`, `route[1].wieght` */
  path: string;
  fix?: string | undefined;
}

/** Returns the fields of a route that Istio does not know, at any depth. */
export function unknownFields(route: object): UnknownField[] {
  const below = (value: unknown, kind: string, path: string): UnknownField[] => {
    if (Array.isArray(value))
      return value.flatMap((item, index) => below(item, kind, `${path}[${index}]`));
    const known = FIELDS[kind]?.split(" ");
    if (known === undefined || typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([field, content]) => {
      const place = path === "" ? field : `${path}.${field}`;
      if (!known.includes(field)) return [{ path: place, fix: didYouMean(field, known) }];
      return below(content, kind === "" ? field : `${kind}.${field}`, place);
    });
  };
  return below(route, "", "");
}
