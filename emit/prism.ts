/** The image of the engine `prism`, pinned; MIT-licensed, published by Stoplight on Docker Hub. */
export const PRISM_IMAGE = "docker.io/stoplight/prism:5.15.11";

/** A file that Prism reads. */
export interface Document {
  /** Absolute, on the machine that reads it. */
  path: string;
  content: string;
}
