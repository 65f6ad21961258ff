import type { RouteThreshold } from "../../campaign/loadTest.ts";
import type { RunRecord } from "../runRecord.ts";
import { podThroughput } from "../sizing/podThroughput.ts";
import { sizingPage } from "../sizing/sizingPage.ts";
import { podSizingText } from "../sizing/sizingText.ts";
import { judge } from "../verdict/judge.ts";
import { verdictJunit } from "../verdict/verdictJunit.ts";
import { verdictMarkdown } from "../verdict/verdictMarkdown.ts";
import { readMeasurements } from "./measureService.ts";
import { readStatistics, writeWhole } from "./runFolder.ts";

/**
 * Returns the record of a run that has ended with its verdict. Writes the verdict's reports into the run's folder, and the
 * page about the service under test if it was measured.
 */
export function judgeRun(
  folder: string,
  record: RunRecord,
  thresholds: Readonly<Record<string, RouteThreshold>>,
): RunRecord {
  const statistics = readStatistics(folder);
  const judged = { ...record, verdict: judge(record, statistics, thresholds) };
  writeWhole(folder, "junit.xml", verdictJunit(judged));
  const measured = readMeasurements(folder);
  const sizing = measured === undefined ? undefined : podThroughput(measured);
  if (sizing !== undefined) writeWhole(folder, "sizing.html", sizingPage(judged, sizing));
  const ofPod = sizing === undefined ? "" : `\n\`\`\`text\n${podSizingText(sizing)}\n\`\`\`\n`;
  writeWhole(folder, "verdict.md", verdictMarkdown(judged, statistics) + ofPod);
  return judged;
}
