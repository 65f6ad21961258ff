import { readAsset } from "../../asset.ts";
import type { ControllerConfig } from "../../campaign/controller.ts";
import {
  NODE_OPTIONS,
  PROGRAM_ENVIRONMENT,
  PROGRAM_FILE,
} from "../../controller/program/settings.ts";
import { type ImageBuild, writeContext } from "../common/writeContext.ts";

/** Returns the build settings of the controller's image for one stack. */
export function controllerImageBuild(
  { name, build }: Pick<ControllerConfig, "name" | "build">,
  stack: string,
): ImageBuild {
  return {
    // Makes BuildKit write fixed timestamps, so that the same content gets the same digest.
    buildArgs: { BASE: build.base, SOURCE_DATE_EPOCH: "0" },
    labels: { "org.opencontainers.image.title": name, "dev.understudy.stack": stack },
    platforms: build.platforms,
    // The build fetches nothing, and some builders have no network.
    network: "none",
  };
}

/** Writes the build context of the controller's image into a folder, which it returns. */
export function writeControllerContext(folder: string, bundle: string): string {
  return writeContext(folder, [
    ["Dockerfile", dockerfile()],
    [`program/${PROGRAM_FILE}`, bundle],
  ]);
}

/** Node and its libraries are collected as for mocks, by the stages before theirs. */
function dockerfile(): string {
  const [collected = ""] = readAsset("server/Dockerfile").split(/^(?=FROM scratch)/m);
  const environment = Object.entries({ NODE_ENV: "production", ...PROGRAM_ENVIRONMENT });
  const entry = ["node", ...NODE_OPTIONS, `/understudy/${PROGRAM_FILE}`];
  return `${collected}FROM scratch
COPY --from=collected /files /
COPY program /understudy
ENV ${environment.map((pair) => pair.join("=")).join(" ")}
EXPOSE 8080 8081
USER 1000:1000
ENTRYPOINT ${JSON.stringify(entry)}
`;
}
