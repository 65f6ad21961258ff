/** How a mock behaves beyond its document; the flags of `understudy serve`, which are Prism's. */
export interface ServerOptions {
  /** Makes bodies from schemas at random, and leaves examples aside. */
  dynamic: boolean;
  /** Answers a request that violates the document with an error whatever replies the document has. */
  errors: boolean;
  /** Sends the headers that let a page of another origin read answers, and answers preflights. */
  cors: boolean;
  /** Makes what is random the same in every run. */
  seed?: string;
  /** Makes bodies from schemas even where there are examples. */
  ignoreExamples: boolean;
  /** Gives an object that is made at random also members that its schema does not name, where it allows them. */
  fillProperties: boolean;
}

export const DEFAULT_OPTIONS: ServerOptions = {
  dynamic: false,
  errors: false,
  cors: true,
  ignoreExamples: false,
  fillProperties: true,
};
