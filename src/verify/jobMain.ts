import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UserError } from "../problem.ts";
import { identityOf, notThisMock } from "./identify.ts";
import { problemLine, progressLine, reportLines } from "./jobLog.ts";
import { type Prepared, startVerification } from "./verification.ts";

/**
 * Entry point of the verification in a cluster: `node server.mjs <prepared file>`. It tells its progress and its report
 * by its log. SIGTERM ends it early, with a report of what was measured.
 */
async function main(): Promise<void> {
  const [file = ""] = process.argv.slice(2);
  const prepared: Prepared = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const problems = await Promise.all(
    prepared.services.map(async ({ name, url, keys, isUnnamed }) =>
      isUnnamed ? undefined : notThisMock(await identityOf(url), { service: name, url, keys }),
    ),
  );
  const wrong = problems.filter((problem) => problem !== undefined);
  if (wrong.length > 0) throw new UserError(wrong);
  const verification = startVerification(prepared, "cluster");
  process.once("SIGTERM", verification.stop);
  const timer = setInterval(() => {
    const progress = verification.progress();
    if (progress !== undefined) console.log(progressLine(progress));
  }, PROGRESS_MS);
  const report = await verification.report;
  clearInterval(timer);
  for (const line of reportLines(report)) console.log(line);
}

const PROGRESS_MS = 2_000;

/** Sidecars that are ordinary containers would run on, and the Job with them. */
async function endSidecar(): Promise<void> {
  const quit = "http://127.0.0.1:15020/quitquitquit";
  await fetch(quit, { method: "POST", signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
}

main()
  .catch((error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const unexpected = { where: "the verification in the cluster", what: text };
    console.log(problemLine(error instanceof UserError ? error.problems : [unexpected]));
  })
  .finally(endSidecar);
