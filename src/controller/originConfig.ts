import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { mainContainer } from "../emit/preview/previewContainer.ts";
import { type Problem, UserError } from "../problem.ts";
import type { FoundOrigin } from "./origins.ts";

/**
 * Returns the image of the container that copies change.
 *
 * @throws {UserError} if it is not clear which container that is
 */
export function originImage(origin: FoundOrigin): string {
  const problems: Problem[] = [];
  const pod = origin.objects.deployment.spec?.template.spec ?? { containers: [] };
  const config = { ...originConfig(origin, ""), image: "any" };
  const name = mainContainer(pod, config, origin.where, problems);
  if (problems.length > 0) throw new UserError(problems);
  return pod.containers.find((one) => one.name === name)?.image ?? "";
}

/** Returns the preview of an origin with this key that changes nothing but what its annotations say. */
export function originConfig(
  { namespace, name, service, settings }: FoundOrigin,
  key: string,
): PreviewConfig {
  const { container, env } = settings;
  return {
    key,
    service,
    namespace,
    deployment: name,
    suffix: key,
    routeTo: "service",
    ...(container !== undefined && { container }),
    env,
    replicas: 1,
    configMaps: {},
    secrets: {},
    group: key,
  };
}
