/** What the program in its own network is told. It has values of Secrets, and is in no argument and no environment. */
export interface Instructions {
  /** The Unix socket that is asked for connections and names. */
  link: string;
  /** A folder of the session for sockets and files. */
  folder: string;
  user: number;
  group: number;
  program: string;
  args: readonly string[];
  env: Record<string, string | undefined>;
}
