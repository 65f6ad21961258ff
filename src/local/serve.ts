import { formatProblem, type Problem, received, UserError } from "../problem.ts";
import { startMockServer } from "../server/mockServer.ts";
import { loadWithReferences, readReferences } from "./fetchReferences.ts";
import { mocksOfDocuments } from "./localMocks.ts";
import { fetchDocuments } from "./servedDocuments.ts";

export interface ServeOptions {
  /**
   * Port to listen on.
   * @default a free one
   */
  port?: number;
  /**
   * Whether answers take as long, and fail as often, as the latency file beside the document says.
   * @default false: tests do not wait
   */
  latency?: boolean;
}

/** A mock that answers on this machine. */
export interface ServedMock {
  /** Without a slash at the end: `http://127.0.0.1:41033`. */
  url: string;
  /** Answers what it has accepted, and then ends. */
  close(): Promise<void>;
}

/**
 * Starts a mock of an OpenAPI document, for a test:
 *
 *     const payments = await serve("specs/payments.yaml");
 *     const response = await fetch(`${payments.url}/payments/1`);
 *     await payments.close();
 *
 * Warns of operations that are left out because the document describes them wrongly.
 *
 * @param document path, relative to the working directory, or URL
 * @throws UserError with every mistake in the options, the document and its latency file
 */
export async function serve(document: string, options: ServeOptions = {}): Promise<ServedMock> {
  const { port = 0, latency = false } = options;
  checkArguments(document, port);
  const paths = await fetchDocuments([document]);
  const references = readReferences([], [document], paths);
  const mocks = await loadWithReferences(references, () =>
    mocksOfDocuments(paths, false, references),
  );
  for (const problem of mocks.flatMap(({ problems }) => problems)) {
    console.warn(formatProblem(problem));
  }
  const [mock] = mocks.map(({ mock }) => (latency ? mock : { ...mock, latency: { routes: {} } }));
  if (mock === undefined) throw new Error("a document gives a mock");
  const { url, close } = await startMockServer(mock, { port, host: "127.0.0.1" });
  return { url, close: () => close() };
}

/** Programs in JavaScript have no compiler that would report these mistakes. */
function checkArguments(document: unknown, port: unknown): void {
  const problems: Problem[] = [];
  if (typeof document !== "string") {
    problems.push({
      where: "serve",
      what: `expected the path or URL of a document, received ${received(document)}`,
      fix: 'await serve("openapi.yaml")',
    });
  }
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push({
      where: "serve: port",
      what: `expected a number from 0 to 65535, received ${received(port)}`,
    });
  }
  if (problems.length > 0) throw new UserError(problems);
}
