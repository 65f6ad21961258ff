import type { Destination } from "../routing/entry.ts";
import { isRouteKey } from "../routing/routeKey.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import { at, defined, type Field, isMapping, object, text, wrong } from "./check.ts";
import { label } from "./formats.ts";
import { ROUTING_KEYS } from "./routingShape.ts";

// One checker a form of text that routing needs, as in formats.ts.

export function routeKey(field: Field | undefined): string | undefined {
  return text(
    field,
    'a route key of 1 to 40 lower-case letters, digits and "-", such as "pr-12"',
    isRouteKey,
  );
}

/** A route key that objects have as a label too, or in their names: no "-" at its ends. */
export function labelledKey(field: Field | undefined): string | undefined {
  return text(
    field,
    'a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12"',
    (value) => isRouteKey(value) && !/^-|-$/.test(value),
  );
}

/** `service.namespace` or the full name; returns the full name. */
export function hostOfService(field: Field | undefined): string | undefined {
  const host = text(
    field,
    'a Service as service.namespace, such as "payments.shop"',
    (value) => serviceHost(value) !== undefined,
  );
  return host === undefined ? undefined : serviceHost(host);
}

/** `service.namespace`, `service.namespace:port`, or a mapping of that as host and a subset. */
export function destination(field: Field): Destination | undefined {
  if (!isMapping(field.value)) {
    const mapping = ", or a mapping of host and subset";
    return serviceWithPort(
      field,
      `a Service such as "payments-pr-12.shop" or "payments-pr-12.shop:8080"${mapping}`,
    );
  }
  const keys = object(field, ROUTING_KEYS["router.hosts.entries.to"]);
  if (keys === undefined) return undefined;
  const host = serviceWithPort(
    keys.host ?? at(field, "host"),
    'a Service as service.namespace or service.namespace:port, such as "payments.shop"',
  );
  const subset = label(keys.subset);
  return host === undefined ? undefined : { ...host, ...defined({ subset }) };
}

/** `service.namespace` or `service.namespace:port`. */
export function serviceWithPort(
  field: Field,
  expected: string,
): Pick<Destination, "host" | "port"> | undefined {
  const { value } = field;
  const [, name = "", digits] =
    (typeof value === "string" && /^([^:]*)(?::([1-9]\d{0,4}))?$/.exec(value)) || [];
  const host = serviceHost(name);
  const port = digits === undefined ? undefined : Number(digits);
  if (host !== undefined && (port ?? 1) <= 65535) return { host, ...defined({ port }) };
  return wrong(field, expected);
}

/** The name of a header, in lower case: Istio asks for that, and HTTP/2 and Envoy know no other. */
export function headerName(field: Field | undefined): string | undefined {
  const name = text(
    field,
    'the name of a header such as "x-preview", but neither baggage nor one that begins with service-router-',
    (value) =>
      /^[-!#$%&'*+.^_`|~0-9a-z]+$/i.test(value) && !/^(baggage$|service-router-)/i.test(value),
  );
  return name?.toLowerCase();
}

/** A host name with a dot. */
export function hostName(field: Field | undefined, example: string): string | undefined {
  return text(
    field,
    `a host name in lower case such as "${example}"`,
    (value) => isDnsName(value) && value.includes("."),
  );
}

/** Whether a text is a name that DNS and Istio take: labels of up to 63 characters, 253 in all. */
export function isDnsName(text: string): boolean {
  return (
    text.length <= 253 &&
    text.split(".").every((part) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(part))
  );
}
