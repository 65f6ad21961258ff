import type { ServiceConfig } from "./campaign.ts";

/** Whether an image is built for the mock: not with delivery by ConfigMap, nor where the stack names a ready one. */
export function buildsImage({ delivery, image }: ServiceConfig): boolean {
  return delivery === "image" && image === undefined;
}
