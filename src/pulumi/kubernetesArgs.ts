import { fillSlots } from "../slots.ts";

/**
 * What was emitted, as Pulumi's arguments: the same objects, but its types require more fields than Kubernetes'.
 * @param slots what stands for texts that are known only now
 */
export function kubernetesArgs<Args>(object: object, slots: Record<string, unknown> = {}): Args {
  return fillSlots(object, slots) as Args;
}
