import type { Tell } from "../forge/previewReport.ts";
import type { Forge } from "../forge/pullRequest.ts";
import type { ImageAnswer } from "../registry/imageAnswer.ts";
import type { ControllerCluster } from "./controllerCluster.ts";
import type { FoundOrigin } from "./origins.ts";

/** Everything outside of the controller. */
export interface World {
  /** In milliseconds since 1970. */
  now(): number;
  forge: Forge;
  cluster: ControllerCluster;
  /** Asks a registry about an image, with the pull secrets of its origin. */
  lookUp(reference: string, origin: FoundOrigin): Promise<ImageAnswer>;
  /** Waits until proxies have the routes of the last change. */
  settle(): Promise<void>;
  /** Tells pull requests about their copies; undefined if nobody wants that. */
  tell?: Tell | undefined;
}
