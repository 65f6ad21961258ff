import type { LoadTestConfig } from "../campaign/loadTest.ts";
import { loadTestNames } from "../campaign/loadTestNames.ts";
import type { Settings } from "./complete.ts";
import { completeLoadTest } from "./completeLoadTest.ts";
import { STACK } from "./schema/stack.ts";
import { at, type Field, hasProblem, report, reportTaken, whereOf } from "./values/check.ts";

/** What the stack says beside its load tests. */
export interface BesideLoadTests {
  /** Its `defaults`. */
  settings: Settings;
  hasAws: boolean;
}

/** Reads the load tests of the stack. */
export function readLoadTests(
  field: Field | undefined,
  beside: BesideLoadTests,
): LoadTestConfig[] | undefined {
  const taken = new Map<string, Field>();
  return STACK.loadtests.type.read(field)?.map(({ field, value }) => {
    const config = { where: whereOf(field), ...completeLoadTest(value, beside) };
    const { namespace, setup } = loadTestNames(config);
    const isTaken = reportTaken(field, `CronJob ${namespace}/${setup}`, taken);
    if (isTaken) return config;
    checkSecrets(field, value);
    checkRun(field, config);
    checkImages(field, config, beside);
    checkIstio(field, config, value);
    return config;
  });
}

type Said = Parameters<typeof completeLoadTest>[0];

function checkSecrets(field: Field, { secrets, existingSecret, report: store }: Said): void {
  if (secrets !== undefined && existingSecret !== undefined) {
    const what = "expected secrets or existingSecret, received both";
    report(at(field, "existingSecret"), what, "Remove one of them.");
  }
  if (store?.claim !== undefined && store.bucket !== undefined) {
    const what = "expected claim or bucket, received both";
    report(at(at(field, "report"), "bucket"), what, "Remove one of them.");
  }
}

function checkRun(field: Field, { run, workers, headless }: LoadTestConfig): void {
  const place = at(field, "run");
  if (hasProblem(place) || hasProblem(at(field, "workers"))) return;
  const { users, runTimeSeconds, stages } = run;
  if (stages !== undefined && (users !== undefined || runTimeSeconds !== undefined)) {
    const what = "expected stages, or users and runTime, received both";
    report(at(place, "stages"), what, "Remove one of them.");
    return;
  }
  const most = users ?? Math.max(...(stages ?? []).map((stage) => stage.users));
  if (Number.isFinite(most) && most < workers) {
    const what = `expected at least ${workers} users, one for each worker, received ${most}`;
    const fix = "A worker without users makes no load: write more users, or fewer workers.";
    report(at(place, users === undefined ? "stages" : "users"), what, fix);
  }
  if (!headless || stages !== undefined) return;
  const why = "headless: one click on loadtest-setup starts the load, so that nobody can say it";
  if (users === undefined) report(at(place, "users"), `expected a number of users with ${why}`);
  if (runTimeSeconds === undefined)
    report(at(place, "runTime"), `expected a duration with ${why}`, "Write runTime, or stages.");
}

function checkImages(
  field: Field,
  { images }: LoadTestConfig,
  { hasAws, settings }: BesideLoadTests,
): void {
  const place = at(field, "images");
  if (hasProblem(place)) return;
  const built = (["locust", "jobs"] as const).filter((name) => "build" in images[name]);
  const { kind } = images.registry;
  if (built.length > 0 && kind === "none") {
    const what = `the image of ${built.join(" and of ")} needs a registry, but registry is none`;
    report(place, what, `Name a registry, or ready images: images.${built[0]}.image.`);
  }
  if (kind === "ecr" && !hasAws && settings.registry?.kind !== "ecr") {
    const fix = "Write understudy:aws with region and accountIds, or name another registry.";
    report(at(place, "registry"), "registry ecr needs aws, but the stack has no aws", fix);
  }
}

function checkIstio(field: Field, { istio, expose }: LoadTestConfig, said: Said): void {
  if (istio.enabled) return;
  if (expose !== undefined) {
    const fix = "An Istio Gateway leads to the dashboard: enable istio, or remove expose.";
    report(at(field, "expose"), "expose needs istio, but istio is off", fix);
  }
  if (said.sidecar === true) {
    const fix = "Enable istio, or remove sidecar.";
    report(at(field, "sidecar"), "sidecar needs istio, but istio is off", fix);
  }
}
