import type { RouteTable } from "../../openapi/table/table.ts";
import { UserError } from "../../problem.ts";
import type { LatencySource, SourceQuestion } from "../source.ts";
import type { DatadogApi } from "./api.ts";
import { findEnv } from "./env.ts";
import { windowsOf } from "./hours.ts";
import { countRequests } from "./listNames.ts";
import { ALL, measureSets } from "./measure.ts";
import { measureWindows } from "./measureWindows.ts";
import { latencyMetric } from "./metrics.ts";
import { NAME_TAG, type Names, type NamesAmong, namesOf } from "./names.ts";
import { notesOf } from "./notes.ts";
import { whyNoQuantiles, whyNoRequests } from "./nothing.ts";
import { all, type Scope, scopeFilter, statusFilter } from "./query.ts";
import { measureRates } from "./rates.ts";
import { findSpan } from "./span.ts";
import { tagValue, tagValues } from "./tag.ts";

export interface DatadogOptions {
  /** The service's name in Datadog. @default the service's name in the stack */
  service?: string | undefined;
  /** @default the only one that there is */
  env?: string | undefined;
  /** The operation name of the spans that serve requests. @default discovered */
  span?: string | undefined;
}

/** What a list found out that a measurement needs. */
interface Survey {
  span: string;
  scope: Scope;
  hasStatuses: boolean;
  names: Names;
  /** The requests that count, by name. */
  counted: ReadonlyMap<string, number>;
}

/** Makes the source that asks Datadog's trace metrics: the distribution `trace.<span>`, by `resource_name`. */
export function datadogSource(api: DatadogApi, options: DatadogOptions): LatencySource {
  const surveys = new WeakMap<RouteTable, Survey>();
  const makers = new WeakMap<RouteTable, NamesAmong>();
  /** The service of the stack that `options.service` stands for. */
  let only: string | undefined;

  function namesAmong(table: RouteTable): NamesAmong {
    const among = makers.get(table) ?? namesOf(table);
    makers.set(table, among);
    return among;
  }

  async function survey(question: SourceQuestion) {
    const { table, statuses, progress } = question;
    const { each, whole } = windowsOf(question);
    only ??= question.service;
    if (options.service !== undefined && question.service !== only) throw severalServices(only);
    const service = tagValue(options.service ?? question.service);
    const scope: Scope = { service, env: options.env && tagValue(options.env) };
    const among = namesAmong(table);
    const span = options.span ?? (await findSpan(api, whole, scope, among, progress));
    scope.env ??= await findEnv(api, whole, scope, span, progress);
    const filter = scopeFilter(scope);
    const requests = await countRequests(api, each, span, filter, statuses, progress);
    if (requests.total === 0) throw await whyNoRequests(api, whole, scope, span, progress);
    const names = among(requests.names.map(({ name }) => name));
    const counted = new Map(
      requests.names.flatMap(({ name, requests }) => (requests > 0 ? [[name, requests]] : [])),
    );
    const { hasStatuses } = requests;
    const result: Survey = { span, scope, hasStatuses, names, counted };
    surveys.set(table, result);
    return { ...result, requests };
  }

  return {
    kind: "datadog",

    namesOf: (route, table) => (surveys.get(table)?.names ?? namesAmong(table)([])).of(route),

    formsOf: (name) => tagValues(NAME_TAG, name),

    async list(question) {
      const { span, scope, names, requests } = await survey(question);
      const unexplained = requests.names
        .map(({ name }) => name)
        .filter((name) => names.routesOf(name).length === 0 && !question.given?.has(name));
      const counted = filterOf(question, scope, requests.hasStatuses);
      return {
        names: requests.names,
        query: `${latencyMetric(span)}{${counted}} by {${NAME_TAG}} at ${api.host}`,
        notes: notesOf(requests, span, unexplained),
      };
    },

    async measure(question, sets) {
      const { span, scope, hasStatuses, counted } =
        surveys.get(question.table) ?? (await survey(question));
      const { quantiles, statuses, progress } = question;
      const own = sets
        .map((names) => names.filter((name) => counted.has(name)))
        .map((names) => (names.length > 1 && names.length === counted.size ? ALL : names));
      const { each, whole } = windowsOf(question);
      const filter = filterOf(question, scope, hasStatuses);
      const asked = { api, span, filter, quantiles, progress };
      const measured =
        each.length === 1
          ? await measureSets({ ...asked, window: whole }, own)
          : await measureWindows(asked, each, own, counted);
      const isWithout = measured.every(({ quantiles }) => quantiles.length === 0);
      if (isWithout && measured.some(({ requests }) => requests > 0)) {
        throw await whyNoQuantiles(api, whole, scope, span, statuses, progress);
      }
      return measured;
    },

    async rates(question, sets) {
      const { span, scope, hasStatuses } = surveys.get(question.table) ?? (await survey(question));
      const filter = filterOf(question, scope, hasStatuses);
      const asked = { api, span, filter, progress: question.progress };
      return await measureRates(asked, windowsOf(question).each, sets);
    },
  };
}

/** Returns the filter for the requests that count. */
function filterOf({ statuses }: SourceQuestion, scope: Scope, hasStatuses: boolean): string {
  return all(scopeFilter(scope), hasStatuses ? statusFilter(statuses) : undefined);
}

function severalServices(service: string): UserError {
  const what = "it names one service in Datadog, but several of the stack are pulled";
  return new UserError([
    { where: "--datadog-service", what, fix: `Name that of the stack too: --service ${service}` },
  ]);
}
