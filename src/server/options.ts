/** How a mock behaves, besides its document: the flags of `understudy serve`, which are those of Prism. */
export interface ServerOptions {
  /** Makes random bodies from schemas, even if there are examples. */
  dynamic: boolean;
  /** Answers a request that violates the document with an error, whatever replies the document has. */
  errors: boolean;
  /** Sends the headers that allow pages of other origins to read answers, and answers preflight requests. */
  cors: boolean;
  /** Seed of random values, which are then the same in every run. */
  seed?: string;
  /** Makes bodies from schemas, even if there are examples. */
  ignoreExamples: boolean;
  /** Adds members to random objects that their schema allows, but does not name. */
  fillProperties: boolean;
  /** How many processes serve the mock: each makes its share of the loads. */
  workers: number;
}

export const DEFAULT_OPTIONS: ServerOptions = {
  dynamic: false,
  errors: false,
  cors: true,
  ignoreExamples: false,
  fillProperties: true,
  workers: 1,
};
