import { LONGEST_WAIT, parseDuration, parseWait } from "../../latency/duration.ts";
import { wrong } from "./check.ts";
import { text } from "./kinds.ts";
import type { Kind } from "./setting.ts";

// A kind for each format of text, with the words that problems use for it.

/** A valid name of a Service (RFC 1035). The rules for other objects are less strict. */
export const serviceName = text(
  'a name in lower-case letters, digits and "-" that begins with a letter, such as "payments"',
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
);

/** RFC 1123 label. */
export const label = text(
  'a name in lower-case letters, digits and "-", such as "shop"',
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
);

/** RFC 1123 subdomain: labels and dots. */
export function subdomain(example: string): Kind<string> {
  return text(
    `a name in lower-case letters, digits, "-" and ".", such as "${example}"`,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  );
}

export const suffix = text(
  'the end of a name in lower-case letters, digits and "-", such as "-prism-mock"',
  /^[-a-z0-9]*[a-z0-9]$/,
);

/** A quantity of CPU or memory as Kubernetes writes it. */
export function quantity(example: string): Kind<string> {
  const form = /^(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/;
  return { ...text(`a Kubernetes quantity such as "${example}"`, form), words: "quantity" };
}

/** A duration above zero, as text with its unit. */
export const duration: Kind<string> = {
  ...text('a duration above zero such as "10m"', (value) => (parseDuration(value) ?? 0) > 0),
  words: "duration",
};

/** A duration that something is waited for, as text with its unit. */
export const wait: Kind<string> = {
  ...text(
    `a duration above zero such as "1m", at most ${LONGEST_WAIT}`,
    (value) => parseWait(value) !== undefined,
  ),
  words: "duration",
};

export const percentage: Kind<string> = {
  ...text('a percentage such as "70%"', /^[1-9]\d{0,2}%$/),
  words: "percentage",
};

/** The key of a label, with or without a prefix. */
export const labelKey = text(
  'the key of a node\'s label such as "kubernetes.io/arch"',
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/,
);

export const gateway = text(
  'an Istio Gateway as namespace/name, such as "istio-ingress/public"',
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
);

export const awsRegion = text(
  'the name of an AWS region such as "ap-northeast-1"',
  /^[a-z]{2,4}(-[a-z]+)+-\d+$/,
);

const ACCOUNT_ID = 'twelve digits such as "123456789012"';
const twelveDigits = text(ACCOUNT_ID, /^\d{12}$/);

/** Twelve digits as text, because a YAML number would lose its leading zeros. */
export const awsAccountId: Kind<string> = {
  ...twelveDigits,
  read: (field) =>
    field !== undefined && typeof field.value === "number"
      ? wrong(field, ACCOUNT_ID, "Put it in quotes: a number loses its leading zeros.")
      : twelveDigits.read(field),
};

/** An image reference as `docker pull` accepts it. */
export const image = text(
  'an image such as "node:24-slim"',
  /^[a-z0-9][-a-z0-9._:/]*(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/,
);
