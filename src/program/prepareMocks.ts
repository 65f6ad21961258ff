import type { LoadedMock } from "../campaign/loadMocks.ts";
import { readDocuments } from "../emit/mock/documents.ts";
import { type MockContext, type MockObjects, mockObjects } from "../emit/mock/mockObjects.ts";
import { type Problem, UserError } from "../problem.ts";
import { bundleServer } from "../server/bundle.ts";

/** A mock with everything that is declared of it: nothing can be wrong with it any more. */
export interface PreparedMock {
  mock: LoadedMock;
  context: MockContext;
  objects: MockObjects;
}

/**
 * Makes the objects of all mocks before any is declared: a program that ends with an error leaves what it has
 * declared until then.
 *
 * @param revision what `istio.revision: auto` stands for, empty where that is unknown
 * @throws UserError with everything that a ConfigMap cannot hold or Istio cannot delay
 */
export async function prepareMocks(
  mocks: readonly LoadedMock[],
  revision: string,
): Promise<PreparedMock[]> {
  const problems: Problem[] = [];
  const prepared: PreparedMock[] = [];
  for (const mock of mocks) {
    const context = await contextOf(mock, revision);
    try {
      prepared.push({ mock, context, objects: mockObjects(mock, context) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return prepared;
}

async function contextOf(mock: LoadedMock, revision: string): Promise<MockContext> {
  return mock.config.engine === "prism"
    ? { revision, documents: readDocuments(mock) }
    : { revision, engineBundle: await bundleServer() };
}
