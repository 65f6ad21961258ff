import { received } from "../../problem.ts";
import { type BesideRoutes, readBesideRoutes } from "../../routing/besideRoutes.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { readHttpRoutes } from "../../routing/readHttpRoutes.ts";
import { isRouteKey } from "../../routing/routeKey.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { isEncrypted, report, unreadable, whereOf, wrong } from "./check.ts";
import { plain, text } from "./kinds.ts";
import type { Kind } from "./setting.ts";
import { takenHeader } from "./takenHeaders.ts";

// A kind for each format of text in routing settings.

export const routeKey = text(
  'a route key of 1 to 40 lower-case letters, digits and "-", such as "pr-12"',
  isRouteKey,
);

/** A route key that is also a label value or part of an object's name, so that it must not begin or end with "-". */
export const labelledKey = text(
  'a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12"',
  (value) => isRouteKey(value) && !/^-|-$/.test(value),
);

const anyService = plain(
  text(
    'a Service as service.namespace, such as "payments.shop"',
    (value) => serviceHost(value) !== undefined,
  ),
  "a Service",
);

/** `service.namespace` or a full name, read as the full name. */
export const hostOfService: Kind<string> = {
  ...anyService,
  read(field) {
    const host = anyService.read(field);
    return host === undefined ? undefined : serviceHost(host);
  },
};

/** A Service, and a port if one is written. */
interface HostAndPort {
  host: string;
  port?: number;
}

/** `service.namespace` or `service.namespace:port`. */
export function serviceWithPort(
  expected = 'a Service as service.namespace or service.namespace:port, such as "payments.shop"',
): Kind<HostAndPort> {
  return {
    words: "text",
    read(field) {
      if (field === undefined) return undefined;
      const { value } = field;
      const [, name = "", digits] =
        (typeof value === "string" && /^([^:]*)(?::([1-9]\d{0,4}))?$/.exec(value)) || [];
      const host = serviceHost(name);
      if (host === undefined || Number(digits ?? 1) > 65535) return wrong(field, expected);
      return { host, ...(digits === undefined ? {} : { port: Number(digits) }) };
    },
    schema: { type: "string" },
  };
}

const anyHeader = text('the name of a header such as "x-preview"', (value) =>
  /^[-!#$%&'*+.^_`|~0-9a-z]+$/i.test(value),
);

/**
 * The name of a header that means nothing else, read in lower case: Istio requires it, and HTTP/2 and Envoy use only
 * lower case.
 */
export const headerName: Kind<string> = {
  ...anyHeader,
  read(field) {
    const name = anyHeader.read(field)?.toLowerCase();
    if (field === undefined || name === undefined) return undefined;
    const reason = takenHeader(name);
    if (reason === undefined) return name;
    const what = `expected a header that has no other meaning, received ${received(field.value)}: ${reason}`;
    report(field, what, 'Name a header of your own, such as "x-preview".');
    return undefined;
  },
};

/** A host name with a dot. */
export function hostName(example: string): Kind<string> {
  return text(
    `a host name in lower case such as "${example}"`,
    (value) => isDnsName(value) && value.includes("."),
  );
}

/** Returns whether a text is a valid name for DNS and Istio: labels of up to 63 characters, 253 characters in all. */
export function isDnsName(text: string): boolean {
  return (
    text.length <= 253 &&
    text.split(".").every((part) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(part))
  );
}

interface BaseRoutes {
  base: HttpRoute[];
  baseFile?: string;
  beside?: BesideRoutes;
}

/** The team's own routes, or the path of a YAML file that contains them. */
export const baseRoutes: Kind<BaseRoutes> = {
  words: "text or list",
  read(field) {
    if (field === undefined) return undefined;
    const { value, problems } = field;
    if (isEncrypted(value)) return unreadable(field, "http routes, or the path of a YAML file");
    if (typeof value === "string" && value !== "") return { base: [], baseFile: value };
    const where = whereOf(field);
    const beside = readBesideRoutes(value, where, problems);
    return { base: readHttpRoutes(value, where, problems), ...(beside && { beside }) };
  },
  schema: {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { type: "object" } },
      { type: "object" },
    ],
  },
};
