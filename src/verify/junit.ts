import { escapeXml } from "../escapeMarkup.ts";
import type { Report, RouteReport, ServiceReport } from "./report.ts";

/**
 * Returns a report in the XML that JUnit made common: a suite for each service, and a test case for each route. What is
 * neither right nor wrong is an error, so that no CI counts it as passed.
 */
export function junitOf({ stack, started, seconds, services }: Report): string {
  const suites = services.map((service) => suiteOf(service, started));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="latency of stack ${escapeXml(stack)}" time="${seconds}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteOf({ name, routes }: ServiceReport, started: string): string {
  const count = (kind: Kind) => routes.filter((route) => kindOf(route) === kind).length;
  return [
    `  <testsuite name="${escapeXml(name)}" timestamp="${started.slice(0, 19)}" tests="${routes.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}">`,
    ...routes.map((route) => caseOf(route, name)),
    "  </testsuite>",
  ].join("\n");
}

function caseOf(route: RouteReport, service: string): string {
  const { key, verdict, reason = "" } = route;
  const open = `    <testcase classname="${escapeXml(service)}" name="${escapeXml(key)}"`;
  const kind = kindOf(route);
  if (kind === undefined) return `${open}/>`;
  const message = escapeXml(`${verdict}: ${reason}`);
  return `${open}>\n      <${kind} message="${message}"/>\n    </testcase>`;
}

type Kind = "failure" | "error" | "skipped";

function kindOf({ verdict, profile }: RouteReport): Kind | undefined {
  if (verdict === "pass") return undefined;
  if (verdict === "fail") return "failure";
  return profile === undefined ? "skipped" : "error";
}
