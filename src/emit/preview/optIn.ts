/** Annotation of a Deployment whose pull requests get copies: their repository. */
export const REPOSITORY = "understudy.dev/github-repository";

/** Beginning of the names of the annotations beside it. */
export const OPT_IN = "understudy.dev/preview-";
