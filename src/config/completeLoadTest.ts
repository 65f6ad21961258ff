import type { LoadTestConfig, LoadTestImages, LocustRole, RunPlan } from "../campaign/loadTest.ts";
import type { Registry } from "../campaign/registry.ts";
import { serviceOf } from "../routing/serviceHost.ts";
import type { Settings } from "./complete.ts";
import { BUILD } from "./schema/image.ts";
import { MESH } from "./schema/istio.ts";
import type { LOADTEST } from "./schema/loadtest.ts";
import { JOBS_IMAGE, LOCUST_IMAGE } from "./schema/loadtestImages.ts";
import { ROLE, ROLE_RESOURCES } from "./schema/loadtestRole.ts";
import { PODS } from "./schema/pods.ts";
import { defined } from "./values/check.ts";
import { defaultsOf, type Whole } from "./values/setting.ts";

/** Half a day: a set-up that was forgotten in the evening is gone in the morning. */
const MAX_AGE_SECONDS = 12 * 3_600;

type Said = Whole<typeof LOADTEST>;

/** Returns a load test with every default filled in. */
export function completeLoadTest(
  said: Said,
  { settings, hasAws }: { settings: Settings; hasAws: boolean },
): LoadTestConfig {
  const {
    run,
    maxAge,
    images,
    secrets,
    existingSecret,
    service,
    prometheus,
    report,
    expose,
    ...rest
  } = said;
  const { name: serviceName, namespace } = { ...(service && named(service)) };
  const fallback: Registry = settings.registry ?? { kind: hasAws ? "ecr" : "none" };
  const istio = completeIstio(said.istio ?? settings.istio);
  return {
    ...rest,
    ...defined({
      service: serviceName && namespace ? { name: serviceName, namespace } : undefined,
      prometheus,
      expose,
    }),
    run: completeRun(run),
    maxAgeSeconds: maxAge ?? MAX_AGE_SECONDS,
    images: completeImages(images, settings.build, fallback),
    secrets:
      existingSecret === undefined ? { values: { ...secrets } } : { existing: existingSecret },
    master: completeRole(said.master),
    worker: completeRole(said.worker),
    sidecar: istio.enabled && said.sidecar !== false,
    istio,
    report: { ...report },
    timeout: said.timeout ?? settings.timeout ?? PODS.timeout.default,
  };
}

function named(host: string): { name: string; namespace: string } {
  const { service, namespace } = serviceOf(host);
  return { name: service, namespace };
}

function completeRun(said: Said["run"]): RunPlan {
  const { users, spawnRate, runTime, stages, tags } = { ...said };
  return defined({
    users,
    spawnRate,
    runTimeSeconds: runTime,
    stages: stages?.map(({ users, duration }) => ({ users, seconds: duration })),
    tags,
  });
}

function completeImages(
  said: Said["images"],
  build: Settings["build"],
  fallback: Registry,
): LoadTestImages {
  const { registry = fallback, locust, jobs, platforms, builder = build?.builder } = { ...said };
  const { version, base, packages } = { ...defaultsOf(LOCUST_IMAGE), ...locust };
  return {
    registry,
    locust:
      locust?.image === undefined
        ? { build: { base, locust: version, packages } }
        : { image: locust.image },
    jobs:
      jobs?.image === undefined
        ? { build: { base: jobs?.base ?? JOBS_IMAGE.base.default } }
        : { image: jobs.image },
    platforms: platforms ?? build?.platforms ?? defaultsOf(BUILD).platforms,
    ...defined({ builder }),
  };
}

function completeRole(said: Said["master"]): LocustRole {
  const { resources, ...rest } = { ...said };
  return {
    ...defaultsOf(ROLE),
    ...rest,
    resources: {
      limits: { ...ROLE_RESOURCES.limits, ...resources?.limits },
      requests: { ...ROLE_RESOURCES.requests, ...resources?.requests },
    },
  };
}

function completeIstio(said: Said["istio"]): LoadTestConfig["istio"] {
  return { ...defaultsOf(MESH), ...(said === "none" ? { enabled: false } : said) };
}
