import { parseDuration } from "../latency/duration.ts";
import { type Field, matching, text, wrong } from "./check.ts";

// One checker a form of text, each with what a person is told to write.

/** A name that Kubernetes takes as a Service's, which is stricter than the other objects' (RFC 1035). */
export function serviceName(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    'a name in lower-case letters, digits and "-" that begins with a letter, such as "payments"',
  );
}

/** RFC 1123 label. */
export function label(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'a name in lower-case letters, digits and "-", such as "shop"',
  );
}

/** RFC 1123 subdomain: labels and dots. */
export function subdomain(field: Field | undefined, example: string): string | undefined {
  return matching(
    field,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    `a name in lower-case letters, digits, "-" and ".", such as "${example}"`,
  );
}

export function suffix(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[-a-z0-9]*[a-z0-9]$/,
    'the end of a name in lower-case letters, digits and "-", such as "-prism-mock"',
  );
}

/** A quantity of CPU or memory as Kubernetes writes it. */
export function quantity(field: Field | undefined, example: string): string | undefined {
  return matching(
    field,
    /^(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/,
    `a Kubernetes quantity such as "${example}"`,
  );
}

/** A duration above zero, as text with its unit. */
export function duration(field: Field | undefined): string | undefined {
  return text(
    field,
    'a duration above zero such as "10m"',
    (value) => (parseDuration(value) ?? 0) > 0,
  );
}

export function percentage(field: Field | undefined): string | undefined {
  return matching(field, /^[1-9]\d{0,2}%$/, 'a percentage such as "70%"');
}

/** The key of a label, with or without a prefix. */
export function labelKey(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/,
    'the key of a node\'s label such as "kubernetes.io/arch"',
  );
}

export function gateway(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'an Istio Gateway as namespace/name, such as "istio-ingress/public"',
  );
}

export function awsRegion(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[a-z]{2,4}(-[a-z]+)+-\d+$/,
    'the name of an AWS region such as "ap-northeast-1"',
  );
}

/** Twelve digits as text: a YAML number would lose its leading zeros. */
export function awsAccountId(field: Field): string | undefined {
  const expected = 'twelve digits such as "123456789012"';
  if (typeof field.value === "number")
    return wrong(field, expected, "Put it in quotes: a number loses its leading zeros.");
  return matching(field, /^\d{12}$/, expected);
}

/** An image as `docker pull` takes it. */
export function image(field: Field | undefined): string | undefined {
  return matching(
    field,
    /^[a-z0-9][-a-z0-9._:/]*(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/,
    'an image such as "node:24-slim"',
  );
}
