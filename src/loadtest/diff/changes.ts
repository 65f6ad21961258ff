import type { RunPlan } from "../../campaign/loadTest.ts";
import type { MockRecord, RunRecord } from "../runRecord.ts";
import type { Change } from "./diff.ts";

const NONE = "–";

/** Returns what differs between two runs beside their measurements. */
export function changesOf(a: RunRecord, b: RunRecord): Change[] {
  const [before, after] = [a, b].map(thingsOf);
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].flatMap((what) => {
    const change = { what, a: before?.get(what) ?? NONE, b: after?.get(what) ?? NONE };
    return change.a === change.b ? [] : [change];
  });
}

function thingsOf(record: RunRecord): Map<string, string> {
  const { plan, users, workers, script } = record;
  const things: [string, string | undefined][] = [
    ["load test", record.loadTest],
    ["stack", record.stack],
    ["commit", record.commit],
    ["where", record.where],
    ["host", record.host],
    ["script", `${script.file} (${shortDigest(script.sha256)})`],
    ...planned(plan),
    ["users reached", String(users.most)],
    ["workers asked", String(workers.asked)],
    ["workers seen", String(workers.seen)],
    ["end", record.end],
    ...record.mocks.flatMap(mockThings),
    ...Object.entries(record.versions).map(([name, version]): [string, string] => [
      `version of ${name}`,
      version,
    ]),
    ...Object.entries(record.properties).map(([name, value]): [string, string] => [
      `property ${name}`,
      value.startsWith("sha256:") ? shortDigest(value) : value,
    ]),
  ];
  return new Map(things.flatMap(([what, value]) => (value === undefined ? [] : [[what, value]])));
}

function planned({
  users,
  spawnRate,
  runTimeSeconds,
  stages,
  tags,
}: RunPlan): [string, string | undefined][] {
  return [
    ["users", users?.toString()],
    ["spawn rate", spawnRate?.toString()],
    ["run time", runTimeSeconds === undefined ? undefined : `${runTimeSeconds}s`],
    ["stages", stages?.map((stage) => `${stage.users}:${stage.seconds}s`).join(",")],
    ["tags", tags?.join(", ")],
  ];
}

function mockThings({ name, profile, image }: MockRecord): [string, string | undefined][] {
  return [
    [`mock ${name}`, shortDigest(profile)],
    [`image of mock ${name}`, image],
  ];
}

/** Returns the first twelve digits of a digest. */
function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
