import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import type { ImageBuild } from "../common/writeContext.ts";
import { PRISM_IMAGE } from "./prism.ts";

/**
 * Returns the build settings of a mock's image for one stack. With the same context, every builder makes the same
 * digest.
 */
export function imageBuild(config: ServiceConfig, stack: string): ImageBuild {
  return {
    buildArgs: {
      BASE: config.engine === "prism" ? PRISM_IMAGE : config.build.base,
      // Makes BuildKit write fixed timestamps, so that the same content gets the same digest.
      SOURCE_DATE_EPOCH: "0",
    },
    labels: {
      "org.opencontainers.image.title": mockNames(config).resource,
      "dev.understudy.stack": stack,
    },
    platforms: config.build.platforms,
    // The build fetches nothing, and some builders have no network.
    network: "none",
  };
}
