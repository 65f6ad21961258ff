/** How images are built. */
export interface BuildConfig {
  /** Docker's official image of Node 24 (Debian or Alpine), or one based on it: node must be at /usr/local/bin. */
  base: string;
  platforms: ("linux/amd64" | "linux/arm64")[];
  /** Buildx builder: its name, and whether to run Docker's own `buildx` instead of the built-in client. */
  builder?: { name?: string; exec?: boolean };
}
