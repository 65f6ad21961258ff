import type { Campaign, ServiceConfig } from "../src/campaign/campaign.ts";
import { didYouMean, type Problem, received, UserError } from "../src/problem.ts";

/** What the image of a service is as far as options decide it. */
export type NamedImage = Pick<ServiceConfig, "name" | "delivery" | "image">;

/** Returns the image of the controller as options name it, by its own name. */
export function imagesOfController({ controller }: Pick<Campaign, "controller">): NamedImage[] {
  if (controller === undefined) return [];
  const { name, image } = controller;
  return [{ name, delivery: "image", ...(image !== undefined && { image }) }];
}

/** Returns what stands for an unknown image. No cluster accepts it, because image names have no capitals. */
export function imagePlaceholder(service: string): string {
  return `IMAGE-OF-${service}-SET-BY--image`;
}

/**
 * Returns images by service, from options such as `payments=registry.example.com/payments@sha256:…`.
 *
 * @throws {UserError} with every option that has no image, or whose service has no image of its own
 */
export function parseImages(texts: string[], services: NamedImage[]): Map<string, string> {
  const images = new Map<string, string>();
  const problems: Problem[] = [];
  for (const text of texts) {
    const [, name, image] = /^([^=]+)=(\S+)$/.exec(text) ?? [];
    if (name === undefined || image === undefined) {
      problems.push({
        where: "--image",
        what: `expected <service>=<image>, received ${received(text)}`,
      });
      continue;
    }
    const problem = serviceProblem(name, services);
    if (problem === undefined) images.set(name, image);
    else problems.push({ where: `--image ${name}`, ...problem });
  }
  if (problems.length > 0) throw new UserError(problems);
  return images;
}

function serviceProblem(name: string, services: NamedImage[]): Omit<Problem, "where"> | undefined {
  const service = services.find((candidate) => candidate.name === name);
  if (service === undefined) {
    const names = services.map((candidate) => candidate.name);
    const fix = didYouMean(name, names) ?? `There are ${names.join(", ")}.`;
    return { what: "no such service in the stack", fix };
  }
  if (service.delivery === "configMap")
    return { what: "the service has no image of its own: it is delivered by configMap" };
  if (service.image !== undefined)
    return { what: `the stack names its image already: ${service.image}` };
  return undefined;
}
