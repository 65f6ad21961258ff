/**
 * Subset of an origin's Service with the pods of the origin alone, which a preview by subset makes beside its own. The base
 * names it for requests without a key, or they would reach the preview's pods too.
 */
export const ORIGIN_SUBSET = "origin";
