/** Limit for all annotations of an object: `TotalAnnotationSizeLimitB` in k8s.io/apimachinery's pkg/api/validation. */
export const LARGEST_ANNOTATIONS = 256 * 1024;
