import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadTestConfig, LoadTestImages, LocustBuild } from "../../campaign/loadTest.ts";
import { loadTestTitle } from "../../campaign/loadTestOf.ts";
import { shellWord } from "../../shellWord.ts";

/** Which image of a load test. */
export type LoadTestImageKind = "locust" | "jobs";

/** Build settings of an image. The names are those of Pulumi's `docker-build`. */
export interface LoadTestImageBuild {
  kind: LoadTestImageKind;
  dockerfile: string;
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
}

/** Returns the name of a load test's image, in the registry and in options: `loadtest-locust`. */
export function loadTestImageName(
  config: Pick<LoadTestConfig, "name">,
  kind: LoadTestImageKind,
): string {
  return `${loadTestTitle(config)}-${kind}`;
}

/** Returns how each image is built that the stack does not name. */
export function loadTestImageBuilds(
  config: Pick<LoadTestConfig, "name"> & { images: Pick<LoadTestImages, "locust" | "jobs"> },
  stack: string,
): LoadTestImageBuild[] {
  const { locust, jobs } = config.images;
  const build = (kind: LoadTestImageKind, base: string, steps: string) => ({
    ...{ kind, dockerfile: `ARG BASE\nFROM \${BASE}\n${steps}USER 1000\n` },
    // The second one makes BuildKit write fixed timestamps.
    buildArgs: { BASE: base, SOURCE_DATE_EPOCH: "0" },
    labels: {
      "org.opencontainers.image.title": loadTestImageName(config, kind),
      "dev.understudy.stack": stack,
    },
  });
  return [
    ...("build" in locust ? [build("locust", locust.build.base, locustSteps(locust.build))] : []),
    ...("build" in jobs ? [build("jobs", jobs.build.base, "")] : []),
  ];
}

/** Writes the build context of an image into a folder, which it returns: a Dockerfile alone. */
export function writeLoadTestContext(folder: string, { dockerfile }: LoadTestImageBuild): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  return folder;
}

function locustSteps({ locust, packages }: LocustBuild): string {
  const requirements = [`locust==${locust}`, ...packages].map(shellWord).join(" ");
  return `USER root
RUN python3 -c "import venv, ensurepip" || \\
    (apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv && rm -rf /var/lib/apt/lists/*)
RUN python3 -m venv /opt/locust && /opt/locust/bin/pip install --no-cache-dir ${requirements}
ENV PATH=/opt/locust/bin:$PATH
`;
}
