// What the controller writes on the objects of a copy, in addition to what every copy has.

/** The name in the label of the stack: no stack made these objects. */
export const OWNER = "understudy-controller";

/** Name by which the API server knows who declared a field. */
export const MANAGER = "understudy-controller";

/** Name of the Deployment that was copied, its `uid`, and the Service whose requests are routed. */
export const COPY_ORIGIN = "understudy.dev/copy-origin";
export const COPY_ORIGIN_UID = "understudy.dev/copy-origin-uid";
export const COPY_SERVICE = "understudy.dev/copy-service";
/** The commit that the image was made of, and the image by its digest. */
export const COPY_COMMIT = "understudy.dev/copy-commit";
export const COPY_IMAGE = "understudy.dev/copy-image";
/** The newest commit, and the time of its push as it was first known: `6dcb… 2026-11-27T10:00:00Z`. */
export const COPY_PUSH = "understudy.dev/copy-push";
/** A hash of the object as it was applied. */
export const COPY_CONTENT = "understudy.dev/copy-content";

/** Time since which the origin is gone, or asks for no copies any more. */
export const ORIGIN_GONE = "understudy.dev/copy-origin-gone";
/** Time since which a deletion waits because too many copies would go at once. */
export const DELETE_HELD = "understudy.dev/copy-delete-held";
