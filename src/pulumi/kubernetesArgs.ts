import { fillSlots } from "../slots.ts";

/**
 * Returns an emitted object as Pulumi's arguments. It is the same object, but Pulumi's types require more fields than
 * Kubernetes'.
 *
 * @param slots values for texts that were not known before
 */
export function kubernetesArgs<Args>(object: object, slots: Record<string, unknown> = {}): Args {
  return fillSlots(object, slots) as Args;
}
