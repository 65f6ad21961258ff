import type { LoadTestImages } from "../../campaign/loadTest.ts";
import { shellWord } from "../../shellWord.ts";

/** The text of a Dockerfile for each image of a load test that is built. */
export interface Dockerfiles {
  locust?: string;
  jobs?: string;
}

export function loadTestDockerfiles({ locust, jobs }: LoadTestImages): Dockerfiles {
  return {
    ...("build" in locust && { locust: locustDockerfile(locust.build) }),
    ...("build" in jobs && { jobs: `FROM ${jobs.build.base}\nUSER 1000\n` }),
  };
}

function locustDockerfile({
  base,
  locust,
  packages,
}: Extract<LoadTestImages["locust"], { build: unknown }>["build"]): string {
  const requirements = [`locust==${locust}`, ...packages].map(shellWord).join(" ");
  return `FROM ${base}
USER root
RUN python3 -c "import venv, ensurepip" || \\
    (apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv && rm -rf /var/lib/apt/lists/*)
RUN python3 -m venv /opt/locust && /opt/locust/bin/pip install --no-cache-dir ${requirements}
ENV PATH=/opt/locust/bin:$PATH
USER 1000
`;
}
