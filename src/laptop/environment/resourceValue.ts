import type { Container, ResourceFieldSelector } from "kubernetes-types/core/v1.d.ts";
import { quantityValue } from "../../config/values/quantityValue.ts";

/** What a limit is if the container has none: the pod's own limits, or else what the node has for pods. */
export type DefaultLimits = Readonly<Record<string, string>>;

/** Without a limit the kubelet takes the node's; of other resources it takes zero. */
const DEFAULTED = ["cpu", "memory", "ephemeral-storage"];

/**
 * Returns a container's limit or request in units of the divisor, rounded up, or undefined if it is the node's and
 * that is not known.
 *
 * @param defaults undefined if the node cannot be read
 */
export function resourceValue(
  { resource, divisor = "1" }: Omit<ResourceFieldSelector, "containerName">,
  container: Container,
  defaults: DefaultLimits | undefined,
): string | undefined {
  const [, kind, name = ""] = /^(limits|requests)\.(.*)$/.exec(resource) ?? [];
  if (kind === undefined) return undefined;
  const given = container.resources?.[kind as "limits" | "requests"]?.[name];
  const isDefaulted = kind === "limits" && DEFAULTED.includes(name) && amount(given) === 0;
  const quantity = isDefaulted ? defaults?.[name] : (given ?? "0");
  if (quantity === undefined) return undefined;
  // CPU counts in thousandths, everything else in ones, and both are rounded up before they are divided.
  const unit = name === "cpu" ? 0.001 : 1;
  const units = (text: string) => roundUp(amount(text) / unit);
  return String(roundUp(units(quantity) / (units(divisor) || units("1"))));
}

function amount(quantity: string | undefined): number {
  return quantity === undefined ? 0 : quantityValue(String(quantity));
}

/** Rounds up, but not what is above an integer only because floating point numbers are not exact. */
function roundUp(number: number): number {
  return Math.ceil(Number(number.toPrecision(15)));
}
