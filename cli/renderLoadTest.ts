import type { LoadTestConfig } from "../src/campaign/loadTest.ts";
import type { KubernetesObject } from "../src/emit/common/kubernetesObject.ts";
import { filledObjects, givenImages } from "../src/emit/loadtest/filledLoadTest.ts";
import { loadTestImageName } from "../src/emit/loadtest/loadTestImageBuilds.ts";
import type { PlannedLoadTest } from "../src/emit/loadtest/loadTestObjects.ts";
import type { Problem } from "../src/problem.ts";
import { imagePlaceholder, type NamedImage } from "./imageOptions.ts";

/** What a stack's file has in place of an encrypted value. */
const ENCRYPTED = "<encrypted>";

/** Returns the images of a load test as options name them: `loadtest-locust`. */
export function imagesOfLoadTest(config: LoadTestConfig): NamedImage[] {
  const { locustImage, jobsImage } = givenImages({ config });
  return [
    { kind: "locust" as const, image: locustImage },
    { kind: "jobs" as const, image: jobsImage },
  ].map(({ kind, image }) => ({
    name: loadTestImageName(config, kind),
    delivery: "image",
    ...(image !== undefined && { image }),
  }));
}

/** Returns all objects of a load test. A Secret with encrypted values is left out. */
export function objectsOfLoadTest(
  planned: PlannedLoadTest,
  images: ReadonlyMap<string, string>,
): KubernetesObject[] {
  const refs = imagesOfLoadTest(planned.config).map(
    ({ name, image }) => image ?? images.get(name) ?? imagePlaceholder(name),
  );
  const [locustImage = "", jobsImage = ""] = refs;
  const { secret, ...others } = filledObjects(planned, { locustImage, jobsImage });
  return [...Object.values(others), ...(secret && !isEncrypted(planned) ? [secret] : [])];
}

/** Returns a notice for a Secret that is left out. */
export function unknownSecrets(planned: PlannedLoadTest): Problem[] {
  if (!isEncrypted(planned)) return [];
  const { config, names } = planned;
  const what = `Secret ${names.secrets} is left out: only pulumi can read encrypted values`;
  const fix = "Make it in the cluster, and name it as existingSecret.";
  return [{ where: `${config.where ?? "loadtests"}.secrets`, what, fix }];
}

function isEncrypted({ config: { secrets } }: PlannedLoadTest): boolean {
  return "values" in secrets && Object.values(secrets.values).includes(ENCRYPTED);
}
