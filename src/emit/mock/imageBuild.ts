import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { PRISM_IMAGE } from "./prism.ts";

/** What an image is built with, beside its context; the names are those of Pulumi's `docker-build`. */
export interface ImageBuild {
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  platforms: ServiceConfig["build"]["platforms"];
  network: "none";
}

/** The settings of a mock's image for one stack: whoever builds it from the same context gets the same digest. */
export function imageBuild(config: ServiceConfig, stack: string): ImageBuild {
  return {
    buildArgs: {
      BASE: config.engine === "prism" ? PRISM_IMAGE : config.build.base,
      // Makes BuildKit date everything alike: the same content gets the same digest.
      SOURCE_DATE_EPOCH: "0",
    },
    labels: {
      "org.opencontainers.image.title": mockNames(config).resource,
      "dev.understudy.stack": stack,
    },
    platforms: config.build.platforms,
    // Nothing is fetched while it is built, and some builders have no network to give.
    network: "none",
  };
}
