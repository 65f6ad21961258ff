import type { RouteKey } from "../openapi/table/table.ts";
import { type AskedMock, questionsOf } from "./questions.ts";
import type { Settings } from "./report.ts";
import type { Prepared } from "./verification.ts";

/** A mock, and whether its server says which one it is. */
export interface FoundMock extends AskedMock {
  /** Prism does not. */
  isUnnamed?: true;
}

/**
 * Makes a request for each route of the mocks. There may be none.
 *
 * @param only keys of the wanted routes; empty for all
 */
export function prepareVerification(
  stack: string,
  mocks: readonly FoundMock[],
  settings: Settings,
  only: readonly RouteKey[] = [],
): Prepared {
  const parts = mocks.map((mock) => questionsOf(mock, only, settings.rate));
  return {
    stack,
    settings,
    services: mocks.map((mock) => ({
      name: mock.service,
      title: mock.table.title,
      url: mock.url,
      inject: mock.makes,
      keys: mock.table.routes.map(({ key }) => key),
      ...(mock.isUnnamed && { isUnnamed: mock.isUnnamed }),
    })),
    questions: parts.flatMap(({ questions }) => questions),
    notAsked: parts.flatMap(({ notAsked }) => notAsked),
  };
}
