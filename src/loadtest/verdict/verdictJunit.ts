import { escapeXml } from "../../escapeMarkup.ts";
import type { RunRecord, ThresholdCheck } from "../runRecord.ts";
import { limitText, receivedText } from "./checkText.ts";
import { runSeconds } from "./runSeconds.ts";

/**
 * Returns a run's verdict in the XML that JUnit made common: a test case for each limit, and one for the run itself. That
 * one is an error if the run is not valid, so that no CI counts it as passed.
 */
export function verdictJunit(record: RunRecord): string {
  const { loadTest, stack, started, verdict } = record;
  const { invalid = ["the run was not judged"], checks = [] } = verdict ?? {};
  const name = `load test ${loadTest} of stack ${stack}`;
  const failures = checks.filter(({ isKept }) => !isKept).length;
  const errors = invalid.length > 0 ? 1 : 0;
  const seconds = runSeconds(record);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(name)}" time="${seconds}">`,
    `  <testsuite name="${escapeXml(loadTest)}" timestamp="${started.slice(0, 19)}" time="${seconds}" tests="${checks.length + 1}" failures="${failures}" errors="${errors}" skipped="0">`,
    caseOf("run", "run", errors > 0 ? `<error message="${escapeXml(invalid.join("\n"))}"/>` : ""),
    ...checks.map(checkCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function checkCase(check: ThresholdCheck): string {
  const message = `${limitText(check)}: ${receivedText(check)}`;
  const failure = check.isKept ? "" : `<failure message="${escapeXml(message)}"/>`;
  return caseOf(check.route, limitText(check), failure);
}

function caseOf(className: string, name: string, content: string): string {
  const open = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  return content === "" ? `${open}/>` : `${open}>\n      ${content}\n    </testcase>`;
}
