import type { LoadedMock } from "../config/load.ts";
import { readDocuments } from "../emit/documents.ts";
import type { MockContext } from "../emit/mockObjects.ts";
import { bundleServer } from "../server/bundle.ts";

/**
 * What one mock is made from beside its own document: the server's bundle, or the documents that Prism reads.
 *
 * @param revision what `istio.revision: auto` stands for, empty where that is unknown
 */
export async function mockContext(mock: LoadedMock, revision: string): Promise<MockContext> {
  return mock.config.engine === "prism"
    ? { revision, documents: readDocuments(mock) }
    : { revision, engineBundle: await bundleServer() };
}
