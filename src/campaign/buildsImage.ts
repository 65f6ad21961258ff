import type { ServiceConfig } from "./campaign.ts";

/**
 * Returns whether an image is built for the mock: not if it is delivered by ConfigMap or if the stack names a finished
 * image.
 */
export function buildsImage({
  delivery,
  image,
}: Pick<ServiceConfig, "delivery" | "image">): boolean {
  return delivery === "image" && image === undefined;
}
