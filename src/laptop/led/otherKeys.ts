import { annotatedOrigin, readAnnotations } from "../../routing/annotations.ts";
import type { AnnotatedObject } from "../../routing/composeLive.ts";

/** A key whose requests go elsewhere than to the Service. */
export interface OtherKey {
  key: string;
  /** `shop/payments-pr-12` */
  service: string;
}

/** Returns the keys by which requests for a host reach other Services. */
export function otherKeys(host: string, services: readonly AnnotatedObject[]): OtherKey[] {
  return services.flatMap(({ metadata: { name, namespace, annotations = {} } }) => {
    if (annotatedOrigin({ namespace, annotations }) !== host) return [];
    const key = readAnnotations({ name, namespace, annotations }, [])?.key;
    return key === undefined ? [] : [{ key, service: `${namespace}/${name}` }];
  });
}
