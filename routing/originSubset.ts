/**
 * Subset of an origin's Service with the pods of the origin alone. Where previews are subsets of the same Service, requests
 * without a key have to name it, or they would reach the previews' pods too.
 */
export const ORIGIN_SUBSET = "origin";
