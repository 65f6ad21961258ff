import { createHash } from "node:crypto";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { previewObjects } from "../emit/preview/previewObjects.ts";
import type { Problem } from "../problem.ts";
import { COPY_PULL_REQUEST } from "../routing/annotations.ts";
import {
  COPY_COMMIT,
  COPY_CONTENT,
  COPY_IMAGE,
  COPY_ORIGIN,
  COPY_ORIGIN_UID,
  COPY_PUSH,
  COPY_SERVICE,
  OWNER,
} from "./annotations.ts";
import type { Claim } from "./claim.ts";
import type { Kind } from "./copies.ts";
import { originConfig } from "./originConfig.ts";

/** An object of a copy as it is to be. */
export interface WantedObject {
  kind: Kind;
  name: string;
  object: KubernetesObject;
  /** The hash that its annotation has. */
  content: string;
}

/** What a copy's image was made of. */
export interface CopyImage {
  commit: string;
  /** By digest. */
  image: string;
  /** The newest commit with the time of its push, as `pushText` returns it. */
  push: string;
}

/** Returns the preview that a stack would have to declare for the same copy. */
function previewOf({ origin, key, expires }: Claim, image: string): PreviewConfig {
  return {
    ...originConfig(origin, key),
    image,
    expires,
    where: `${origin.where}: copy ${key}`,
  };
}

/**
 * Returns the objects of a copy: those of a stack with the same preview, and annotations that say what they are copied
 * from. Those that others need come first.
 *
 * @throws {UserError} with everything that cannot be copied
 */
export function copyObjects(
  claim: Claim,
  { commit, image, push }: CopyImage,
): { objects: WantedObject[]; warnings: Problem[] } {
  const { origin, id } = claim;
  const made = previewObjects(origin.objects, previewOf(claim, image), OWNER);
  const annotations = {
    [COPY_ORIGIN]: origin.name,
    [COPY_ORIGIN_UID]: origin.uid,
    [COPY_SERVICE]: origin.service,
    [COPY_PULL_REQUEST]: id.text,
  };
  const ofDeployment = {
    ...annotations,
    [COPY_COMMIT]: commit,
    [COPY_IMAGE]: image,
    [COPY_PUSH]: push,
  };
  const objects: WantedObject[] = [wanted("Deployment", made.deployment, ofDeployment)];
  if (made.destinationRule !== undefined) {
    objects.push(wanted("DestinationRule", made.destinationRule, annotations));
  }
  if (made.service !== undefined) objects.push(wanted("Service", made.service, annotations));
  return { objects, warnings: made.warnings };
}

function wanted(kind: Kind, object: KubernetesObject, added: Record<string, string>): WantedObject {
  const { metadata = {} } = object;
  const annotations = { ...metadata.annotations, ...added };
  const whole = { ...object, metadata: { ...metadata, annotations } };
  const content = createHash("sha256").update(JSON.stringify(whole)).digest("hex");
  whole.metadata.annotations[COPY_CONTENT] = content;
  return { kind, name: metadata.name ?? "", object: whole, content };
}
